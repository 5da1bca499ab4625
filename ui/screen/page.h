/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_PAGE_H
#define PD_UI_SCREEN_PAGE_H

#include "ui/screen/list.h"
#include "ui/screen/stack.h"
#include "ui/screen/task.h"

/* What a tab shows, or rows that an operation brought: sections of rows, and the
 * operations on them. */

struct pd_page {
	struct pd_sheet sheet;
	const struct pd_tab *tab;
	struct pd_view view;
	struct pd_list lists[PD_SECTIONS];
	size_t section;
	bool fixed;       /* rows of a result: there is no view to read */
	unsigned changes; /* of the app, when the view was read last; 0: never */
	char *problem;    /* why it could not be read; NULL */
};

/* The page of a tab, read when it is first shown; of rows, which it takes. */
struct pd_page *pd_page_new(struct pd_app *app, const struct pd_tab *tab);
struct pd_page *pd_page_of_rows(
	struct pd_app *app, const struct pd_tab *tab, struct pd_rows *rows);
void pd_page_free(struct pd_page *page);

/* The topmost page; closes all sheets, and shows that of a tab, from 0 on. */
struct pd_page *pd_page_top(struct pd_app *app);
void pd_page_go_to(struct pd_app *app, size_t tab);

/* Reads the view if the store has changed since, keeping the selected row. */
void pd_page_refresh(struct pd_page *page);

struct pd_list *pd_page_list(struct pd_page *page); /* of the section shown; or NULL */
const struct pd_row *pd_page_row(struct pd_page *page); /* the selected, or NULL */

/* The row of that id, or NULL; selects it, also where a filter hid it. */
const struct pd_row *pd_page_find(const struct pd_page *page, const char *id);
void pd_page_select(struct pd_page *page, const char *id);

/* Starts the operation on the tagged rows, if it takes several and there are any, else on
 * the selected one; or says why not. */
void pd_page_start(struct pd_page *page, const struct pd_operation *operation,
	enum pd_task_purpose purpose);

/* Starts what another operation leads on to, with what it has filled in, which is
 * taken. */
void pd_page_start_next(struct pd_page *page, const struct pd_operation *operation,
	struct pd_values *presets);

/* Starts the operation of that key. false: there is none. */
bool pd_page_press(struct pd_page *page, int key);

/* Adds the operations on the selected row, and on the tab; for a sheet that lies above
 * (NULL: none) without those whose key it has itself, and without Enter. */
void pd_page_hints(
	struct pd_page *page, const struct pd_sheet *above, struct pd_hints *hints);

/* Why it cannot be done now, translated; free() it. NULL: it can. */
char *pd_page_blocked(struct pd_page *page, const struct pd_operation *operation);

#endif
