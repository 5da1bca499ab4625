/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust.h"

#include <string.h>

#include "base/text.h"
#include "store/history.h"
#include "store/hooks.h"
#include "tabs/shared/run_command.h"
#include "tabs/trust/system/system_record.h"
#include "tabs/trust/trust_write.h"

enum { SECONDS = 60 };

static long
newest_entry(struct pd_context *context)
{
	struct pd_error ignored = {0};
	long newest = 0;
	return pd_entry_newest(context->store, &newest, &ignored) ? newest : 0;
}

/* Hooks that cannot be read are reported after the change. */
long
pd_trust_hooks_before(struct pd_context *context, struct pd_result *result)
{
	(void)result;
	struct pd_error problem = {0};
	PD_AUTO(pd_hooks_free) struct pd_hooks hooks = {0};
	bool none = pd_hooks_load(context->store, &hooks, &problem) && hooks.count == 0;
	return none ? -1 : newest_entry(context);
}

static bool
touches_trust(struct pd_context *context, long number)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	if (!pd_history_load(context->store, number, &entry, &ignored))
		return false;
	for (size_t i = 0; i < entry.touched_count; i++)
		if (strncmp(entry.touched[i].path, PD_TRUST_FOLDER "/",
			    strlen(PD_TRUST_FOLDER "/")) == 0)
			return true;
	return false;
}

static bool
run_hook(struct pd_context *context, const struct pd_trusted_list *list,
	const struct pd_hook *hook, struct pd_result *result, struct pd_error *error)
{
	const struct pd_trust_package package = {list, hook->format, NULL};
	if (!pd_trust_write(context, &package, hook->path, PD_REPLACE, result, error))
		return false;
	return hook->run == NULL || pd_reload_run_words((const char *const *)hook->run,
					    SECONDS, context->cancelled, error);
}

static void
tell_failure(struct pd_result *result, const char *path, const struct pd_error *problem)
{
	const char *input = problem->input;
	bool named = input[0] != '\0' && strcmp(input, path) != 0;
	pd_result_warn(result,
		_("the trust list is changed, but its hook for %s failed: %s%s%s"),
		path, named ? input : "", named ? ": " : "", problem->message);
}

void
pd_trust_hooks_after(struct pd_context *context, long before, struct pd_result *result)
{
	bool touched = false;
	pd_system_after(context, result);
	if (before < 0 || !result->changed)
		return;
	for (long number = newest_entry(context); number > before && !touched; number--)
		touched = touches_trust(context, number);
	if (!touched)
		return;
	struct pd_error problem = {0};
	PD_AUTO(pd_hooks_free) struct pd_hooks hooks = {0};
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	if (!pd_hooks_load(context->store, &hooks, &problem) ||
		!pd_trusted_list(context, &list, &problem)) {
		pd_result_warn(result,
			_("the trust list is changed, but its hooks were not run: %s: "
			  "%s"),
			problem.input, problem.message);
		return;
	}
	for (size_t i = 0; i < hooks.count; i++) {
		struct pd_error failure = {0};
		if (!run_hook(context, &list, &hooks.items[i], result, &failure))
			tell_failure(result, hooks.items[i].path, &failure);
	}
}
