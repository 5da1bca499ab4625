/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/view/page_rows.h"

#include "ui/screen/list_draw.h"
#include "ui/screen/view/months.h"

/* A body with fewer lines has no column heads. */
enum { ROWS_FOR_HEADS = 4 };

/* Below the rows, a blank line between; only as a whole. */
static void
draw_welcome(const char *welcome, const struct pd_list *rows,
	const struct pd_frame *frame, int first)
{
	int line = first + (int)rows->shown + 1;
	int room = frame->body + frame->rows - line;
	if (pd_frame_count(welcome, frame->columns) <= room)
		(void)pd_frame_text(
			line, room, frame->columns, PD_STYLE_PLAIN, welcome);
}

void
pd_page_rows_draw(
	const struct pd_view *view, struct pd_list *rows, const struct pd_frame *frame)
{
	int used = pd_months_rows(&view->months, frame);
	if (used > 0)
		pd_months_draw(&view->months, frame, frame->body);
	if (frame->rows >= ROWS_FOR_HEADS) {
		pd_list_draw_heads(rows, frame->body + used, frame->columns);
		used++;
	}
	int first = frame->body + used;
	pd_list_draw(rows, frame, first, frame->rows - used);
	if (view->welcome != NULL && rows->shown == rows->rows->count_of_items)
		draw_welcome(view->welcome, rows, frame, first);
}
