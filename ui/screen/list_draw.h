/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_LIST_DRAW_H
#define PD_UI_SCREEN_LIST_DRAW_H

#include "ui/screen/list.h"

/* Draws lists: the columns that fit, the rows, the filter below them. */

/* Draws column heads; the rows, with the cursor on the selected one; the line of the
 * filter and the tags, false if there are none. */
void pd_list_draw_heads(const struct pd_list *list, int row, int columns);
void pd_list_draw(
	struct pd_list *list, const struct pd_frame *frame, int row, int rows);
bool pd_list_draw_filter(struct pd_list *list, const struct pd_frame *frame, int row);

/* "4-20 of 43": which of the rows shown are on the screen; free() it. NULL: all are. */
char *pd_list_place(const struct pd_list *list);

/* The state of the selected row, where a list of that width has no room for all of it; else
 * NULL. */
const char *pd_list_cut_state(const struct pd_list *list, int columns);

/* Which columns of these rows a list of that width shows. */
void pd_list_find_shown(
	const struct pd_rows *rows, int columns, bool shown[PD_COLUMNS]);

#endif
