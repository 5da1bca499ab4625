/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_input.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "store/key_passphrase.h"
#include "ui/ask/question_rules.h"
#include "ui/cli/ask_tty.h"

enum { PASSPHRASE_LIMIT = 4096 };

/* Reads the first line of the file, without its line break. It may be empty where it opens
 * something, for some keys are encrypted so. */
static bool
read_passphrase_file(const struct pd_field *field, const char *path,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (!pd_file_read(path, PASSPHRASE_LIMIT, &content, error))
		return false;
	const char *text = pd_secret_text(&content), *end = text + content.size;
	text += pd_text_bom_size(
		text, content.size); /* a byte order mark, as some editors write */
	size_t size = strcspn(text, "\r\n");
	if (text + size < end && text[size] == '\0')
		return pd_fail(error, PD_EINPUT, path,
			_("holds a NUL byte, as UTF-16 does; save it in UTF-8, with "
			  "the "
			  "passphrase in its first line"));
	bool is_empty_line =
		size == 0 && text < end && strspn(text, "\r\n") == (size_t)(end - text);
	if (content.size == 0 && pd_field_unlocks(field))
		return pd_fail(error, PD_EINPUT, path,
			_("is empty; its first line must be the passphrase, and be "
			  "there even if that is empty"));
	if (size == 0 && !(is_empty_line && pd_field_unlocks(field)))
		return pd_fail(error, PD_EINPUT, path,
			_("its first line is empty; it must be the passphrase"));
	pd_secret_add(out, text, size);
	return true;
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
	if (!read_file_value(&input, &pd_key_passphrase_field, error))
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
	const char *path = pd_value_text(files, pd_key_passphrase_field.name);
	PD_AUTO(pd_secret_wipe) struct pd_secret passphrase = {0};
	return path == NULL ||
	       (read_passphrase_file(
			&pd_key_passphrase_field, path, &passphrase, error) &&
		       pd_store_unlock(context->store, &passphrase, error));
}
