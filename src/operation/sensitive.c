/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/sensitive.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/text.h"
#include "store/history.h"

enum { MOST_ITEMS = 8 };

bool
pd_sensitive_is(const struct pd_operation *operation, const struct pd_values *values)
{
	return operation->sensitive != NULL &&
	       (operation->sensitive_with == NULL ||
		       pd_value_flag(values, operation->sensitive_with));
}

enum pd_role
pd_sensitive_role(const struct pd_operation *operation, const struct pd_values *values)
{
	bool shows =
		operation->sensitive_with != NULL && pd_sensitive_is(operation, values);
	return shows && operation->role < PD_SYSTEM_ADMINISTRATOR
		       ? PD_SYSTEM_ADMINISTRATOR
		       : operation->role;
}

/* Of which row, with which files: never what might hold a secret. */
static bool
is_named(const struct pd_field *field)
{
	return (field->flags & (PD_ARGUMENT | PD_ROW)) != 0 &&
	       (field->kind == PD_FIELD_TEXT || field->kind == PD_FIELD_FILE ||
		       field->kind == PD_FIELD_OUTPUT);
}

static char *
name_what(const struct pd_sensitive *act)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer words = {0};
	size_t told = 0;
	for (const struct pd_field *field = act->operation->fields;
		field != NULL && field->name != NULL; field++)
		for (size_t i = 0;
			is_named(field) && i < pd_value_count(act->values, field->name);
			i++) {
			PD_AUTO(pd_drop_text)
			char *safe = pd_text_safe_string(
				pd_value_item(act->values, field->name, i));
			if (told++ < MOST_ITEMS)
				pd_buffer_add_item(&words, safe);
		}
	if (told > MOST_ITEMS)
		pd_buffer_add_item(&words, "...");
	return pd_buffer_steal_text(&words);
}

static bool
put_down(struct pd_sensitive *act, const char *sentence, struct pd_error *error)
{
	const struct pd_author author = pd_context_author(act->context);
	return pd_history_note(
		act->context->store, &author, act->context->operation, sentence, error);
}

bool
pd_sensitive_admit(void *work, struct pd_error *error)
{
	struct pd_sensitive *act = work;
	if (act->is_noted)
		return true;
	PD_AUTO(pd_drop_text) char *what = name_what(act);
	PD_AUTO(pd_drop_text)
	char *sentence =
		what == NULL || *what == '\0'
			? pd_copy(_(act->operation->sensitive))
			: pd_format("%s: %s", _(act->operation->sensitive), what);
	act->is_noted = put_down(act, sentence, error);
	return act->is_noted;
}

bool
pd_sensitive_end(
	struct pd_sensitive *act, struct pd_result *result, struct pd_error *error)
{
	if ((!result->has_output && !result->has_details) ||
		pd_sensitive_admit(act, error))
		return true;
	pd_result_free(result);
	return false;
}

void
pd_sensitive_fail(struct pd_sensitive *act, const struct pd_error *why)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Failed: %s: %s"), why->input, why->message);
	if (act->is_noted)
		(void)put_down(act, sentence, &ignored);
}
