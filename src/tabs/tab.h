/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TAB_H
#define PD_TABS_TAB_H

#include "operation/operation.h"
#include "operation/view.h"

/* A tab: its operations, and what it shows. Front ends loop over pd_tabs. */

struct pd_tab {
	const char *name;  /* "ssl": the CLI word */
	const char *label; /* N_(): "SSL" in the tab bar; NULL: a command line word
			    * only, whose operations the screen has as global keys */
	const char *help;  /* N_(): one sentence */
	const struct pd_operation *operations; /* ends with a NULL name; may be empty */
	/* Reads what the tab shows. A damaged record is a row that says what is wrong.
	 */
	bool (*view)(struct pd_context *context, struct pd_view *out,
		struct pd_error *error);
	/* Stages its standard material for a new store. May be NULL. */
	bool (*prepare)(struct pd_context *context, struct pd_change *change,
		struct pd_error *error);
	/* Why none of its operations can be done, from the settings alone, or NULL: the
	 * tab bar dims it, and what it shows says why. free() the sentence; row is
	 * NULL. May be NULL: always possible. */
	char *(*blocked)(struct pd_context *context, const struct pd_row *row);
};

extern const struct pd_tab pd_tabs[]; /* ends with a NULL name */

/* Runs it, as both front ends do, and then what hangs on what it changed: the hooks of
 * the trust list. */
bool pd_operation_run(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

/* The operation of that tab and name in pd_tabs, or NULL. */
const struct pd_operation *pd_operation_find(const char *tab, const char *name);

/* Puts the standard material of a new store in, as one change: does nothing if
 * pd_store_is_new is false. */
bool pd_tabs_prepare(struct pd_context *context, struct pd_error *error);

#endif
