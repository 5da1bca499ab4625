/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/view/new_row.h"

#include "operation/tab.h"
#include "store/names.h"

static void
gather_ids(const struct pd_view *view, struct pd_names *out)
{
	for (size_t s = 0; s < view->section_count; s++)
		for (size_t i = 0; i < view->sections[s].count_of_items; i++)
			pd_names_add(out, view->sections[s].items[i].id);
	pd_names_sort(out);
}

const struct pd_row *
pd_view_new_row(const struct pd_view *before, const struct pd_view *after,
	const size_t *section)
{
	PD_AUTO(pd_names_free) struct pd_names known = {0};
	gather_ids(before, &known);
	size_t end = section ? *section + 1 : after->section_count;
	for (size_t s = section ? *section : 0; s < end; s++)
		for (size_t i = 0; i < after->sections[s].count_of_items; i++) {
			const struct pd_row *row = &after->sections[s].items[i];
			if ((row->kind & (PD_ON_FORMER | PD_ON_CHAIN)) == 0 &&
				!pd_names_have(&known, row->id))
				return row;
		}
	return NULL;
}
