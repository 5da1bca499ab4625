/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/view/page_rows.h"

#include "base/buffer.h"
#include "base/text.h"
#include "ui/screen/list_draw.h"
#include "ui/screen/view/months.h"

/* A body with fewer lines has no column heads. */
enum { ROWS_FOR_HEADS = 4 };

/* The titles of several sections, like tabs, each with its number of rows. */
static char *
format_section_titles(const struct pd_view *view, size_t section)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < view->section_count; i++) {
		const struct pd_rows *rows = &view->sections[i];
		pd_buffer_add_format(&text, i == section ? "[%s %zu]" : " %s %zu ",
			rows->title ? rows->title : "", rows->count_of_items);
	}
	return pd_buffer_steal_text(&text);
}

void
pd_page_title_draw(const struct pd_view *view, size_t section, const char *help,
	const struct pd_frame *frame)
{
	if (view->section_count == 0) {
		pd_frame_title(frame, help, NULL);
		return;
	}
	const struct pd_rows *rows = &view->sections[section];
	if (view->section_count > 1) {
		PD_AUTO(pd_drop_text)
		char *titles = format_section_titles(view, section);
		pd_frame_title(frame, titles, rows->count);
		return;
	}
	pd_frame_title(frame, rows->title ? rows->title : help, rows->count);
}

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

void
pd_page_words_draw(const char *words, const struct pd_frame *frame)
{
	pd_term_blank(frame->body, frame->rows);
	(void)pd_frame_text(frame->body, frame->rows, frame->columns, PD_STYLE_PLAIN,
		words ? words : "");
	pd_term_cursor(frame->body, 0);
}
