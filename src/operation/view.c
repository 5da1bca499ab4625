/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/view.h"

#include <stdlib.h>

#include "base/text.h"

void
pd_view_free(struct pd_view *view)
{
	for (size_t i = 0; i < PD_SECTIONS; i++)
		pd_rows_free(&view->sections[i]);
	for (size_t i = 0; i < view->finding_count; i++) {
		free(view->findings[i].text);
		free(view->findings[i].row);
		free(view->findings[i].name);
		free(view->findings[i].state);
	}
	free(view->findings);
	free(view->summary);
	free(view->welcome);
	*view = (struct pd_view){0};
}

void
pd_view_find(struct pd_view *view, const char *row, const char *format, ...)
{
	view->findings = pd_grow(
		view->findings, view->finding_count + 1, sizeof *view->findings);
	va_list arguments;
	va_start(arguments, format);
	struct pd_finding *finding = &view->findings[view->finding_count++];
	*finding = (struct pd_finding){
		.text = pd_vformat(format, arguments), .row = pd_copy(row)};
	va_end(arguments);
}

bool
pd_view_row_tells(const struct pd_row *row)
{
	return row != NULL && (row->marker == '!' || row->marker == 'x');
}

void
pd_view_mend(struct pd_view *view, const char *operation)
{
	view->findings[view->finding_count - 1].mends = operation;
}

void
pd_view_leave_to_others(struct pd_view *view)
{
	view->findings[view->finding_count - 1].of_others = true;
}

void
pd_view_name(struct pd_view *view, const char *name, const char *state, bool is_bad)
{
	struct pd_finding *finding = &view->findings[view->finding_count - 1];
	finding->name = pd_copy(name);
	finding->state = pd_copy(state);
	finding->is_bad = is_bad;
}
