/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/choice.h"

#include <limits.h>
#include <stdlib.h>

#include "base/text.h"
#include "ui/screen/list_draw.h"
#include "ui/screen/pager.h"

enum { ROWS_FOR_MORE = 6, MORE = 2 };

struct choice {
	struct pd_sheet sheet;
	struct pd_rows rows;
	struct pd_list list;
	enum pd_letters letters;
	pd_choose *then,
		*pressed; /* pressed: NULL, or for the key of the selected row */
};

static bool
is_typed_search(const struct choice *choice)
{
	return choice->letters == PD_LETTERS_SEARCH;
}

void
pd_choice_show_more(struct pd_sheet *sheet, const struct pd_row *row)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	const char *more = row->cells[PD_CHOICE_MORE];
	pd_secret_add_text(&text, more ? more : "");
	pd_app_push(
		sheet->app, pd_pager_of_text(sheet->app,
				    ((struct choice *)sheet)->rows.title, &text, NULL));
}

static bool
choose_row(struct choice *choice, const struct pd_row *row)
{
	choice->then(&choice->sheet, row);
	return true;
}

static bool
choose_selected(void *self, int key)
{
	(void)key;
	struct choice *choice = self;
	const struct pd_row *row = pd_list_selected(&choice->list);
	return row != NULL && choose_row(choice, row);
}

static bool
clear_choice_filter(void *self, int key)
{
	(void)key;
	struct choice *choice = self;
	bool had = choice->list.filter.text.size > 0;
	if (!is_typed_search(choice))
		return pd_list_clear_filter(&choice->list) ||
		       pd_list_untag(&choice->list);
	if (had) {
		(void)pd_list_clear_filter(&choice->list);
		pd_list_filter(&choice->list);
	}
	return had;
}

static bool
start_choice_filter(void *self, int key)
{
	(void)key;
	struct choice *choice = self;
	if (choice->letters != PD_LETTERS_PRESS) {
		pd_list_filter(&choice->list);
		return true;
	}
	/* A menu is short; what one looks for may be in another tab, as help knows. */
	pd_app_close(choice->sheet.app, &choice->sheet);
	pd_app_press_next(choice->sheet.app, '?');
	return true;
}

/* clang-format off */
static const struct pd_binding keys[] = {
	{{PD_KEY_ENTER}, "Enter", N_("Do what the row says"), choose_selected},
	{{'/', PD_KEY_F1 + 3}, "/ F4", N_("Find as you type; from the menu, in all tabs"),
	 start_choice_filter},
	{{PD_KEY_ESCAPE, PD_CTRL('g')}, "Esc C-g", N_("Clear the filter"), clear_choice_filter},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

/* Where the rows have keys, several can be tagged for them. */
static bool
tag_choice(struct choice *choice, int key)
{
	const struct pd_binding *binding =
		key == ' ' || key == '*' ? pd_binding_find(pd_list_keys, key) : NULL;
	return binding != NULL && binding->run(&choice->list, key);
}

/* The selected row, or else the first tagged one, that the key is for; or NULL. */
static const struct pd_row *
find_row_of_key(const struct choice *choice, int key)
{
	const struct pd_row *selected = pd_list_selected(&choice->list);
	if (selected != NULL && selected->kind == (unsigned)key)
		return selected;
	for (size_t i = 0; i < choice->rows.count_of_items; i++)
		if (choice->list.tag_count > 0 && choice->list.tagged[i] &&
			choice->rows.items[i].kind == (unsigned)key)
			return &choice->rows.items[i];
	return NULL;
}

static bool
press_letter(struct pd_sheet *sheet, int key)
{
	struct choice *choice = (struct choice *)sheet;
	const struct pd_row *row =
		choice->pressed ? find_row_of_key(choice, key) : NULL;
	bool typing = choice->list.filtering;
	if (choice->pressed != NULL && !typing && tag_choice(choice, key))
		return true;
	if (row != NULL && !typing) {
		choice->pressed(sheet, row);
		return true;
	}
	if (choice->letters != PD_LETTERS_PRESS)
		return false;
	for (size_t i = 0; i < choice->rows.count_of_items; i++)
		if (choice->rows.items[i].kind == (unsigned)key)
			return choose_row(choice, &choice->rows.items[i]);
	return false;
}

static struct pd_list *
choice_list(struct pd_sheet *sheet)
{
	return &((struct choice *)sheet)->list;
}

/* ---- drawing ------------------------------------------------------------------- */

/* A sheet with a search takes all lines, as its number of rows changes; others fit
 * theirs. */
static int
count_choice_rows(struct pd_sheet *sheet, int columns)
{
	const struct choice *choice = (struct choice *)sheet;
	(void)columns;
	return is_typed_search(choice) ? INT_MAX : (int)choice->rows.count_of_items;
}

/* The lines for that, whichever row is selected: what the longest needs, but half of the frame
 * is for the list. */
static int
count_text_rows(const struct choice *choice, const struct pd_frame *frame)
{
	int most = (frame->summary - frame->body) / 2, rows = MORE;
	for (size_t i = 0; i < choice->rows.count_of_items; i++) {
		const char *more = choice->rows.items[i].cells[PD_CHOICE_MORE];
		int needs = more != NULL ? pd_frame_count(more, frame->columns) : 1;
		rows = needs > rows ? needs : rows;
	}
	return rows < most ? rows : most;
}

/* The full text of the selected row, at the place where a form shows the help of a
 * field. */
static void
draw_choice_text(
	const struct choice *choice, const struct pd_frame *frame, int last, int most)
{
	const struct pd_row *selected = pd_list_selected(&choice->list);
	const char *more = selected ? selected->cells[PD_CHOICE_MORE] : NULL;
	int rows = more != NULL ? pd_frame_count(more, frame->columns) : 1;
	if (rows > most)
		rows = most;
	pd_term_blank(last - rows + 1, rows);
	if (more != NULL)
		(void)pd_frame_text(
			last - rows + 1, rows, frame->columns, PD_STYLE_PLAIN, more);
}

static void
draw_choice_sheet(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	struct choice *choice = (struct choice *)sheet;
	struct pd_list *list = &choice->list;
	bool filter = list->filtering || list->filter.text.size > 0;
	bool more = frame->summary - frame->body >= ROWS_FOR_MORE;
	int last = filter ? frame->summary - 1 : frame->summary;
	int most = count_text_rows(choice, frame);
	int room = last - most + 1 - frame->body;
	int rows = more && room < frame->rows ? room : frame->rows;
	pd_term_blank(frame->body + rows, frame->rows - rows);
	pd_list_draw(list, frame, frame->body, rows);
	PD_AUTO(pd_drop_text)
	char *place = is_typed_search(choice) ? NULL : pd_list_place(list);
	if (choice->rows.count != NULL)
		pd_frame_title_counted(frame, choice->rows.title, choice->rows.count);
	else
		pd_frame_title(frame, choice->rows.title, place);
	if (more)
		draw_choice_text(choice, frame, last, most);
	else if (frame->summary >= 0)
		pd_term_blank(frame->summary, 1);
	if (frame->summary >= 0 || list->filtering)
		(void)pd_list_draw_filter(list, frame,
			frame->summary >= 0 ? frame->summary : frame->message);
}

static void
hint_choice(struct pd_sheet *sheet, struct pd_hints *out)
{
	struct choice *choice = (struct choice *)sheet;
	const struct pd_row *selected = pd_list_selected(&choice->list);
	pd_hints_add(out, _("Enter"), choice->pressed ? _("Go there") : _("Choose"));
	if (choice->pressed != NULL && selected != NULL && selected->kind != 0) {
		PD_AUTO(pd_drop_text) char *key = pd_key_name((int)selected->kind);
		pd_hints_add(out, key, _("Do it"));
		pd_hints_add(out, "*", _("All"));
	}
	if (is_typed_search(choice))
		pd_hints_add(out, _("Letters"), _("Search"));
	else
		pd_hints_add(out, "/", _("Find"));
	pd_hints_add(out, _("Esc"), _("Back"));
}

static void
free_choice(struct pd_sheet *sheet)
{
	struct choice *choice = (struct choice *)sheet;
	pd_list_free(&choice->list);
	pd_rows_free(&choice->rows);
	free(choice);
}

static const struct pd_sheet_kind kind = {
	.keys = keys,
	.list = choice_list,
	.rows = count_choice_rows,
	.draw = draw_choice_sheet,
	.key = press_letter,
	.hints = hint_choice,
	.free = free_choice,
};

struct pd_sheet *
pd_choice_new(struct pd_app *app, const char *name, struct pd_rows *rows,
	enum pd_letters letters, pd_choose *then)
{
	struct choice *choice = pd_alloc(1, sizeof *choice);
	choice->sheet = (struct pd_sheet){.kind = &kind, .name = name, .app = app};
	choice->rows = *rows;
	*rows = (struct pd_rows){0};
	choice->letters = letters;
	choice->then = then;
	pd_list_set(&choice->list, &choice->rows, NULL);
	choice->list.filtering = choice->list.keeps_typing = is_typed_search(choice);
	return &choice->sheet;
}

struct pd_list *
pd_choice_list(struct pd_sheet *choice)
{
	return choice_list(choice);
}

void
pd_choice_take_key(struct pd_sheet *choice, pd_choose *pressed)
{
	((struct choice *)choice)->pressed = pressed;
}
