/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/field.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "x509/name/alternative.h"
#include "x509/name/alternative_parse.h"
#include "x509/name/name.h"

/* ---- values -------------------------------------------------------------------- */

struct value {
	char *name;
	struct pd_secret *items;
	size_t count;
};

struct pd_values {
	struct value *list;
	size_t count;
};

struct pd_values *
pd_values_new(void)
{
	return pd_alloc(1, sizeof(struct pd_values));
}

static void
clear_value(struct value *value)
{
	for (size_t i = 0; i < value->count; i++)
		pd_secret_wipe(&value->items[i]);
	free(value->items);
	value->items = NULL;
	value->count = 0;
}

void
pd_values_free(struct pd_values *values)
{
	if (values == NULL)
		return;
	for (size_t i = 0; i < values->count; i++) {
		clear_value(&values->list[i]);
		free(values->list[i].name);
	}
	free(values->list);
	free(values);
}

static struct value *
find_value(const struct pd_values *values, const char *name)
{
	for (size_t i = 0; i < values->count; i++)
		if (strcmp(values->list[i].name, name) == 0)
			return &values->list[i];
	return NULL;
}

static struct value *
find_or_add(struct pd_values *values, const char *name)
{
	struct value *value = find_value(values, name);
	if (value != NULL)
		return value;
	values->list = pd_grow(values->list, values->count + 1, sizeof *values->list);
	value = &values->list[values->count++];
	*value = (struct value){.name = pd_copy(name)};
	return value;
}

static void
append_value(struct value *value, const void *bytes, size_t size)
{
	value->items = pd_grow(value->items, value->count + 1, sizeof *value->items);
	value->items[value->count] = (struct pd_secret){0};
	pd_secret_add(&value->items[value->count++], bytes, size);
}

void
pd_values_set(struct pd_values *values, const char *name, const char *text)
{
	pd_values_unset(values, name);
	pd_values_add(values, name, text);
}

void
pd_values_add(struct pd_values *values, const char *name, const char *text)
{
	append_value(find_or_add(values, name), text, strlen(text));
}

void
pd_values_set_secret(
	struct pd_values *values, const char *name, const struct pd_secret *secret)
{
	pd_values_unset(values, name);
	append_value(find_or_add(values, name), secret->data, secret->size);
}

void
pd_values_unset(struct pd_values *values, const char *name)
{
	struct value *value = find_value(values, name);
	if (value != NULL)
		clear_value(value);
}

bool
pd_value_is_set(const struct pd_values *values, const char *name)
{
	const struct value *value = find_value(values, name);
	return value != NULL && value->count > 0;
}

size_t
pd_value_count(const struct pd_values *values, const char *name)
{
	const struct value *value = find_value(values, name);
	if (value == NULL || (value->count == 1 && value->items[0].size == 0))
		return 0;
	return value->count;
}

const char *
pd_value_item(const struct pd_values *values, const char *name, size_t index)
{
	return pd_secret_text(&find_value(values, name)->items[index]);
}

const char *
pd_value_text(const struct pd_values *values, const char *name)
{
	return pd_value_count(values, name) > 0 ? pd_value_item(values, name, 0) : NULL;
}

const struct pd_secret *
pd_value_secret(const struct pd_values *values, const char *name)
{
	return pd_value_count(values, name) > 0 ? &find_value(values, name)->items[0]
						: NULL;
}

bool
pd_value_flag(const struct pd_values *values, const char *name)
{
	const char *text = pd_value_text(values, name);
	return text != NULL && strcmp(text, "yes") == 0;
}

long
pd_value_number(const struct pd_values *values, const char *name, long fallback)
{
	const char *text = pd_value_text(values, name);
	return text ? strtol(text, NULL, 10) : fallback;
}

/* ---- checks -------------------------------------------------------------------- */

/* Is word one of "a|b|c"? */
static bool
is_among_words(const char *word, const char *words)
{
	size_t size = strlen(word);
	while (words != NULL) {
		size_t step = strcspn(words, "|");
		if (step == size && strncmp(words, word, size) == 0)
			return true;
		words = words[step] == '|' ? words + step + 1 : NULL;
	}
	return false;
}

const char *const *
pd_field_words(const struct pd_field *field, struct pd_context *context,
	const char *row, struct pd_picks *picks)
{
	if (row == NULL)
		return NULL;
	if (field->words != NULL)
		return field->words(row);
	if (field->pick != NULL)
		field->pick(context, row, picks);
	return (const char *const *)picks->values;
}

bool
pd_field_is_asked(const struct pd_field *field, const struct pd_values *values)
{
	if (field->when_field == NULL)
		return true;
	const char *other = pd_value_text(values, field->when_field);
	if (field->when_value == NULL)
		return other != NULL;
	if (*field->when_value == '\0')
		return other == NULL;
	return other != NULL && is_among_words(other, field->when_value);
}

static char *
join_choices(const char *const *choices)
{
	struct pd_buffer list = {0};
	for (size_t i = 0; choices[i] != NULL; i++)
		pd_buffer_add_item(&list, choices[i]);
	return pd_buffer_steal_text(&list);
}

static bool
check_choice(const struct pd_field *field, const char *text, struct pd_error *error)
{
	for (size_t i = 0; field->choices[i] != NULL; i++)
		if (strcmp(field->choices[i], text) == 0)
			return true;
	PD_AUTO(pd_drop_text) char *choices = join_choices(field->choices);
	return pd_fail(error, PD_EUSAGE, field->name,
		_("\"%s\" is not valid here; choose one of: %s"), text, choices);
}

static bool
check_number(const struct pd_field *field, const char *text, struct pd_error *error)
{
	char *end;
	errno = 0;
	long number = strtol(text, &end, 10);
	if (end == text || *end != '\0')
		return pd_fail(error, PD_EUSAGE, field->name,
			_("\"%s\" is not a whole number; enter one from %ld to %ld"),
			text, field->least, field->most);
	if (errno == ERANGE || number < field->least || number > field->most)
		return pd_fail(error, PD_EUSAGE, field->name,
			_("%s is out of range; write a number from %ld to %ld"), text,
			field->least, field->most);
	return true;
}

static bool
check_flag(const struct pd_field *field, const char *text, struct pd_error *error)
{
	if (strcmp(text, "yes") == 0 || strcmp(text, "no") == 0)
		return true;
	return pd_fail(error, PD_EUSAGE, field->name,
		_("\"%s\" is neither yes nor no; write one of them"), text);
}

static bool
check_date(const struct pd_field *field, const char *text, struct pd_error *error)
{
	int64_t time;
	if (pd_text_read_date(text, &time))
		return true;
	return pd_fail(error, PD_EUSAGE, field->name,
		_("\"%s\" is not a date; write it as YYYY-MM-DD"), text);
}

static bool
check_dn(const struct pd_field *field, const char *text, struct pd_error *error)
{
	PD_AUTO(pd_drop_name)
	struct pd_name *name = pd_name_parse(text, field->name, error);
	return name != NULL;
}

static bool
check_san(const struct pd_field *field, const char *text, struct pd_error *error)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	return pd_alternatives_parse(text, field->name, &names, error);
}

bool
pd_check_new_passphrase(const char *text, const char *name, struct pd_error *error)
{
	enum { LEAST = 8 };
	size_t size = strlen(text), count = 0;
	for (int32_t character; size > 0 && count < LEAST; count++) {
		size_t step = pd_text_next(text, size, &character);
		text += step;
		size -= step;
	}
	return count >= LEAST || pd_fail(error, PD_EUSAGE, name,
					 _("too short to protect anything; choose "
					   "at least 8 characters"));
}

bool
pd_check_protection(const struct pd_secret *passphrase, struct pd_error *error)
{
	return passphrase == NULL ||
	       pd_check_new_passphrase(pd_secret_text(passphrase), "passphrase", error);
}

static bool
check_file_name(const struct pd_field *field, const char *text, struct pd_error *error)
{
	bool has_name = strcmp(text, "-") != 0;
	return has_name || (field->flags & PD_NAMED) == 0 ||
	       pd_fail(error, PD_EUSAGE, field->name,
		       _("a name is needed here, and standard input has none; name a "
			 "file"));
}

/* Kinds without a check of their own (text, PEM, passphrases), and what a file holds, are
 * judged by the operation that reads them. */
static bool (*const checks[])(
	const struct pd_field *field, const char *text, struct pd_error *error) = {
	[PD_FIELD_CHOICE] = check_choice,
	[PD_FIELD_NUMBER] = check_number,
	[PD_FIELD_FLAG] = check_flag,
	[PD_FIELD_DATE] = check_date,
	[PD_FIELD_FILE] = check_file_name,
	[PD_FIELD_DN] = check_dn,
	[PD_FIELD_SAN] = check_san,
};

bool
pd_field_check(const struct pd_field *field, const char *text, struct pd_error *error)
{
	if (text == NULL || *text == '\0') {
		if ((field->flags & PD_REQUIRED) == 0)
			return true;
		return pd_fail(error, PD_EUSAGE, field->name, _("required: %s"),
			_(field->help));
	}
	bool has_check = field->kind < sizeof checks / sizeof *checks &&
			 checks[field->kind] != NULL;
	if ((!has_check || checks[field->kind](field, text, error)) &&
		(field->check == NULL || field->check(text, field->name, error)))
		return true;
	/* The parsers of names fail with PD_EINPUT; in a field that is wrong usage. */
	error->code = PD_EUSAGE;
	return false;
}

static char *
default_of(const struct pd_field *field, struct pd_context *context, const char *row)
{
	if (field->compute != NULL)
		return field->compute(context, row);
	if (field->preset != NULL)
		return pd_copy(field->preset);
	if (field->kind == PD_FIELD_CHOICE)
		return pd_copy(field->choices[0]);
	return field->kind == PD_FIELD_FLAG ? pd_copy("no") : NULL;
}

void
pd_values_default(const struct pd_field *fields, struct pd_context *context,
	const char *row, struct pd_values *values)
{
	for (const struct pd_field *field = fields; field && field->name; field++) {
		if (pd_value_count(values, field->name) > 0 ||
			!pd_field_is_asked(field, values))
			continue;
		PD_AUTO(pd_drop_text) char *text = default_of(field, context, row);
		if (text != NULL)
			pd_values_set(values, field->name, text);
	}
}

/* Only the command line can get here: a form does not ask for what does not apply. */
static bool
fail_not_asked(const struct pd_field *field, struct pd_error *error)
{
	const char *other = field->when_field, *value = field->when_value;
	if (value == NULL || strcmp(value, "yes") == 0)
		return pd_fail(error, PD_EUSAGE, field->name,
			_("goes only with --%s; leave it out"), other);
	if (*value == '\0' || strcmp(value, "no") == 0)
		return pd_fail(error, PD_EUSAGE, field->name,
			_("does not go with --%s; leave one of them out"), other);
	return pd_fail(error, PD_EUSAGE, field->name,
		_("goes only with --%s %s; leave it out"), other, value);
}

static bool
check_given_field(const struct pd_field *field, const struct pd_values *values,
	struct pd_error *error)
{
	size_t count = pd_value_count(values, field->name);
	bool is_asked = pd_field_is_asked(field, values);
	if (count > 0 && !is_asked)
		return fail_not_asked(field, error);
	if (count == 0)
		return !is_asked || pd_field_check(field, NULL, error);
	for (size_t i = 0; i < count; i++)
		if (!pd_field_check(
			    field, pd_value_item(values, field->name, i), error))
			return false;
	return true;
}

bool
pd_values_check(
	const struct pd_field *fields, struct pd_values *values, struct pd_error *error)
{
	for (const struct pd_field *field = fields; field && field->name; field++)
		if (!check_given_field(field, values, error))
			return false;
	return true;
}
