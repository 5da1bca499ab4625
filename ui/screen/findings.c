/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/findings.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/ask/found.h"
#include "ui/screen/app_state.h"
#include "ui/screen/choice.h"
#include "ui/screen/help_rows.h"
#include "ui/screen/page.h"

enum { WHAT, LEFT, ACT, TAB };

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"finding", N_("What needs doing"), 20, 0, false},
	{"left", N_("Left"), 6, 14, true},
	{"act", N_("Do"), 4, 18, false},
	{"tab", N_("In tab"), 4, 15, false},
	{0},
};

/* All of all tabs; free() the result. */
static struct pd_found *
collect(struct pd_app *app, size_t *count)
{
	struct pd_found *all = NULL;
	*count = 0;
	for (size_t i = 0; i < app->page_count; i++) {
		struct pd_page *page = app->pages[i];
		pd_page_refresh_now(page);
		for (size_t k = 0; k < page->view.finding_count; k++) {
			all = pd_grow_by_one(all, *count, sizeof *all);
			all[(*count)++] = pd_found_look_up(
				page->tab, &page->view, &page->view.findings[k]);
		}
	}
	if (*count > 0)
		qsort(all, *count, sizeof *all, pd_found_compare);
	return all;
}

/* ---- rows ------------------------------------------------------------------------ */

static void
add_found_row(const struct pd_found *found, struct pd_rows *rows)
{
	const struct pd_finding *finding = found->finding;
	const struct pd_operation *mends =
		finding->mends ? pd_tab_operation(found->tab, finding->mends) : NULL;
	PD_AUTO(pd_drop_text) char *key = mends ? pd_key_name(mends->key) : NULL;
	PD_AUTO(pd_drop_text)
	char *act = mends ? pd_format("%s %s", key, _(mends->label)) : pd_copy("");
	const struct pd_help_act does = {
		mends ? mends->name : "", mends ? (unsigned)mends->key : 0};
	struct pd_row *row = pd_help_add_act(
		rows, does, pd_found_name(found), pd_found_state(found), finding->text);
	row->marker = pd_found_is_bad(found) ? 'x' : '!';
	pd_row_set(row, ACT, act, NULL);
	pd_row_set(row, TAB, _(found->tab->label), NULL);
	pd_row_also(row, finding->text);
	pd_row_leads(row, found->tab->name, finding->row ? finding->row : "");
}

/* ---- what keys do ---------------------------------------------------------------- */

static void
go_to_found(struct pd_sheet *sheet, const struct pd_row *row)
{
	(void)pd_page_lead(sheet->app, row);
}

/* Tags on the page what is tagged here and is done alike: by the same key of that tab. */
static void
tag_alike(struct pd_list *found, const struct pd_row *row, struct pd_page *page)
{
	for (size_t i = 0; i < found->rows->count_of_items; i++) {
		const struct pd_row *other = &found->rows->items[i];
		bool alike = strcmp(other->id, row->id) == 0 &&
			     strcmp(other->at_tab, row->at_tab) == 0;
		if (found->tagged[i] && alike)
			pd_page_tag(page, other->at_row);
	}
}

static void
do_found(struct pd_sheet *sheet, const struct pd_row *row)
{
	struct pd_page *page = pd_page_lead(sheet->app, row);
	if (page != NULL)
		tag_alike(pd_choice_list(sheet), row, page);
	const struct pd_operation *operation =
		page ? pd_tab_operation(page->tab, row->id) : NULL;
	if (operation != NULL)
		pd_page_start(page, operation, PD_TASK_SHOW);
}

void
pd_findings_open(struct pd_app *app)
{
	size_t count;
	if (pd_app_raise(app, "findings"))
		return;
	struct pd_found *all = collect(app, &count);
	struct pd_rows rows = {.columns = columns};
	for (size_t i = 0; i < count; i++)
		add_found_row(&all[i], &rows);
	free(all);
	if (count == 0) {
		pd_app_hint(app, _("Nothing needs doing"));
		return;
	}
	rows.title = pd_copy(_("What needs doing, worst first; Enter goes there"));
	rows.count = pd_format("%zu", count);
	struct pd_sheet *sheet =
		pd_choice_new(app, "findings", &rows, PD_LETTERS_NONE, go_to_found);
	pd_choice_take_key(sheet, do_found);
	pd_app_push(app, sheet);
}
