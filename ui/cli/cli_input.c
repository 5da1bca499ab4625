/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_input.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/passphrase_file.h"
#include "base/text.h"
#include "store/key_passphrase.h"
#include "ui/ask/question_rules.h"
#include "ui/cli/ask_tty.h"

/* The first line of the file. */
static bool
read_passphrase_file(const struct pd_field *field, const char *path,
	struct pd_secret *out, struct pd_error *error)
{
	return pd_passphrase_file_read(path,
		pd_field_unlocks(field) ? PD_PASSPHRASE_OPENS : PD_PASSPHRASE_CHOSEN,
		out, error);
}

/* A paste into the terminal may contain a private key, so it is not echoed. */
static bool
read_named_input(const struct pd_field *field, const char *path, struct pd_secret *out,
	struct pd_error *error)
{
	if (strcmp(path, "-") != 0 || !isatty(STDIN_FILENO))
		return pd_file_read(path, PD_INPUT_LIMIT, out, error);
	PD_AUTO(pd_drop_text)
	char *text = pd_format(_("%s.\nPaste it here, then press Enter and C-d; what "
				 "you paste is not shown.\n"),
		_(field->help));
	return pd_ask_paste(text, out, error);
}

static bool
read_pem_input(const struct pd_field *field, const char *path, struct pd_secret *out,
	struct pd_error *error)
{
	if (!read_named_input(field, path, out, error))
		return false;
	if (out->size > 0 || (field->flags & PD_ANY_TEXT) != 0)
		return true;
	const char *from = strcmp(path, "-") == 0 ? _("standard input") : path;
	return pd_fail(error, PD_EINPUT, from, _("is empty; what is needed: %s"),
		_(field->help));
}

/* What one call reads from where. */
struct input {
	struct pd_values *values;      /* so far */
	const struct pd_values *files; /* the paths of those that stand in files */
	struct pd_secret *standard_input;
};

/* Text that must be there comes from standard input if nothing else is named. */
static const char *
find_input_path(const struct input *input, const struct pd_field *field)
{
	const char *path = pd_value_text(input->files, field->name);
	if (path != NULL || field->kind != PD_FIELD_PEM)
		return path;
	bool wanted = (field->flags & (PD_REQUIRED | PD_ANY_TEXT)) != 0 &&
		      pd_value_count(input->values, field->name) == 0 &&
		      pd_field_is_asked(field, input->values);
	return wanted ? "-" : NULL;
}

static bool
read_file_value(
	const struct input *input, const struct pd_field *field, struct pd_error *error)
{
	const char *path = find_input_path(input, field);
	if (path == NULL)
		return true;
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	bool good = field->kind == PD_FIELD_PEM
			    ? read_pem_input(field, path, &content, error)
			    : read_passphrase_file(field, path, &content, error);
	if (good)
		pd_values_set_secret(input->values, field->name, &content);
	return good;
}

/* Read before the run, while C-c still ends the program immediately. */
static bool
read_standard_input(
	const struct input *input, const struct pd_field *field, struct pd_error *error)
{
	if (field->kind != PD_FIELD_FILE)
		return true;
	for (size_t i = 0; i < pd_value_count(input->values, field->name); i++)
		if (strcmp(pd_value_item(input->values, field->name, i), "-") == 0)
			return read_named_input(
				field, "-", input->standard_input, error);
	return true;
}

bool
pd_cli_read_files(struct pd_interaction *interaction, const struct pd_values *files,
	struct pd_secret *standard_input, struct pd_error *error)
{
	const struct input input = {
		pd_interaction_values(interaction), files, standard_input};
	const struct pd_field *field = pd_interaction_operation(interaction)->fields;
	for (const struct pd_field *opens = pd_opening_fields; opens->name; opens++)
		if (!read_file_value(&input, opens, error))
			return false;
	for (; field && field->name; field++)
		if ((field->flags & PD_SCREEN) == 0 &&
			(!read_file_value(&input, field, error) ||
				!read_standard_input(&input, field, error)))
			return false;
	return true;
}

bool
pd_cli_unlock(struct pd_context *context, const struct pd_values *files,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	const struct input input = {values, files, NULL};
	for (const struct pd_field *opens = pd_opening_fields; opens->name; opens++)
		if (!read_file_value(&input, opens, error))
			return false;
	return pd_work_unlock(context, values, error);
}
