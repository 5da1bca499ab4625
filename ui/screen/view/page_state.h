/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_VIEW_PAGE_STATE_H
#define PD_UI_SCREEN_VIEW_PAGE_STATE_H

#include "ui/screen/list.h"
#include "ui/screen/sheet.h"
#include "ui/screen/view/page_read.h"

/* What a page shows: its sections, and the row that is selected. */

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

struct pd_list *pd_page_list(
	struct pd_page *page); /* of the current section, or NULL */
const struct pd_row *pd_page_row(struct pd_page *page); /* the selected one, or NULL */

/* The row with that id, or NULL; selects it, clearing a filter that hides it. */
const struct pd_row *pd_page_find(const struct pd_page *page, const char *id);
void pd_page_select(struct pd_page *page, const char *id);
/* Tags it, for operations on several. */
void pd_page_tag(struct pd_page *page, const char *id);

/* The operation with that key, for the selected row if one is; NULL: there is none. */
const struct pd_operation *pd_page_operation(struct pd_page *page, int key);

/* Is it done on the row (NULL: none), or does it start from what that is about? */
bool pd_page_is_of_row(const struct pd_operation *operation, const struct pd_row *row);

#endif
