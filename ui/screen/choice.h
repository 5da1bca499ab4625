/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_CHOICE_H
#define PD_UI_SCREEN_CHOICE_H

#include "ui/screen/stack.h"

/* A list to choose from: the menu, help, messages. What a row says in full stands below
 * the list. */

/* Cells of a row: what is seen, as rows->columns say, and in PD_CHOICE_MORE its full
 * text. */
enum { PD_CHOICE_MORE = PD_COLUMNS - 1 };

/* What letters do. */
enum pd_letters {
	PD_LETTERS_SEARCH, /* they filter the rows at once */
	PD_LETTERS_PRESS,  /* each chooses the row whose kind is that key */
	PD_LETTERS_NONE,
};

/* What is done with the row that was chosen. The sheet is open still; it and its rows live
 * until the key is done with, also if it is closed. */
typedef void pd_choose(struct pd_sheet *choice, const struct pd_row *row);

/* Opens the full text of the row. */
void pd_choice_show_more(struct pd_sheet *choice, const struct pd_row *row);

/* Takes rows. name as in struct pd_sheet. */
struct pd_sheet *pd_choice_new(struct pd_app *app, const char *name,
	struct pd_rows *rows, enum pd_letters letters, pd_choose *then);

#endif
