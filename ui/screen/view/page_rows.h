/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_VIEW_PAGE_ROWS_H
#define PD_UI_SCREEN_VIEW_PAGE_ROWS_H

#include "operation/view.h"
#include "ui/screen/frame.h"
#include "ui/screen/list.h"

/* Draws the title of a view, of several sections all of theirs; help: the title of one that
 * has none. */
void pd_page_title_draw(const struct pd_view *view, size_t section, const char *help,
	const struct pd_frame *frame);

/* Draws the rows of the view of a tab in the body: above them what ends in each month, if it tells
 * that, then their heads, and below them, where there is room, its welcome. */
void pd_page_rows_draw(const struct pd_view *view, const char *tab,
	struct pd_list *rows, const struct pd_frame *frame);

/* Draws a sentence about the list, which may be NULL, or about its selected row, and how
 * much of a long list is shown: in the summary line, and above it where the rows leave room
 * and nothing lies over the page. */
void pd_page_note_draw(const struct pd_view *view, const char *note,
	const struct pd_list *list, bool on_top, const struct pd_frame *frame);

/* Draws a sentence where there are no rows; NULL: none. */
void pd_page_words_draw(const char *words, const struct pd_frame *frame);

#endif
