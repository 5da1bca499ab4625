/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_CHOICE_H
#define PD_UI_SCREEN_CHOICE_H

#include "ui/screen/sheet.h"

/* A list to choose from: the menu, help, messages. What a row says in full stands below
 * the list. */

/* Cells of a row: what is seen, as rows->columns say, and in PD_CHOICE_MORE its full
 * text. Its id is the operation of the page below that it runs, else its kind is the
 * key that it presses, else its full text is shown. */
enum { PD_CHOICE_MORE = PD_COLUMNS - 1 };

/* Does something else with a row that was chosen; the sheet is closed by then. */
typedef void pd_choose(struct pd_app *app, const struct pd_row *row);
void pd_choice_then(struct pd_sheet *choice, pd_choose *then);

/* Takes rows. types: letters filter at once; else they press the key of their row. */
struct pd_sheet *pd_choice_new(
	struct pd_app *app, const char *name, struct pd_rows *rows, bool types);

#endif
