/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_VIEW_PAGE_ROWS_H
#define PD_UI_SCREEN_VIEW_PAGE_ROWS_H

#include "operation/view.h"
#include "ui/screen/frame.h"
#include "ui/screen/list.h"

/* Draws the rows of a view in the body: above them what ends in each month, if it tells
 * that, then their heads, and below them, where there is room, its welcome. */
void pd_page_rows_draw(
	const struct pd_view *view, struct pd_list *rows, const struct pd_frame *frame);

#endif
