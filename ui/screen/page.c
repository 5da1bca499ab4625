/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/page.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/ask/available.h"
#include "ui/ask/errors_first.h"
#include "ui/screen/app_state.h"
#include "ui/screen/list_draw.h"
#include "ui/screen/pager.h"
#include "ui/screen/view/new_row.h"
#include "ui/screen/view/page_hints.h"
#include "ui/screen/view/page_rows.h"

PD_DROP(drop_rows, struct pd_row_ref *, free);

struct pd_page *
pd_page_top(struct pd_app *app)
{
	for (struct pd_sheet *sheet = app->top; sheet != NULL; sheet = sheet->below)
		if (sheet->kind->is_page)
			return (struct pd_page *)sheet;
	return (struct pd_page *)app->bottom;
}

void
pd_page_go_to(struct pd_app *app, size_t tab)
{
	pd_app_close_all(app);
	app->page = tab;
	app->bottom = &app->pages[tab]->sheet;
}

/* ---- operations ---------------------------------------------------------------- */

/* The operation takes one row, but others than the selected one are tagged. */
static char *
explain_tags(const struct pd_list *list, const struct pd_operation *operation)
{
	bool only_selected = list->tag_count == 1 && list->at < list->shown &&
			     list->tagged[list->order[list->at]];
	return only_selected
		       ? NULL
		       : pd_format(
				 ngettext("%s takes one row; %zu is tagged, Esc untags "
					  "it",
					 "%s takes one row; %zu are tagged, Esc untags "
					 "them",
					 list->tag_count),
				 _(operation->label), list->tag_count);
}

/* Why the operation is not possible on one of the tagged rows, or NULL. */
static char *
find_blocked_tagged(const struct pd_page *page, const struct pd_list *list,
	const struct pd_operation *operation)
{
	char *blocked = NULL;
	for (size_t i = 0; blocked == NULL && i < list->rows->count_of_items; i++)
		if (list->tagged[i])
			blocked = pd_operation_blocked(pd_app_context(page->sheet.app),
				operation, &list->rows->items[i]);
	return blocked;
}

/* Enter always shows the selected row, whatever is tagged. */
char *
pd_page_blocked(struct pd_page *page, const struct pd_operation *operation)
{
	const struct pd_list *list = pd_page_list(page);
	/* An empty list does not say what it is a list of. */
	if (operation->beside != 0 && page->section > 0 && pd_page_row(page) == NULL)
		return pd_format(_("%s is not for this list"), _(operation->label));
	bool tagged = list != NULL && list->tag_count > 0 &&
		      operation->on != PD_ON_TAB && operation->key != '\n';
	if (tagged && pd_operation_takes_many(operation))
		return find_blocked_tagged(page, list, operation);
	char *blocked = pd_operation_blocked(
		pd_app_context(page->sheet.app), operation, pd_page_row(page));
	return tagged && blocked == NULL ? explain_tags(list, operation) : blocked;
}

/* The tagged rows, if there are any and the operation takes several; else the selected
 * row, which tells an operation on the tab where one is. free() *rows. */
static size_t
choose_task_rows(struct pd_page *page, const struct pd_operation *operation,
	struct pd_row_ref **rows)
{
	const struct pd_list *list = pd_page_list(page);
	const struct pd_row *selected = pd_page_row(page);
	size_t count = 0;
	*rows = pd_alloc(list ? list->rows->count_of_items + 1 : 1, sizeof **rows);
	if (list != NULL && list->tag_count > 0 && pd_operation_takes_many(operation)) {
		for (size_t i = 0; i < list->rows->count_of_items; i++)
			if (list->tagged[i] &&
				pd_operation_fits(operation, &list->rows->items[i]))
				(*rows)[count++] =
					(struct pd_row_ref){list->rows->items[i].id,
						list->rows->items[i].cells[0]};
	} else if (selected != NULL)
		(*rows)[count++] =
			(struct pd_row_ref){selected->id, selected->cells[0]};
	return count;
}

void
pd_page_start_next(struct pd_page *page, const struct pd_operation *operation,
	struct pd_values *presets)
{
	PD_AUTO(drop_rows) struct pd_row_ref *rows = NULL;
	size_t count = choose_task_rows(page, operation, &rows);
	pd_task_start(page->sheet.app, operation, rows, count, presets, PD_TASK_SHOW);
}

/* Of what starts from the selected row: its argument, where the screen asks for none. */
static struct pd_values *
preset_from_row(struct pd_page *page, const struct pd_operation *operation)
{
	const struct pd_row *row = pd_page_row(page);
	const struct pd_field *field = operation->fields;
	if (row == NULL || row->id == NULL || (operation->starts_from & row->kind) == 0)
		return NULL;
	for (; field && field->name; field++)
		if ((field->flags & PD_ARGUMENT) != 0 &&
			(field->flags & PD_COMMAND) != 0) {
			struct pd_values *presets = pd_values_new();
			pd_values_set(presets, field->name, row->id);
			return presets;
		}
	return NULL;
}

void
pd_page_start(struct pd_page *page, const struct pd_operation *operation,
	enum pd_task_purpose purpose)
{
	struct pd_app *app = page->sheet.app;
	if (pd_task_is_busy(app) || !pd_task_may(app, operation))
		return;
	PD_AUTO(pd_drop_text) char *blocked = pd_page_blocked(page, operation);
	if (blocked != NULL) {
		pd_app_hint_reason(app, blocked);
		return;
	}
	PD_AUTO(drop_rows) struct pd_row_ref *rows = NULL;
	size_t count = choose_task_rows(page, operation, &rows);
	pd_task_start(
		app, operation, rows, count, preset_from_row(page, operation), purpose);
}

/* Enter on a row that no operation shows displays its cells in full. */
static bool
show_cells(struct pd_page *page)
{
	const struct pd_row *row = pd_page_row(page);
	if (row == NULL)
		return false;
	const struct pd_column *columns = page->view.sections[page->section].columns;
	struct pd_details details = {0};
	for (size_t i = 0; i < PD_COLUMNS && columns && columns[i].label != NULL; i++)
		pd_details_text(&details, columns[i].name, _(columns[i].label),
			row->cells[i] ? row->cells[i] : "");
	pd_app_push(page->sheet.app,
		pd_pager_of_details(page->sheet.app, row->cells[0], &details));
	return true;
}

struct pd_page *
pd_page_lead(struct pd_app *app, const struct pd_row *row)
{
	for (size_t i = 0; row->at_tab != NULL && i < app->page_count; i++)
		if (strcmp(app->pages[i]->tab->name, row->at_tab) == 0) {
			PD_AUTO(pd_drop_text) char *id = pd_copy(row->at_row);
			pd_page_refresh_now(app->pages[i]);
			pd_page_go_to(app, i);
			pd_page_select(app->pages[i], id);
			return app->pages[i];
		}
	return NULL;
}

/* To the row of a tab that the selected one stands for, and to what is done there. */
static bool
go_to_place(struct pd_page *page)
{
	const struct pd_row *row = pd_page_row(page);
	const char *does = row ? row->at_operation : NULL;
	struct pd_page *there = row ? pd_page_lead(page->sheet.app, row) : NULL;
	if (there != NULL && does != NULL)
		pd_page_start(there, pd_tab_operation(there->tab, does), PD_TASK_SHOW);
	return there != NULL;
}

bool
pd_page_press(struct pd_page *page, int key)
{
	const struct pd_operation *operation = pd_page_operation(page, key);
	bool fits = operation && pd_operation_fits(operation, pd_page_row(page));
	if (key == PD_KEY_ENTER && !fits && (go_to_place(page) || show_cells(page)))
		return true;
	if (operation == NULL)
		return false;
	pd_page_start(page, operation, PD_TASK_SHOW);
	return true;
}

static bool
press_page_key(struct pd_sheet *sheet, int key)
{
	return pd_page_press((struct pd_page *)sheet, key);
}

/* ---- keys ---------------------------------------------------------------------- */

static bool
go_to_next_section(void *self, int key)
{
	struct pd_page *page = (struct pd_page *)self;
	size_t count = page->view.section_count;
	if (count < 2)
		return false;
	page->section = (page->section + (key == ']' ? 1 : count - 1)) % count;
	return true;
}

static bool
sort_page(void *self, int key)
{
	struct pd_list *list = pd_page_list(self);
	if (list == NULL)
		return false;
	PD_AUTO(pd_drop_text)
	char *order = key == 'O' ? pd_list_reverse(list) : pd_list_sort(list);
	pd_app_hint(((struct pd_page *)self)->sheet.app, "%s", order);
	return true;
}

static bool
clear_page_filter(void *self, int key)
{
	(void)key;
	struct pd_list *list = pd_page_list(self);
	return list != NULL && (pd_list_clear_filter(list) || pd_list_untag(list));
}

static bool
copy_shown_row(void *self, int key)
{
	(void)key;
	struct pd_page *page = self;
	const struct pd_operation *show = pd_page_operation(page, PD_KEY_ENTER);
	if (show == NULL || !pd_operation_fits(show, pd_page_row(page)))
		return false;
	pd_page_start(page, show, PD_TASK_COPY);
	return true;
}

/* clang-format off */
const struct pd_binding pd_page_keys[] = {
	{{']', '['}, "[ ]", N_("Go to the next or previous section"), go_to_next_section},
	{{'o', PD_KEY_F1 + 5}, "o F6", N_("Sort by the next column"), sort_page},
	{{'O'}, "O", N_("Reverse the order"), sort_page},
	{{'y'}, "y", N_("Send a copy of the PEM text to the clipboard of your terminal"), copy_shown_row},
	{{PD_KEY_ESCAPE, PD_CTRL('g')}, "Esc C-g", N_("Clear the filter, then the tags"), clear_page_filter},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

static struct pd_list *
page_list(struct pd_sheet *sheet)
{
	return pd_page_list((struct pd_page *)sheet);
}

/* ---- drawing ------------------------------------------------------------------- */

/* Why there are no rows, or what one does to get some. */
static const char *
words_without_rows(const struct pd_page *page)
{
	if (page->problem != NULL)
		return page->problem;
	if (page->reading != NULL)
		return _("Reading the store; other tabs are there meanwhile");
	if (page->view.section_count == 0)
		return "";
	const struct pd_rows *rows = &page->view.sections[page->section];
	return rows->empty_keys ? rows->empty_keys : rows->empty;
}

/* What there is to say of the selected row, first of all what its state is where that is cut
 * above; free() it. NULL: nothing. */
static char *
compose_row_note(struct pd_page *page, int columns)
{
	const struct pd_row *row = pd_page_row(page);
	const struct pd_list *list = pd_page_list(page);
	const char *state = list ? pd_list_cut_state(list, columns) : NULL;
	const char *note = row ? row->note : NULL;
	if (state != NULL && note != NULL)
		return pd_format("%s: %s", state, note);
	return state || note ? pd_copy(state ? state : note) : NULL;
}

/* That, or else what there is to say of the tab; and how much of a long list is on the
 * screen. */
static void
draw_page_summary(struct pd_page *page, const struct pd_frame *frame)
{
	PD_AUTO(pd_drop_text) char *note = compose_row_note(page, frame->columns);
	const char *summary = page->view.summary ? page->view.summary : "";
	bool on_top = pd_app_top(page->sheet.app) == &page->sheet;
	pd_page_note_draw(
		&page->view, note ? note : summary, pd_page_list(page), on_top, frame);
}

static void
draw_page(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	struct pd_page *page = (struct pd_page *)sheet;
	struct pd_list *rows = pd_page_list(page);
	pd_page_title_draw(&page->view, page->section, _(page->tab->help), frame);
	bool empty = rows == NULL || rows->rows->count_of_items == 0;
	if (empty || page->problem != NULL)
		pd_page_words_draw(words_without_rows(page), frame);
	else
		pd_page_rows_draw(&page->view, page->tab->name, rows, frame);
	int line = frame->summary >= 0 ? frame->summary : frame->message;
	bool filter = rows != NULL && (frame->summary >= 0 || rows->filtering) &&
		      pd_list_draw_filter(rows, frame, line);
	if (!filter && frame->summary >= 0)
		draw_page_summary(page, frame);
}

static void
hint_page(struct pd_sheet *sheet, struct pd_hints *out)
{
	struct pd_page *page = (struct pd_page *)sheet;
	struct pd_list *rows = pd_page_list(page);
	if (rows != NULL && rows->filtering) {
		pd_hints_add(out, _("Enter"), _("Keep filter"));
		pd_hints_add(out, _("Esc"), _("Clear filter"));
		return;
	}
	pd_page_hints(page, NULL, out);
}

static void
free_page_sheet(struct pd_sheet *sheet)
{
	pd_page_free((struct pd_page *)sheet);
}

static const struct pd_sheet_kind kind = {
	.is_page = true,
	.keys = pd_page_keys,
	.list = page_list,
	.list_keys = pd_list_keys,
	.draw = draw_page,
	.key = press_page_key,
	.hints = hint_page,
	.free = free_page_sheet,
};

/* ---- life ---------------------------------------------------------------------- */

struct pd_page *
pd_page_new(struct pd_app *app, const struct pd_tab *tab)
{
	struct pd_page *page = pd_alloc(1, sizeof *page);
	page->sheet = (struct pd_sheet){.kind = &kind, .app = app};
	page->tab = tab;
	return page;
}

struct pd_page *
pd_page_of_rows(struct pd_app *app, const struct pd_tab *tab,
	const struct pd_operation *operation, struct pd_rows *rows)
{
	struct pd_page *page = pd_page_new(app, tab);
	bool asks = operation->hazard != PD_READS || operation->fields != NULL;
	page->fixed = true;
	page->maker = asks ? NULL : operation;
	page->view.section_count = 1;
	page->view.sections[0] = *rows;
	*rows = (struct pd_rows){0};
	pd_rows_put_errors_first(&page->view.sections[0]);
	pd_list_set(&page->lists[0], &page->view.sections[0], NULL);
	return page;
}

void
pd_page_free(struct pd_page *page)
{
	PD_AUTO(pd_view_free) struct pd_view unseen = {0};
	if (page->reading != NULL) {
		pd_page_reading_stop(page->reading);
		free(pd_page_reading_end(page->reading, &unseen));
	}
	for (size_t i = 0; i < PD_SECTIONS; i++)
		pd_list_free(&page->lists[i]);
	pd_view_free(&page->view);
	free(page->problem);
	free(page);
}

/* What an operation made here is selected, as it is the next thing one works on. */
static void
take_view(struct pd_page *page, struct pd_view *view)
{
	struct pd_list_marks marks[PD_SECTIONS];
	bool looks = page->made && page->view.section_count > 0;
	bool here = page->made == PD_MADE_HERE;
	const struct pd_row *made =
		looks ? pd_view_new_row(&page->view, view, here ? &page->section : NULL)
		      : NULL;
	page->made = PD_MADE_NOTHING;
	for (size_t i = 0; i < PD_SECTIONS; i++)
		marks[i] = pd_list_marks(&page->lists[i]);
	pd_view_free(&page->view);
	page->view = *view;
	*view = (struct pd_view){0};
	for (size_t i = 0; i < PD_SECTIONS; i++) {
		pd_list_set(&page->lists[i], &page->view.sections[i], &marks[i]);
		pd_list_marks_free(&marks[i]);
	}
	if (page->section >= page->view.section_count)
		page->section = 0;
	if (made != NULL)
		pd_page_select(page, made->id);
}

void
pd_page_take_rows(struct pd_page *page, struct pd_rows *rows)
{
	struct pd_view view = {.section_count = 1};
	view.sections[0] = *rows;
	*rows = (struct pd_rows){0};
	pd_rows_put_errors_first(&view.sections[0]);
	take_view(page, &view);
}

void
pd_page_untag(struct pd_page *page)
{
	for (size_t i = 0; i < PD_SECTIONS; i++)
		(void)pd_list_untag(&page->lists[i]);
}

static void
end_reading(struct pd_page *page)
{
	PD_AUTO(pd_view_free) struct pd_view view = {0};
	free(page->problem);
	page->problem = pd_page_reading_end(pd_steal(page->reading), &view);
	if (page->problem == NULL)
		take_view(page, &view);
}

static void
follow_changes(struct pd_page *page)
{
	struct pd_app *app = page->sheet.app;
	PD_AUTO(pd_list_marks_free)
	struct pd_list_marks marks = pd_list_marks(&page->lists[0]);
	page->changes = app->changes;
	pd_rows_follow(&page->view.sections[0], pd_app_context(app));
	pd_list_set(&page->lists[0], &page->view.sections[0], &marks);
}

void
pd_page_refresh(struct pd_page *page)
{
	struct pd_app *app = page->sheet.app;
	if (page->fixed && page->changes != app->changes)
		follow_changes(page);
	if (page->reading == NULL && page->changes != app->changes) {
		page->changes = app->changes;
		page->reading = pd_page_reading_start(
			pd_app_context(app), page->tab, app->wake[1]);
	}
	if (page->reading != NULL && pd_page_reading_has_ended(page->reading))
		end_reading(page);
}

void
pd_page_refresh_now(struct pd_page *page)
{
	pd_page_refresh(page);
	while (page->reading != NULL) {
		end_reading(page);
		pd_page_refresh(page);
	}
}
