/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/available.h"

#include <string.h>

#include "base/text.h"
#include "operation/role.h"
#include "tabs/store/undo.h"

bool
pd_operation_fits(const struct pd_operation *operation, const struct pd_row *row)
{
	if (operation->on == PD_ON_TAB)
		return operation->beside == 0 || row == NULL ||
		       (operation->beside & row->kind) != 0;
	return row != NULL && (operation->on & row->kind) != 0;
}

bool
pd_operation_takes_many(const struct pd_operation *operation)
{
	for (const struct pd_field *field = operation->fields; field && field->name;
		field++)
		if ((field->flags & PD_ROW) != 0 && (field->flags & PD_MANY) != 0)
			return true;
	return false;
}

char *
pd_operation_blocked(struct pd_context *context, const struct pd_operation *operation,
	const struct pd_row *row)
{
	if (!pd_operation_fits(operation, row)) {
		PD_AUTO(pd_drop_text) char *rows = pd_operation_rows(operation);
		return pd_format(row ? _("%s is for %s")
				     : _("%s is for %s, and there is none here"),
			_(operation->label), rows);
	}
	char *role = pd_role_blocked(context, operation);
	if (role != NULL || operation->blocked == NULL)
		return role;
	return operation->blocked(context, row);
}

/* ---- undo ---------------------------------------------------------------------- */

bool
pd_undo_offer(struct pd_context *context, char **entry, char **question,
	struct pd_error *error)
{
	PD_AUTO(pd_entry_free) struct pd_entry newest = {0};
	if (!pd_undo_find(context, &newest, error))
		return error->code == PD_ESTATE;
	if (!pd_undo_check_role(context, &newest, error))
		return false;
	PD_AUTO(pd_drop_text) char *sentence = pd_text_safe_string(newest.sentence);
	*entry = pd_format("%ld", newest.number);
	PD_AUTO(pd_drop_text) char *account = pd_text_safe_string(newest.account);
	*question = strcmp(newest.account, context->account) == 0
			    ? pd_format(_("Undo entry %s (%s)?"), *entry, sentence)
			    : pd_format(_("Undo entry %s of %s (%s)?"), *entry, account,
				      sentence);
	return true;
}

/* ---- private keys -------------------------------------------------------------- */

const struct pd_line *
pd_details_find(
	const struct pd_details *details, bool (*fits)(const struct pd_line *line))
{
	for (size_t s = 0; s < details->section_count; s++)
		for (size_t i = 0; i < details->sections[s].line_count; i++)
			if (fits(&details->sections[s].lines[i]))
				return &details->sections[s].lines[i];
	return NULL;
}

bool
pd_line_is_private_key(const struct pd_line *line)
{
	return line->kind == PD_LONG_VALUE &&
	       strstr(line->text, "PRIVATE KEY-----") != NULL;
}

static bool
says_no_key(const struct pd_line *line)
{
	return line->kind == PD_KEY_VALUE && line->number == 0;
}

const struct pd_field *
pd_operation_key_field(
	const struct pd_operation *operation, const struct pd_details *details)
{
	if (pd_details_find(details, pd_line_is_private_key) ||
		pd_details_find(details, says_no_key))
		return NULL;
	for (const struct pd_field *field = operation->fields; field && field->name;
		field++)
		if ((field->flags & PD_SHOWS_KEY) != 0)
			return field;
	return NULL;
}

/* ---- output -------------------------------------------------------------------- */

char *
pd_output_no_text(const struct pd_secret *output)
{
	bool is_text = pd_text_is_utf8(output->data, output->size) &&
		       memchr(pd_secret_text(output), '\0', output->size) == NULL;
	if (is_text)
		return NULL;
	return pd_format(
		ngettext("%zu byte that is not text; name a file to keep it",
			"%zu bytes that are not text; name a file to keep them",
			output->size),
		output->size);
}
