/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/question_rules.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/ask/complete.h"

bool
pd_field_on_form(const struct pd_field *field)
{
	return (field->flags & (PD_ROW | PD_COMMAND)) == 0;
}

/* "flag", or "!name=value". */
static bool
suits_form(const char *asked_with, const struct pd_values *values)
{
	if (*asked_with != '!')
		return pd_value_flag(values, asked_with);
	const char *equals = strchr(asked_with, '=');
	PD_AUTO(pd_drop_text)
	char *name = pd_copy_bytes(asked_with + 1, (size_t)(equals - asked_with - 1));
	const char *value = pd_value_text(values, name);
	return value == NULL || strcmp(value, equals + 1) != 0;
}

bool
pd_field_is_due(const struct pd_field *field, const struct pd_values *values)
{
	return (field->asked_with == NULL || suits_form(field->asked_with, values)) &&
	       pd_field_is_asked(field, values);
}

bool
pd_field_is_file(const struct pd_field *field)
{
	return field->kind == PD_FIELD_FILE || field->kind == PD_FIELD_OUTPUT;
}

bool
pd_field_unlocks(const struct pd_field *field)
{
	return field->kind == PD_FIELD_PASSPHRASE &&
	       (field->flags & PD_CONFIRM_NEW) == 0;
}

/* A passphrase that unlocks something is asked for when it turns out to be needed. */
bool
pd_field_is_question(const struct pd_field *field)
{
	return pd_field_on_form(field) &&
	       (!pd_field_unlocks(field) || (field->flags & PD_REQUIRED) != 0);
}

/* ---- values -------------------------------------------------------------------- */

/* Several file names are words of one line. */
static void
add_words_of_line(
	struct pd_values *values, const struct pd_field *field, const char *text)
{
	for (char *word; (word = pd_complete_word(&text)) != NULL; free(word))
		pd_values_add(values, field->name, word);
}

char *
pd_field_complete_name(const struct pd_field *field, const char *text)
{
	bool bare = field->kind == PD_FIELD_DN && *text != '\0' &&
		    strpbrk(text, "=,+;<>#\\\"/") == NULL;
	return bare ? pd_format("CN=%s", text) : NULL;
}

void
pd_field_parse(struct pd_values *values, const struct pd_field *field, const char *text)
{
	pd_values_unset(values, field->name);
	if (field->flags & PD_MANY)
		add_words_of_line(values, field, text);
	else if (pd_field_is_file(field)) {
		PD_AUTO(pd_drop_text) char *path = pd_complete_path(text);
		pd_values_set(values, field->name, path);
	} else {
		PD_AUTO(pd_drop_text) char *name = pd_field_complete_name(field, text);
		pd_values_set(values, field->name, name ? name : text);
	}
}

/* ---- checks -------------------------------------------------------------------- */

bool
pd_field_check_file(const struct pd_field *field, const struct pd_values *values,
	struct pd_error *error)
{
	if (field->kind != PD_FIELD_FILE || !pd_field_on_form(field))
		return true;
	for (size_t i = 0; i < pd_value_count(values, field->name); i++) {
		const char *path = pd_value_item(values, field->name, i);
		/* Standard input is the keyboard that answers. */
		if (strcmp(path, "-") == 0)
			return pd_fail(error, PD_EUSAGE, field->name,
				_("standard input is what you type here; name a "
				  "file"));
		if (access(path, R_OK) != 0)
			return pd_fail_errno(
				error, PD_EIO, path, _("cannot be opened"));
	}
	return true;
}

bool
pd_fields_check_files(const struct pd_field *fields, const struct pd_values *values,
	struct pd_error *error)
{
	for (const struct pd_field *field = fields; field && field->name; field++)
		if (!pd_field_check_file(field, values, error))
			return false;
	return true;
}

const char *
pd_output_in_the_way(const struct pd_field *fields, const struct pd_values *values)
{
	for (const struct pd_field *field = fields; field && field->name; field++) {
		const char *path = (field->flags & PD_OVERWRITE) != 0
					   ? pd_value_text(values, field->name)
					   : NULL;
		struct stat status;
		/* Nothing but a regular file is ever replaced: the run says so. */
		if (path != NULL && strcmp(path, "-") != 0 &&
			lstat(path, &status) == 0 && S_ISREG(status.st_mode))
			return path;
	}
	return NULL;
}

char *
pd_replace_question(const char *path, size_t others)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(path);
	if (others == 0)
		return pd_format(_("%s exists already. Replace it?"), safe);
	return pd_format(
		ngettext("%s and %zu other file exist already. Replace them?",
			"%s and %zu other files exist already. Replace them?", others),
		safe, others);
}

/* "chain.pem:12" is about the field that names chain.pem. */
static bool
names_path(
	const struct pd_field *field, const struct pd_values *values, const char *input)
{
	for (size_t i = 0; i < pd_value_count(values, field->name); i++) {
		const char *path = pd_value_item(values, field->name, i);
		size_t size = strlen(path);
		if (strncmp(path, input, size) == 0 &&
			(input[size] == '\0' || input[size] == ':'))
			return true;
	}
	return false;
}

const struct pd_field *
pd_field_of_error(const struct pd_field *fields, const struct pd_values *values,
	const struct pd_error *error)
{
	const struct pd_field *field;
	for (field = fields; field && field->name; field++)
		if (strcmp(field->name, error->input) == 0)
			return field;
	for (field = fields; field && field->name; field++)
		if (pd_field_is_file(field) && names_path(field, values, error->input))
			return field;
	/* Bad input means the text that was pasted. */
	for (field = fields; field && field->name; field++)
		if (error->code == PD_EINPUT && field->kind == PD_FIELD_PEM)
			return field;
	return NULL;
}

const struct pd_field *
pd_field_of_passphrase(const struct pd_field *fields, const struct pd_error *error)
{
	const struct pd_field *field = fields;
	if (error->code != PD_EPASSPHRASE)
		return NULL;
	if (pd_opening_field(error->input) != NULL)
		return pd_opening_field(error->input);
	while (field && field->name && strcmp(field->name, error->input) != 0)
		field++;
	bool is_one = field && field->name && field->kind == PD_FIELD_PASSPHRASE;
	return is_one ? field : NULL;
}

bool
pd_comment_check(const char *text, const char *name, struct pd_error *error)
{
	enum { LIMIT = 1000 };
	return strlen(text) <= LIMIT ||
	       pd_fail(error, PD_EUSAGE, name,
		       _("is longer than %d bytes; write a shorter one"), LIMIT);
}

const struct pd_line *
pd_details_word_to_type(const struct pd_details *preview)
{
	for (size_t s = 0; s < preview->section_count; s++)
		for (size_t i = 0; i < preview->sections[s].line_count; i++)
			if (preview->sections[s].lines[i].kind == PD_TYPED_VALUE)
				return &preview->sections[s].lines[i];
	return NULL;
}
