/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_TAB_H
#define PD_OPERATION_TAB_H

#include "operation/operation.h"
#include "operation/view.h"

/* A tab: its operations, and what it shows. The list of all tabs is made once
 * (tabs/tabs.h); context->tabs leads to it. */

struct pd_tab {
	const char *name;  /* "ssl": the CLI word */
	const char *label; /* N_(): "SSL" */
	const char *help;  /* N_(): one sentence */
	/* 0: it stands in the tab bar. Else the screen opens it, beside the tabs, by
	 * this key from everywhere. */
	int key;
	const struct pd_operation *operations; /* ends with a NULL name; may be empty */
	/* Reads what the tab shows. A damaged record is a row that says what is wrong.
	 */
	bool (*view)(struct pd_context *context, struct pd_view *out,
		struct pd_error *error);
	/* Stages its standard material for a new store. May be NULL. */
	bool (*prepare)(struct pd_context *context, struct pd_change *change,
		struct pd_error *error);
	/* Why none of its operations can be done, from the settings alone: the tab bar
	 * dims it, and what it shows says why. May be NULL: always possible. */
	pd_blocked *blocked;
	/* Called around every operation that may change the store, of any tab, to
	 * follow its changes (hooks): after gets what before returned, and both warn in
	 * result, of what fails and of what was found half done. Both may be NULL. */
	long (*before)(struct pd_context *context, struct pd_result *result);
	void (*after)(
		struct pd_context *context, long before, struct pd_result *result);
};

/* The tab of that name, or NULL; tabs ends with a NULL name. */
const struct pd_tab *pd_tab_find(const struct pd_tab *tabs, const char *name);

/* Its operation of that name, or NULL; tab may be NULL. */
const struct pd_operation *pd_tab_operation(const struct pd_tab *tab, const char *name);

/* The operation of both names, or NULL. */
const struct pd_operation *pd_operation_find(
	const struct pd_tab *tabs, const char *tab, const char *name);

/* The operation that follows one of this tab, as its result says; NULL: none. */
const struct pd_operation *pd_operation_next(
	const struct pd_tab *tabs, const char *tab, const struct pd_result *result);

/* Runs the operation, as every front end does, and then what follows its changes. */
bool pd_operation_run(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

/* The output of what it returned was handed over: keeps the receipt, if there is one. */
bool pd_operation_hand_over(const struct pd_operation *operation,
	struct pd_context *context, struct pd_result *result, struct pd_error *error);

/* What it would do, for one that has a preview. */
bool pd_operation_preview(const struct pd_operation *operation,
	struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);

#endif
