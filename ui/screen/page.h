/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_PAGE_H
#define PD_UI_SCREEN_PAGE_H

#include "ui/screen/list.h"
#include "ui/screen/stack.h"
#include "ui/screen/task.h"
#include "ui/screen/view/page_read.h"

/* The page of a tab, or of rows that an operation returned: sections of rows with the
 * operations on them. */

/* In the section that is shown, or in any. */
enum pd_made { PD_MADE_NOTHING, PD_MADE_HERE, PD_MADE_ANYWHERE };

struct pd_page {
	struct pd_sheet sheet;
	const struct pd_tab *tab;
	struct pd_view view;
	struct pd_list lists[PD_SECTIONS];
	size_t section;
	enum pd_made made; /* where an operation may just have made a row */
	bool fixed; /* rows of a result, not of a view that could be read again */
	/* Brings these rows again, without asking anything; NULL: none does. */
	const struct pd_operation *maker;
	unsigned changes; /* changes of the app when the view was last read; 0: never */
	char *problem;    /* why it could not be read, or NULL */
	struct pd_page_reading *reading; /* while it is read; NULL */
};

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

struct pd_list *pd_page_list(
	struct pd_page *page); /* of the current section, or NULL */
const struct pd_row *pd_page_row(struct pd_page *page); /* the selected one, or NULL */

/* The row with that id, or NULL; selects it, clearing a filter that hides it. */
const struct pd_row *pd_page_find(const struct pd_page *page, const char *id);
void pd_page_select(struct pd_page *page, const char *id);
/* Tags it, for operations on several. */
void pd_page_tag(struct pd_page *page, const char *id);

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

/* Adds hints for the operations on the selected row and on the tab. For a sheet above
 * (NULL: none), omits those whose key that uses itself, and Enter. */
void pd_page_hints(
	struct pd_page *page, const struct pd_sheet *above, struct pd_hints *hints);

/* Is it done on the row (NULL: none), or does it start from what that is about? */
bool pd_page_is_of_row(const struct pd_operation *operation, const struct pd_row *row);

/* Why the operation is not possible now, translated; free() it. NULL: it is. */
char *pd_page_blocked(struct pd_page *page, const struct pd_operation *operation);

/* What keys do on every page of a tab, with the page as self. */
extern const struct pd_binding pd_page_keys[];

#endif
