/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/tab.h"
#include "operation/sensitive.h"
#include "x509/token/token_make.h"

#include <string.h>

#include "base/there/there.h"

const struct pd_tab *
pd_tab_find(const struct pd_tab *tabs, const char *name)
{
	for (const struct pd_tab *tab = tabs; tab->name != NULL; tab++)
		if (strcmp(tab->name, name) == 0)
			return tab;
	return NULL;
}

const struct pd_operation *
pd_tab_operation(const struct pd_tab *tab, const char *name)
{
	const struct pd_operation *row = tab ? tab->operations : NULL;
	for (; row && row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

const struct pd_operation *
pd_operation_find(const struct pd_tab *tabs, const char *tab, const char *name)
{
	return pd_tab_operation(pd_tab_find(tabs, tab), name);
}

const struct pd_operation *
pd_operation_next(
	const struct pd_tab *tabs, const char *tab, const struct pd_result *result)
{
	return result->next == NULL ? NULL
				    : pd_operation_find(tabs,
					      result->next_tab ? result->next_tab : tab,
					      result->next);
}

/* ---- running ------------------------------------------------------------------- */

/* What was not found because nobody could look makes a result that may be wrong. */
static bool
run_surely(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	struct pd_error doubt = {0};
	if (!operation->run(context, values, result, error))
		return false;
	if (pd_doubts_are_none(&doubt))
		return true;
	if (result->changed) {
		pd_result_warn(result, "%s: %s", doubt.input, doubt.message);
		return true;
	}
	pd_result_free(result);
	return pd_fail(error, doubt.code, doubt.input, "%s", doubt.message);
}

/* Runs the operation inside the before and after of this tab and those behind it. */
static bool
run_among(const struct pd_tab *tab, const struct pd_operation *operation,
	struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	while (tab->name != NULL && tab->before == NULL)
		tab++;
	if (tab->name == NULL)
		return run_surely(operation, context, values, result, error);
	long before = tab->before(context, result);
	if (!run_among(tab + 1, operation, context, values, result, error))
		return false;
	if (tab->after != NULL)
		tab->after(context, before, result);
	return true;
}

/* Runs what follows tabs, and the operation within. */
static bool
run_admitted(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	if (!pd_sensitive_is(operation, values))
		return run_among(
			context->tabs, operation, context, values, result, error);
	struct pd_sensitive act = {operation, context, values, false};
	result->admit = pd_sensitive_admit;
	result->admit_work = &act;
	bool done =
		run_among(context->tabs, operation, context, values, result, error) &&
		pd_sensitive_end(&act, result, error);
	if (!done)
		pd_sensitive_fail(&act, error);
	result->admit = NULL;
	result->admit_work = NULL;
	return done;
}

static bool
run_named(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	if (operation->only_looks)
		return run_surely(operation, context, values, result, error);
	PD_AUTO(pd_drop_text) char *words = pd_operation_words(operation);
	context->operation = words;
	bool done = run_admitted(operation, context, values, result, error);
	pd_token_drop_made();
	context->operation = NULL;
	return done;
}

bool
pd_operation_run(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	struct pd_error doubt = {0};
	struct pd_error *before = pd_doubts_note(&doubt);
	bool done = run_named(operation, context, values, result, error);
	(void)pd_doubts_note(before);
	return done;
}

bool
pd_operation_hand_over(const struct pd_operation *operation, struct pd_context *context,
	struct pd_result *result, struct pd_error *error)
{
	if (result->receipt == NULL)
		return true;
	PD_AUTO(pd_drop_text) char *words = pd_operation_words(operation);
	context->operation = words;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	bool kept =
		change != NULL &&
		pd_change_put(change, result->receipt_path, result->receipt, error) &&
		pd_context_end_change(change, result->receipt_sentence, result, error);
	context->operation = NULL;
	return kept;
}

bool
pd_operation_preview(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_details *out, struct pd_error *error)
{
	struct pd_error doubt = {0};
	struct pd_error *before = pd_doubts_note(&doubt);
	bool good = operation->preview(context, values, out, error) &&
		    pd_doubts_are_none(error);
	(void)pd_doubts_note(before);
	return good;
}
