/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_LIST_H
#define PD_UI_SCREEN_LIST_H

#include "operation/operation.h"
#include "store/names.h"
#include "ui/screen/edit.h"
#include "ui/screen/frame.h"
#include "ui/terminal/keys.h"

/* A list of rows, with a selection, filter, sort order and tags. Starts as {0}. */

struct pd_list {
	const struct pd_rows *rows; /* borrowed */
	size_t *order;              /* indices of the rows shown, in their order */
	size_t shown;
	size_t at, top; /* selected, and first on the screen; indices of order */
	int page;       /* rows on the screen, when last drawn */
	bool *tagged;   /* by row */
	size_t tag_count;
	size_t sort; /* 0: not sorted; else by column sort - 1 */
	bool reverse;
	struct pd_edit filter;
	bool filtering;    /* letters go to the filter */
	bool keeps_typing; /* Enter does not end that */
	bool typing;       /* the last key was typed: the cursor is in the filter */
	int natural[PD_COLUMNS]; /* width in cells of the widest cell of each column */
	bool same;               /* the column that differs does not */
	int aside;               /* of the widest name with what is shown behind it */
};

/* Which rows are selected and tagged, by their ids: so they are found among other rows. */
struct pd_list_marks {
	char *selected; /* NULL: none */
	struct pd_names tagged;
};
struct pd_list_marks pd_list_marks(const struct pd_list *list);
void pd_list_marks_free(struct pd_list_marks *marks);

/* Shows these rows, which are borrowed. Sort order and filter stay; rows are marked by
 * marks, if not NULL, and the selected one stays on its line of the screen. */
void pd_list_set(struct pd_list *list, const struct pd_rows *rows,
	const struct pd_list_marks *marks);

size_t pd_list_column_count(const struct pd_rows *rows);

/* Selects a row by its index in rows, clearing a filter that hides it. */
void pd_list_select(struct pd_list *list, size_t row);

/* Would a filter with this text show the row? See row_filter.h. */
bool pd_list_matches(const struct pd_row *row, const char *text);

/* The selected row, or NULL. */
const struct pd_row *pd_list_selected(const struct pd_list *list);

/* While the filter is open, it takes all keys but those that move. true: the key was
 * taken. */
bool pd_list_type(struct pd_list *list, int key);

/* Opens the filter; clears it, false if there was none. */
void pd_list_filter(struct pd_list *list);
bool pd_list_clear_filter(struct pd_list *list);

/* Removes all tags; false if there were none. */
bool pd_list_untag(struct pd_list *list);

/* Sorts by the next column, after the last one not at all; reverses the order. Returns
 * a sentence about the new order; free() it. */
char *pd_list_sort(struct pd_list *list);
char *pd_list_reverse(struct pd_list *list);

/* Keys, with the list as self: for moving; for filter and tags. */
extern const struct pd_binding pd_list_moving[];
extern const struct pd_binding pd_list_keys[];

void pd_list_free(struct pd_list *list); /* {0} again */

#endif
