/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/menu.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"
#include "ui/screen/app_state.h"
#include "ui/screen/choice.h"
#include "ui/screen/help_rows.h"
#include "ui/screen/page.h"
#include "ui/screen/side_page.h"

static void
go_to_tab(struct pd_app *app, const char *name)
{
	for (size_t i = 0; i < app->page_count; i++)
		if (strcmp(app->pages[i]->tab->name, name) == 0) {
			pd_page_refresh_now(app->pages[i]);
			pd_page_go_to(app, i);
		}
}

/* Runs the operation of the row, presses its key, or shows its full text. */
static void
do_chosen_row(struct pd_sheet *sheet, const struct pd_row *row)
{
	struct pd_app *app = sheet->app;
	if (*row->id == '\0' && row->kind == 0) {
		pd_choice_show_more(sheet, row);
		return;
	}
	pd_app_close(app, sheet);
	if (*row->id == '\0') {
		pd_app_press_next(app, (int)row->kind);
		return;
	}
	if (row->at_tab != NULL)
		go_to_tab(app, row->at_tab);
	struct pd_page *page = pd_page_top(app);
	const struct pd_operation *operation = pd_tab_operation(page->tab, row->id);
	if (operation != NULL)
		pd_page_start(page, operation, PD_TASK_SHOW);
}

/* ---- menu ---------------------------------------------------------------------- */

static const struct pd_column menu_columns[PD_COLUMNS + 1] = {
	{"operation", N_("Operation"), 12, 0, false},
	{"key", N_("Key"), 5, 7, true},
	{"obstacle", N_("Why not now"), 0, 50, false},
	{0},
};

static void
add_menu_operation(struct pd_page *page, const struct pd_operation *operation,
	struct pd_rows *rows)
{
	PD_AUTO(pd_drop_text)
	char *key = operation->key ? pd_key_name(operation->key) : pd_copy("");
	PD_AUTO(pd_drop_text) char *reason = pd_page_blocked(page, operation);
	PD_AUTO(pd_drop_text) char *blocked = reason ? pd_text_sentence(reason) : NULL;
	struct pd_row *row = pd_help_add_act(rows,
		(struct pd_help_act){operation->name, (unsigned)operation->key},
		_(operation->label), key, blocked ? blocked : _(operation->help));
	pd_row_set(row, 2, blocked ? blocked : "", NULL);
	if (blocked != NULL)
		row->marker = '-';
}

static void
add_heading(struct pd_rows *rows, const char *words)
{
	struct pd_row *row = pd_rows_add(rows, 0, "", ' ');
	pd_row_set(row, 0, words, NULL);
	row->heading = true;
}

static const char *
name_group(const struct pd_page *page, const struct pd_operation *operation)
{
	return _(operation->group ? operation->group : page->tab->label);
}

/* What has no key is what the screen shows anyway, and what is for other rows makes no
 * sense here. */
static bool
is_in_menu(struct pd_page *page, const struct pd_operation *operation, bool of_row)
{
	const struct pd_row *row = pd_page_row(page);
	return operation->key != 0 && pd_page_is_of_row(operation, row) == of_row &&
	       pd_operation_fits(operation, row);
}

static void
add_row_operations(struct pd_page *page, struct pd_rows *rows)
{
	for (const struct pd_operation *op = page->tab->operations; op && op->name;
		op++)
		if (is_in_menu(page, op, true))
			add_menu_operation(page, op, rows);
}

/* What is done on the tab, those of a group together, in the order of the groups' first. */
static void
add_tab_operations(struct pd_page *page, struct pd_rows *rows)
{
	const struct pd_operation *all = page->tab->operations;
	for (size_t i = 0; all && all[i].name; i++) {
		bool is_first = is_in_menu(page, &all[i], false);
		const char *group = name_group(page, &all[i]);
		for (size_t k = 0; is_first && k < i; k++)
			is_first = !is_in_menu(page, &all[k], false) ||
				   strcmp(name_group(page, &all[k]), group) != 0;
		if (is_first)
			add_heading(rows, group);
		for (size_t k = i; is_first && all[k].name; k++)
			if (is_in_menu(page, &all[k], false) &&
				strcmp(name_group(page, &all[k]), group) == 0)
				add_menu_operation(page, &all[k], rows);
	}
}

static void
add_side_pages(struct pd_rows *rows)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		if (tab->key == 0)
			continue;
		PD_AUTO(pd_drop_text) char *key = pd_key_name(tab->key);
		(void)pd_help_add_act(rows,
			(struct pd_help_act){"", (unsigned)tab->key}, _(tab->label),
			key, _(tab->help));
	}
}

/* Names what the menu is for: the tagged rows, or the selected one. */
static char *
format_menu_title(struct pd_page *page)
{
	const struct pd_list *list = pd_page_list(page);
	const struct pd_row *selected = pd_page_row(page);
	if (list != NULL && list->tag_count > 0)
		return pd_format(ngettext("Menu for %zu tagged row",
					 "Menu for %zu tagged rows", list->tag_count),
			list->tag_count);
	return selected ? pd_format(_("Menu for %s"), selected->cells[0])
			: pd_copy(_("Menu"));
}

void
pd_menu_open(struct pd_app *app)
{
	/* The key that opens it closes it. */
	struct pd_sheet *before = pd_app_top(app);
	bool was_on_top = before->name != NULL && strcmp(before->name, "menu") == 0;
	if (pd_app_raise(app, "menu"))
		pd_app_close(app, pd_app_top(app));
	if (was_on_top)
		return;
	struct pd_page *page = pd_page_top(app);
	struct pd_rows rows = {.columns = menu_columns};
	add_row_operations(page, &rows);
	add_tab_operations(page, &rows);
	add_heading(&rows, _("Other pages"));
	add_side_pages(&rows);
	rows.title = format_menu_title(page);
	pd_app_push(app,
		pd_choice_new(app, "menu", &rows, PD_LETTERS_PRESS, do_chosen_row));
}

/* ---- help ---------------------------------------------------------------------- */

static const struct pd_column help_columns[PD_COLUMNS + 1] = {
	{"what", N_("What"), 20, 0, false},
	{"keys", N_("Keys"), 5, 18, false},
	{0},
};

static void
add_help_operations(const struct pd_tab *tab, struct pd_rows *rows)
{
	for (const struct pd_operation *row = tab->operations; row && row->name;
		row++) {
		PD_AUTO(pd_drop_text)
		char *key = row->key ? pd_key_name(row->key) : pd_copy("");
		PD_AUTO(pd_drop_text)
		char *what = pd_format("%s: %s", _(row->label), _(row->help));
		(void)pd_help_add_act(
			rows, (struct pd_help_act){row->name, 0}, what, key, what);
	}
}

/* What the other tabs can do: Enter leads there and begins it. */
static void
add_help_of_tabs(struct pd_app *app, const struct pd_tab *here, struct pd_rows *rows)
{
	for (size_t i = 0; i < app->page_count; i++) {
		const struct pd_tab *tab = app->pages[i]->tab;
		for (const struct pd_operation *op = tab->operations;
			tab != here && op && op->name; op++) {
			if (op->key == 0 || op->key == '\n')
				continue;
			PD_AUTO(pd_drop_text)
			char *what = pd_format(
				"%s: %s: %s", _(tab->label), _(op->label), _(op->help));
			struct pd_row *row = pd_help_add_act(rows,
				(struct pd_help_act){op->name, 0}, what, "", what);
			pd_row_leads(row, tab->name, op->name);
		}
	}
}

static void
add_side_pages_to_help(struct pd_rows *rows)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		if (tab->key == 0)
			continue;
		PD_AUTO(pd_drop_text) char *key = pd_key_name(tab->key);
		PD_AUTO(pd_drop_text)
		char *what = pd_format("%s: %s", _(tab->label), _(tab->help));
		(void)pd_help_add_act(rows,
			(struct pd_help_act){"", (unsigned)tab->key}, what, key, what);
	}
}

void
pd_menu_open_help(struct pd_app *app, const struct pd_menu_keys *global)
{
	if (pd_app_raise(app, "help"))
		return;
	struct pd_sheet *top = pd_app_top(app);
	struct pd_page *page = pd_page_top(app);
	struct pd_rows rows = {.columns = help_columns};
	rows.title = pd_copy(_("Help: type to search, Enter does it"));
	if (top->kind->help != NULL)
		top->kind->help(top, &rows);
	if (top == &page->sheet)
		add_help_operations(page->tab, &rows);
	pd_help_add_bindings(&rows, top->kind->keys);
	if (top->kind->list != NULL)
		pd_help_add_bindings(&rows, pd_list_moving);
	pd_help_add_bindings(&rows, top->kind->list_keys);
	if (!pd_app_has_modal(app)) {
		add_side_pages_to_help(&rows);
		pd_help_add_bindings(&rows, global->free);
	}
	if (!top->kind->modal)
		pd_help_add_bindings(&rows, global->back);
	pd_help_add_bindings(&rows, global->always);
	if (!pd_app_has_modal(app))
		add_help_of_tabs(app, page->tab, &rows);
	pd_app_push(app,
		pd_choice_new(app, "help", &rows, PD_LETTERS_SEARCH, do_chosen_row));
}

/* ---- messages ------------ ----------------------------------------------------- */

static const struct pd_column message_columns[PD_COLUMNS + 1] = {
	{"message", N_("Message"), 20, 0, false},
	{0},
};

void
pd_menu_open_messages(struct pd_app *app)
{
	if (pd_app_raise(app, "messages"))
		return;
	if (app->messages.count == 0) {
		pd_app_hint(app, _("No messages yet"));
		return;
	}
	struct pd_rows rows = {.columns = message_columns};
	for (size_t i = app->messages.count; i-- > 0;)
		pd_help_add(&rows, app->messages.items[i], "");
	rows.title = pd_copy(_("Messages so far, the newest first"));
	pd_app_push(app, pd_choice_new(app, "messages", &rows, PD_LETTERS_NONE,
				 pd_choice_show_more));
}
