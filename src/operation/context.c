/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/context.h"

#include <string.h>

#include "base/file.h"
#include "operation/result.h"

bool
pd_context_read(struct pd_context *context, const char *path, struct pd_secret *out,
	struct pd_error *error)
{
	if (strcmp(path, "-") != 0)
		return pd_file_read(path, PD_INPUT_LIMIT, out, error);
	if (context->standard_input.data == NULL &&
		!pd_file_read("-", PD_INPUT_LIMIT, &context->standard_input, error))
		return false;
	pd_secret_add(out, context->standard_input.data, context->standard_input.size);
	return true;
}

struct pd_notice
pd_context_notice(const struct pd_context *context)
{
	return (struct pd_notice){.now = context->now,
		.warning_days = context->settings.warning_days,
		.critical_days = context->settings.critical_days};
}

bool
pd_context_look(struct pd_context *context, struct pd_error *error)
{
	if (context->store == NULL)
		context->store = pd_store_open_to_read(context->store_path, error);
	return context->store != NULL &&
	       pd_settings_load(context->store, &context->settings, error);
}

struct pd_author
pd_context_author(const struct pd_context *context)
{
	return (struct pd_author){
		context->account, context->comment, context->confirmed};
}

struct pd_change *
pd_context_begin_change(struct pd_context *context, struct pd_error *error)
{
	const struct pd_author author = pd_context_author(context);
	return pd_change_begin(context->store, &author, context->operation, error);
}

bool
pd_context_end_change(struct pd_change *change, const char *sentence,
	struct pd_result *result, struct pd_error *error)
{
	if (!pd_change_commit(change, sentence, error))
		return false;
	result->changed = pd_change_number(change) != 0;
	pd_result_say(result, "%s", sentence);
	return true;
}
