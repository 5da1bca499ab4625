/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/view/page_hints.h"

#include <string.h>

#include "base/text.h"
#include "ui/ask/available.h"
#include "ui/screen/app_state.h"

/* Do role and settings rule it out? A quick check for drawing; running it checks again. */
static bool
is_dimmed(const struct pd_page *page, const struct pd_operation *operation)
{
	const struct pd_app *app = page->sheet.app;
	PD_AUTO(pd_drop_text)
	char *blocked =
		page->tab->blocked ? page->tab->blocked(app->context, NULL) : NULL;
	return blocked != NULL || app->role < operation->role;
}

/* Is it ruled out by the row or by settings, or about a list of which nothing is here, so
 * that the bar leaves it out? */
static bool
is_left_out(struct pd_page *page, const struct pd_operation *operation)
{
	const struct pd_row *row = pd_page_row(page);
	if (operation->beside != 0 && row == NULL &&
		(page->section > 0 || operation->hazard == PD_DESTROYS))
		return true;
	if (operation->blocked == NULL)
		return false;
	PD_AUTO(pd_drop_text)
	char *blocked = operation->blocked(page->sheet.app->context, row);
	return blocked != NULL;
}

/* Of how many rows it will be, where some are tagged; else 0. */
static size_t
count_tagged(struct pd_page *page, const struct pd_operation *operation)
{
	const struct pd_list *list = pd_page_list(page);
	size_t count = 0;
	bool many = list != NULL && list->tag_count > 0 && operation->on != PD_ON_TAB &&
		    pd_operation_takes_many(operation);
	for (size_t i = 0; many && i < list->rows->count_of_items; i++)
		count += list->tagged[i] &&
			 pd_operation_fits(operation, &list->rows->items[i]);
	return count;
}

static void
hint_operation(struct pd_page *page, const struct pd_operation *operation,
	struct pd_hints *out)
{
	PD_AUTO(pd_drop_text) char *key = pd_key_name(operation->key);
	(is_dimmed(page, operation) ? pd_hints_add_dimmed : pd_hints_add)(
		out, key, _(operation->label));
	if (out->count > 0)
		out->items[out->count - 1].rows = count_tagged(page, operation);
}

/* What one does first in a new store says so. */
static bool
is_first_step(const struct pd_page *page, const struct pd_operation *operation)
{
	const struct pd_first_step *step = page->view.steps;
	for (; page->view.welcome != NULL && step && step->tab; step++)
		if (strcmp(step->tab, operation->tab) == 0 &&
			strcmp(step->operation, operation->name) == 0)
			return true;
	return false;
}

/* Does it mend what was found about the row? */
static bool
is_mending(const struct pd_page *page, const struct pd_row *row,
	const struct pd_operation *operation)
{
	const struct pd_view *view = &page->view;
	for (size_t i = 0; row != NULL && i < view->finding_count; i++) {
		const struct pd_finding *finding = &view->findings[i];
		if (finding->row != NULL && finding->mends != NULL &&
			strcmp(finding->row, row->id) == 0 &&
			strcmp(finding->mends, operation->name) == 0)
			return true;
	}
	return false;
}

/* Of the row, or of the tab. Rows of a result are no list that one could add to. */
static void
hint_operations(struct pd_page *page, const struct pd_sheet *above, bool of_row,
	struct pd_hints *out)
{
	const struct pd_row *row = pd_page_row(page);
	bool is_first = !of_row && above == NULL && page->section == 0;
	if (page->fixed && !of_row)
		return;
	for (const struct pd_operation *op = page->tab->operations; op && op->name;
		op++) {
		bool is_of_row =
			pd_page_is_of_row(op, row) || is_mending(page, row, op);
		bool mine = is_of_row == of_row && op->key != 0 && op->key != '\n' &&
			    pd_operation_fits(op, row);
		bool taken =
			above != NULL && pd_binding_find(above->kind->keys, op->key);
		if (!mine || taken || is_left_out(page, op))
			continue;
		hint_operation(page, op, out);
		/* The first of the tab has room beside what is for the row. */
		out->items[out->count - 1].wanted =
			(is_first || is_first_step(page, op)) && !is_dimmed(page, op);
		is_first = false;
	}
}

/* Enter is for the selected row: beside tagged ones it gives way to what is for them. */
static void
hint_enter(struct pd_page *page, const struct pd_row *row, struct pd_hints *out)
{
	const struct pd_list *list = pd_page_list(page);
	const struct pd_operation *show = pd_page_operation(page, '\n');
	bool fits = show != NULL && pd_operation_fits(show, row);
	bool many = fits && pd_operation_takes_many(show);
	if (list != NULL && list->tag_count > 0 && !many)
		return;
	pd_hints_add(out, _("Enter"),
		fits && show->key == '\n' ? _(show->label)
		: row->at_operation       ? _("Do it")
		: row->at_tab != NULL     ? _("Go there")
					  : _("Show"));
	if (many) {
		out->items[0].rows = count_tagged(page, show);
		pd_hints_add(out, "*", _("All"));
	}
}

void
pd_page_hints(struct pd_page *page, const struct pd_sheet *above, struct pd_hints *out)
{
	const struct pd_row *row = pd_page_row(page);
	if (above == NULL && row != NULL)
		hint_enter(page, row, out);
	hint_operations(page, above, true, out);
	hint_operations(page, above, false, out);
}
