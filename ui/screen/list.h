/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_LIST_H
#define PD_UI_SCREEN_LIST_H

#include "operation/operation.h"
#include "ui/screen/edit.h"
#include "ui/screen/frame.h"
#include "ui/terminal/keys.h"

/* Rows one can move in, filter, sort and tag. Starts as {0}. */

struct pd_list {
	const struct pd_rows *rows; /* borrowed */
	size_t *order;              /* which rows are shown, in which order */
	size_t shown;
	size_t at, top; /* the selected, and the first on the screen, of order */
	int page;       /* rows on the screen when it was drawn last */
	bool *tagged;   /* by row */
	size_t tag_count;
	size_t sort; /* 0: as they come; else by column sort - 1 */
	bool reverse;
	struct pd_edit filter;
	bool filtering;    /* letters are text */
	bool keeps_typing; /* Enter is no end of that */
	bool typing; /* one typed last, and did not move: the filter has the cursor */
	int natural[PD_COLUMNS]; /* cells that the widest cell of a column needs */
};

/* Shows rows, which must live as long as they are shown. Sorting, the filter and, by
 * its id, the selected row stay; tags go. previous is the id selected before, or
 * NULL. */
void pd_list_set(
	struct pd_list *list, const struct pd_rows *rows, const char *previous);

size_t pd_list_column_count(const struct pd_rows *rows);

/* Selects a row by its place in rows; a filter that hides it goes. */
void pd_list_select(struct pd_list *list, size_t row);

/* Does a filter of that text show the row? Some cell holds it, large or small. */
bool pd_list_matches(const struct pd_row *row, const char *text);

/* The selected row, or NULL. */
const struct pd_row *pd_list_selected(const struct pd_list *list);

/* While one types the filter every key but the moving ones is for it. true: taken. */
bool pd_list_type(struct pd_list *list, int key);

/* Opens the filter; takes it away, false: there was none. */
void pd_list_filter(struct pd_list *list);
bool pd_list_clear_filter(struct pd_list *list);

/* Takes all tags away; false: there was none. */
bool pd_list_untag(struct pd_list *list);

/* Sorts by the next column, after the last as they come; turns the order round. What
 * the order is then, as a sentence; free() it. */
char *pd_list_sort(struct pd_list *list);
char *pd_list_reverse(struct pd_list *list);

/* Keys, with the list as self: moving; and filter and tags, where rows are objects. */
extern const struct pd_binding pd_list_moving[];
extern const struct pd_binding pd_list_keys[];

void pd_list_free(struct pd_list *list); /* {0} again */

#endif
