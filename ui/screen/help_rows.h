/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_HELP_ROWS_H
#define PD_UI_SCREEN_HELP_ROWS_H

#include "operation/operation.h"
#include "ui/terminal/keys.h"

/* Rows for pd_choice_new: of the menu, help, findings and messages. */

/* What choosing a row does: run the operation ("" if none), or press the key (0 if
 * none), or show the full text. */
struct pd_help_act {
	const char *operation;
	unsigned key;
};

/* Adds a row of two cells; more is its full text. */
struct pd_row *pd_help_add_act(struct pd_rows *rows, struct pd_help_act act,
	const char *name, const char *shown, const char *more);

/* Adds a row that does nothing, for the help of a sheet. */
void pd_help_add(struct pd_rows *rows, const char *what, const char *keys);

/* Adds a row for each binding; table may be NULL. */
void pd_help_add_bindings(struct pd_rows *rows, const struct pd_binding *table);

#endif
