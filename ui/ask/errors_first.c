/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/errors_first.h"

#include <stdlib.h>

#include "operation/operation.h"

static int
rank_of_row(const struct pd_row *row)
{
	return row->marker == 'x' ? 0 : row->marker == '!' ? 1 : 2;
}

/* A tree, titles and what was done when have an order of their own. */
static bool
has_own_order(const struct pd_rows *rows)
{
	bool has = false;
	for (size_t i = 0; i < rows->count_of_items; i++)
		has = has || rows->items[i].depth > 0 || rows->items[i].heading ||
		      rows->items[i].kind == PD_ON_ENTRY;
	return has;
}

void
pd_rows_put_errors_first(struct pd_rows *rows)
{
	if (rows->count_of_items == 0 || has_own_order(rows))
		return;
	struct pd_row *ordered = pd_alloc(rows->count_of_items, sizeof *ordered);
	size_t count = 0;
	for (int rank = 0; rank <= 2; rank++)
		for (size_t i = 0; i < rows->count_of_items; i++)
			if (rank_of_row(&rows->items[i]) == rank)
				ordered[count++] = rows->items[i];
	free(rows->items);
	rows->items = ordered;
}
