/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_ROWS_H
#define PD_UI_LINEAR_LINEAR_ROWS_H

#include "ui/linear/linear_state.h"

/* Rows of a view, numbered through all of its sections. */

/* The rows that something is done on, borrowed; none: it is done on the tab. */
struct pd_chosen {
	const struct pd_row **rows;
	size_t count;
};

/* The row of that number, from 1 on through all sections; borrowed; NULL: none. */
const struct pd_row *pd_linear_row(const struct pd_view *view, size_t number);

/* Reads the numbers of rows that text begins with, "3", "3 5", "3-7"; *rest is what
 * stands behind them. free() the rows. false: it was said what is wrong. */
bool pd_linear_choose(const struct pd_view *view, const char *text,
	struct pd_chosen *chosen, const char **rest);

/* Prints the rows that some text is found in ("": all), numbered, from first on, as many
 * as fit on a page; returns the number of the first that is not printed. */
size_t pd_linear_print_rows(
	const struct pd_view *view, size_t first, const char *search);

#endif
