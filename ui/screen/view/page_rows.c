/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/view/page_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/screen/list_draw.h"
#include "ui/screen/view/months.h"
#include "ui/terminal/keys.h"

/* A body with fewer lines has no column heads. */
enum { ROWS_FOR_HEADS = 4 };

static size_t
count_things(const struct pd_rows *rows)
{
	return rows->things > 0 ? rows->things : rows->count_of_items;
}

/* The titles of several sections, like tabs, each with how much it has; that of the one shown
 * and its place, where there is no room for all. free() it. */
static char *
format_section_titles(const struct pd_view *view, size_t section, int columns)
{
	struct pd_buffer text = {0};
	for (size_t i = 0; i < view->section_count; i++) {
		const struct pd_rows *rows = &view->sections[i];
		pd_buffer_add_format(&text, i == section ? "[%s %zu]" : " %s %zu ",
			rows->title ? rows->title : "", count_things(rows));
	}
	char *all = pd_buffer_steal_text(&text);
	if (pd_term_cells(all) <= columns)
		return all;
	free(all);
	const struct pd_rows *shown = &view->sections[section];
	return pd_format("[%s %zu] %zu/%zu", shown->title ? shown->title : "",
		count_things(shown), section + 1, view->section_count);
}

/* Beside them the count, and the key that leads on, as far as there is room. */
static void
draw_section_titles(
	const struct pd_view *view, size_t section, const struct pd_frame *frame)
{
	enum { GAP = 2 };
	const char *count = view->sections[section].count;
	PD_AUTO(pd_drop_text)
	char *titles = format_section_titles(view, section, frame->columns);
	PD_AUTO(pd_drop_text)
	char *right = pd_format(
		"%s%s%s", count ? count : "", count ? "  " : "", _("] Next list"));
	bool fits =
		pd_term_cells(titles) + GAP + pd_term_cells(right) <= frame->columns;
	pd_frame_title(frame, titles, fits ? right : count);
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
		draw_section_titles(view, section, frame);
		return;
	}
	pd_frame_title_counted(frame, rows->title ? rows->title : help, rows->count);
}

/* The keys that lead from one tab to what is done in another: "5 i"; free() them. */
static char *
name_keys(const char *from, const struct pd_first_step *step)
{
	int number = 1;
	for (const struct pd_tab *tab = pd_tabs; strcmp(tab->name, step->tab) != 0;
		tab++)
		number += tab->key == 0;
	PD_AUTO(pd_drop_text)
	char *key = pd_key_name(
		pd_operation_find(pd_tabs, step->tab, step->operation)->key);
	return strcmp(from, step->tab) == 0 ? pd_copy(key)
					    : pd_format("%d %s", number, key);
}

/* free() it. */
static char *
compose_welcome(const struct pd_view *view, const char *tab)
{
	struct pd_buffer text = {0};
	pd_buffer_add_text(&text, view->welcome);
	for (const struct pd_first_step *step = view->steps; step && step->tab;
		step++) {
		PD_AUTO(pd_drop_text) char *names = name_keys(tab, step);
		pd_buffer_add_format(&text, "\n  %-3s  %s", names, _(step->words));
	}
	pd_buffer_add_format(&text, "\n%s",
		_("? has all keys, m all that can be done, and z takes the last change "
		  "back."));
	return pd_buffer_steal_text(&text);
}

/* Below the rows, a blank line between; only as a whole. */
static void
draw_welcome(const struct pd_view *view, const char *tab, const struct pd_list *rows,
	const struct pd_frame *frame, int first)
{
	int line = first + (int)rows->shown + 1;
	int room = frame->body + frame->rows - line;
	PD_AUTO(pd_drop_text) char *welcome = compose_welcome(view, tab);
	if (pd_frame_count(welcome, frame->columns) <= room)
		(void)pd_frame_text(
			line, room, frame->columns, PD_STYLE_PLAIN, welcome);
}

void
pd_page_rows_draw(const struct pd_view *view, const char *tab, struct pd_list *rows,
	const struct pd_frame *frame)
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
	/* Below a sheet would be half of its sentences. */
	if (view->welcome != NULL && frame->lit != PD_LIT_NOTHING &&
		rows->shown == rows->rows->count_of_items)
		draw_welcome(view, tab, rows, frame, first);
}

void
pd_page_note_draw(const struct pd_view *view, const char *note,
	const struct pd_list *list, bool on_top, const struct pd_frame *frame)
{
	PD_AUTO(pd_drop_text) char *place = list ? pd_list_place(list) : NULL;
	int rows = pd_frame_count(note, frame->columns);
	int used = list ? pd_months_rows(&view->months, frame) +
				   (frame->rows >= ROWS_FOR_HEADS) + (int)list->shown
			: frame->rows;
	int room = on_top && view->welcome == NULL ? frame->rows + 1 - used : 1;
	if (rows > room)
		rows = room;
	if (rows < 2)
		pd_frame_line(frame, frame->summary, PD_STYLE_PLAIN, note, place);
	else
		(void)pd_frame_text(frame->summary + 1 - rows, rows, frame->columns,
			PD_STYLE_PLAIN, note);
}

void
pd_page_words_draw(const char *words, const struct pd_frame *frame)
{
	pd_term_blank(frame->body, frame->rows);
	(void)pd_frame_text(frame->body, frame->rows, frame->columns, PD_STYLE_PLAIN,
		words ? words : "");
	pd_term_cursor(frame->body, 0);
}
