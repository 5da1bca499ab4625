/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_field.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "ui/ask/question_rules.h"
#include "ui/linear/linear_secret.h"
#include "ui/linear/linear_tell.h"

/* ---- the question ---------------------------------------------------------------- */

/* Those that were told by name have no numbers: theirs may be numbers themselves. */
static void
add_numbered_choices(const struct pd_field *field, struct pd_buffer *out)
{
	for (size_t i = 0; field->choices[i] != NULL; i++) {
		pd_buffer_add_text(out, i > 0 ? ", " : " ");
		if (field->pick == NULL)
			pd_buffer_add_format(out, "%zu ", i + 1);
		pd_buffer_add_text(out, field->choices[i]);
	}
}

/* Appends what may be typed, unless the label says enough. */
static void
add_kind_words(const struct pd_field *field, struct pd_buffer *out)
{
	bool directory = (field->flags & PD_DIRECTORY) != 0;
	switch (field->kind) {
	case PD_FIELD_CHOICE:
		pd_buffer_add_text(out, ",");
		add_numbered_choices(field, out);
		break;
	case PD_FIELD_NUMBER:
		pd_buffer_add_format(out, _(", a number from %ld to %ld"), field->least,
			field->most);
		break;
	case PD_FIELD_FLAG:
		pd_buffer_add_text(out, _(", yes or no"));
		break;
	case PD_FIELD_DATE:
		pd_buffer_add_text(out, _(", a date as YYYY-MM-DD"));
		break;
	case PD_FIELD_FILE:
		if (directory)
			pd_buffer_add_text(out, _(", the path of a directory"));
		else
			pd_buffer_add_text(out, (field->flags & PD_MANY) != 0
							? _(", paths of files")
							: _(", the path of a file"));
		break;
	case PD_FIELD_OUTPUT:
		pd_buffer_add_text(out, directory ? _(", the path of a directory")
						  : _(", a path to write to"));
		break;
	default:
		break;
	}
}

/* The values of a field, as one would type them. */
static char *
join_values(const struct pd_values *values, const struct pd_field *field)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < pd_value_count(values, field->name); i++)
		pd_buffer_add_format(&text, "%s%s", i > 0 ? " " : "",
			pd_value_item(values, field->name, i));
	return pd_buffer_steal_text(&text);
}

static char *
compose_question(const struct pd_field *field, const struct pd_values *values)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer question = {0};
	PD_AUTO(pd_drop_text) char *preset = join_values(values, field);
	pd_buffer_add_text(&question, _(field->label));
	add_kind_words(field, &question);
	if (*preset != '\0')
		pd_buffer_add_format(&question, " [%s]", preset);
	else if ((field->flags & PD_REQUIRED) == 0)
		pd_buffer_add_format(&question, " [%s]", _("none"));
	pd_buffer_add_text(&question, ":");
	return pd_buffer_steal_text(&question);
}

static void
say_field_help(const struct pd_field *field)
{
	pd_teletype_say("%s", _(field->help));
	pd_teletype_say("%s",
		_("Enter takes what stands in brackets, a dot alone leaves it empty; "
		  "back is the question before, C-c gives up. A backslash before the "
		  "first character takes the rest as it is."));
}

/* ---- the answer ------------------------------------------------------------------ */

/* Finds a choice by its word, its number, or the beginning of its word, if that is
 * unambiguous. */
static const char *
find_choice_meant(const struct pd_field *field, const char *text)
{
	const char *begun = NULL;
	size_t matches = 0, count = 0;
	for (; field->choices[count] != NULL; count++) {
		const char *choice = field->choices[count];
		if (strcmp(choice, text) == 0)
			return choice;
		if (strncmp(choice, text, strlen(text)) == 0) {
			begun = choice;
			matches++;
		}
	}
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	if (field->pick == NULL && end != text && *end == '\0' && number >= 1 &&
		number <= count)
		return field->choices[number - 1];
	return matches == 1 ? begun : text;
}

static const char *
read_yes_or_no(const char *text)
{
	int yes = rpmatch(text);
	return yes == 1 ? "yes" : yes == 0 ? "no" : text;
}

static void
put_answer(struct pd_values *values, const struct pd_field *field, const char *text)
{
	if (field->kind == PD_FIELD_CHOICE)
		text = find_choice_meant(field, text);
	else if (field->kind == PD_FIELD_FLAG)
		text = read_yes_or_no(text);
	/* In file names, backslashes are handled when they are split into words. */
	else if (*text == '\\' && !pd_field_is_file(field))
		text++;
	pd_field_parse(values, field, text);
}

static bool
check_answer(const struct pd_field *field, const struct pd_values *values,
	struct pd_error *error)
{
	size_t count = pd_value_count(values, field->name);
	if (count == 0)
		return pd_field_check(field, NULL, error);
	for (size_t i = 0; i < count; i++)
		if (!pd_field_check(
			    field, pd_value_item(values, field->name, i), error))
			return false;
	return pd_field_check_file(field, values, error);
}

/* Says what is wrong with the answer, if anything, and keeps the previous value then. */
static bool
take_answer(struct pd_linear *linear, const struct pd_field *field, const char *text,
	struct pd_values *values)
{
	PD_AUTO(pd_drop_values) struct pd_values *typed = pd_values_new();
	struct pd_error error = {0};
	bool keeps = *text == '\0';
	if (!keeps && strcmp(text, ".") != 0)
		put_answer(typed, field, text);
	if (!check_answer(field, keeps ? values : typed, &error)) {
		if (strcmp(error.input, field->name) == 0)
			pd_linear_tell_reason(linear, error.message);
		else
			pd_linear_tell_error(linear, &error);
		return false;
	}
	if (keeps)
		return true;
	pd_values_unset(values, field->name);
	for (size_t i = 0; i < pd_value_count(typed, field->name); i++)
		pd_values_add(
			values, field->name, pd_value_item(typed, field->name, i));
	return true;
}

static enum pd_linear_step
ask_for_value(struct pd_linear *linear, const struct pd_field *field,
	struct pd_values *values)
{
	PD_AUTO(pd_drop_text) char *question = compose_question(field, values);
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	while (pd_linear_ask(linear, question, &line)) {
		const char *text = pd_secret_text(&line);
		linear->ended = strcmp(text, "quit") == 0;
		if (linear->ended)
			break;
		if (strcmp(text, "back") == 0)
			return PD_STEP_BACK;
		if (strcmp(text, "?") == 0)
			say_field_help(field);
		else if (take_answer(linear, field, text, values))
			return PD_STEP_ON;
	}
	return PD_STEP_OUT;
}

/* ---- all kinds ------------------------------------------------------------------ */

enum pd_linear_step
pd_linear_ask_field(struct pd_linear *linear, const struct pd_field *field,
	const struct pd_picks *picks, struct pd_values *values)
{
	for (size_t i = 0; i < picks->count; i++)
		pd_teletype_say("%s: %s. %s", picks->values[i], picks->items[i].words,
			picks->items[i].note ? picks->items[i].note : "");
	if (field->kind == PD_FIELD_PASSPHRASE)
		return pd_linear_ask_passphrase(linear, field, values);
	if (field->kind == PD_FIELD_PEM)
		return pd_linear_ask_paste(linear, field, values);
	return ask_for_value(linear, field, values);
}
