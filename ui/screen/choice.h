/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_CHOICE_H
#define PD_UI_SCREEN_CHOICE_H

#include "ui/screen/list.h"
#include "ui/screen/stack.h"

/* A list to choose from: the menu, help, messages. The full text of the selected row is
 * shown below. */

/* Cells of a row: those of rows->columns, and in PD_CHOICE_MORE the full text. */
enum { PD_CHOICE_MORE = PD_COLUMNS - 1 };

/* What letters do. */
enum pd_letters {
	PD_LETTERS_SEARCH, /* typing filters the rows */
	PD_LETTERS_PRESS,  /* a letter chooses the row whose kind is that key */
	PD_LETTERS_NONE,
};

/* Handles the chosen row. The sheet is still open; even if closed, it and its rows live
 * until the key has been handled. */
typedef void pd_choose(struct pd_sheet *choice, const struct pd_row *row);

/* Opens the full text of the row. */
void pd_choice_show_more(struct pd_sheet *choice, const struct pd_row *row);

/* Takes over rows. For name see struct pd_sheet. */
struct pd_sheet *pd_choice_new(struct pd_app *app, const char *name,
	struct pd_rows *rows, enum pd_letters letters, pd_choose *then);
/* Its rows, with what is tagged of them. */
struct pd_list *pd_choice_list(struct pd_sheet *choice);

/* The key that is the kind of the selected row does this with it, and with what is tagged. */
void pd_choice_take_key(struct pd_sheet *choice, pd_choose *pressed);

#endif
