/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_HELP_ROWS_H
#define PD_UI_SCREEN_HELP_ROWS_H

#include "operation/operation.h"
#include "ui/terminal/keys.h"

/* Rows of the sheets that one chooses from: the menu, help, findings, messages. */

/* What a row chosen there does: it runs the operation ("": none), or presses the key (0:
 * none), or shows all of more. */
struct pd_help_act {
	const char *operation;
	unsigned key;
};

/* Adds a row of two cells, with the whole text that stands below the list. */
struct pd_row *pd_help_add_act(struct pd_rows *rows, struct pd_help_act act,
	const char *name, const char *shown, const char *more);

/* A row of help that does nothing, for a sheet's own help. */
void pd_help_add(struct pd_rows *rows, const char *what, const char *keys);

/* One row for each binding; table may be NULL. */
void pd_help_add_bindings(struct pd_rows *rows, const struct pd_binding *table);

#endif
