/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_ROWS_H
#define PD_UI_LINEAR_LINEAR_ROWS_H

#include "ui/linear/linear_state.h"

/* The rows of a view, numbered through all sections. */

/* The rows that an operation works on, borrowed; none for an operation on the tab. */
struct pd_chosen {
	const struct pd_row **rows;
	size_t count;
};

/* The row with that number, from 1 on; borrowed. NULL: there is none. */
const struct pd_row *pd_linear_find_row(const struct pd_view *view, size_t number);

/* Reads row numbers at the start of text: "3", "3 5", "3-7". *rest is what follows
 * them; free() the rows. false: it was said what is wrong. */
bool pd_linear_read_rows(const struct pd_view *view, const char *text,
	struct pd_chosen *chosen, const char **rest);

/* Prints the rows that match the search ("": all), numbered, from first on, as many as
 * fit on a page: of each what a screen of 80 columns shows, or all of it. Returns the
 * number of the first one not printed. */
size_t pd_linear_print_rows(
	const struct pd_view *view, size_t first, const char *search, bool all);

#endif
