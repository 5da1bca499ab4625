/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_PAGE_H
#define PD_UI_SCREEN_PAGE_H

#include "ui/screen/stack.h"
#include "ui/screen/task.h"
#include "ui/screen/view/page_state.h"

/* The page of a tab, or of rows that an operation returned: sections of rows with the
 * operations on them. */

/* A page of a tab, read when first shown; of the rows that the operation of that tab
 * brought, which it takes over. */
struct pd_page *pd_page_new(struct pd_app *app, const struct pd_tab *tab);
struct pd_page *pd_page_of_rows(struct pd_app *app, const struct pd_tab *tab,
	const struct pd_operation *operation, struct pd_rows *rows);

/* Puts these in place of its rows, keeping place, filter and tags; takes them over. */
void pd_page_take_rows(struct pd_page *page, struct pd_rows *rows);
void pd_page_free(struct pd_page *page);

/* The topmost page; closes all sheets and shows the page of a tab, counted from 0. */
struct pd_page *pd_page_top(struct pd_app *app);
void pd_page_go_to(struct pd_app *app, size_t tab);

/* Reads the view again if the store has changed, keeping place and tags. What takes long is
 * shown when it has ended, which wakes the screen; the second waits for it. */
void pd_page_refresh(struct pd_page *page);
void pd_page_refresh_now(struct pd_page *page);
void pd_page_untag(struct pd_page *page);

/* Goes to the row of a tab that this one stands for; NULL: it stands for none. */
struct pd_page *pd_page_lead(struct pd_app *app, const struct pd_row *row);

/* Starts the operation on the tagged rows, if there are any and it takes several, else
 * on the selected one; or says why that is not possible. */
void pd_page_start(struct pd_page *page, const struct pd_operation *operation,
	enum pd_task_purpose purpose);

/* Starts the operation that another one leads to, and takes over the values preset by
 * that. */
void pd_page_start_next(struct pd_page *page, const struct pd_operation *operation,
	struct pd_values *presets);

/* Starts the operation with that key. false: there is none. */
bool pd_page_press(struct pd_page *page, int key);

/* Why the operation is not possible now, translated; free() it. NULL: it is. */
char *pd_page_blocked(struct pd_page *page, const struct pd_operation *operation);

/* What keys do on every page of a tab, with the page as self. */
extern const struct pd_binding pd_page_keys[];

#endif
