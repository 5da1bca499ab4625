/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/found.h"

#include <string.h>

struct pd_found
pd_found_look_up(const struct pd_tab *tab, const struct pd_view *view,
	const struct pd_finding *finding)
{
	struct pd_found found = {.tab = tab, .finding = finding};
	for (size_t s = 0; finding->row != NULL && s < view->section_count; s++) {
		const struct pd_rows *rows = &view->sections[s];
		for (size_t i = 0; found.row == NULL && i < rows->count_of_items; i++)
			if (strcmp(rows->items[i].id, finding->row) == 0) {
				found.rows = rows;
				found.row = &rows->items[i];
			}
	}
	return found;
}

bool
pd_found_is_bad(const struct pd_found *found)
{
	return found->finding->is_bad ||
	       (found->row != NULL && found->row->marker == 'x');
}

const char *
pd_found_name(const struct pd_found *found)
{
	if (found->finding->name != NULL)
		return found->finding->name;
	return pd_view_row_tells(found->row) ? found->row->cells[0]
					     : found->finding->text;
}

const char *
pd_found_state(const struct pd_found *found)
{
	if (found->finding->state != NULL)
		return found->finding->state;
	return pd_view_row_tells(found->row) ? pd_row_state(found->rows, found->row)
					     : "";
}

/* When it ends, as text that sorts; "" where it does not say. */
static const char *
end_as_text(const struct pd_found *found)
{
	for (size_t i = 0; found->row != NULL && i < PD_COLUMNS; i++)
		if (found->row->kinds[i] == PD_TIME_VALUE && found->row->values[i])
			return found->row->values[i];
	return "";
}

int
pd_found_compare(const void *one, const void *other)
{
	const struct pd_found *first = one, *second = other;
	if (first->finding->of_others != second->finding->of_others)
		return first->finding->of_others ? 1 : -1;
	if (pd_found_is_bad(first) != pd_found_is_bad(second))
		return pd_found_is_bad(first) ? -1 : 1;
	int order = strcmp(end_as_text(first), end_as_text(second));
	if (order != 0)
		return order;
	/* They lie in the order in which they were found. */
	return first->tab != second->tab ? strcmp(first->tab->name, second->tab->name)
	       : first->finding < second->finding ? -1
						  : 1;
}
