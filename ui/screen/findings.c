/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/findings.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/screen/app_state.h"
#include "ui/screen/choice.h"
#include "ui/screen/help_rows.h"
#include "ui/screen/page.h"

enum { WHAT, LEFT, ACT, TAB };

static const struct pd_column columns[] = {
	{"finding", N_("What needs doing"), 20, 0, false},
	{"left", N_("Left"), 6, 14, true},
	{"act", N_("Do"), 4, 18, false},
	{"tab", N_("In tab"), 4, 12, false},
	{0},
};

/* A finding with what it is about. */
struct found {
	struct pd_page *page;
	const struct pd_finding *finding;
	const struct pd_rows *rows; /* of its row */
	const struct pd_row *row;   /* NULL: it is about the tab */
};

/* ---- order ----------------------------------------------------------------------- */

static bool
is_bad(const struct found *found)
{
	return found->row != NULL && found->row->marker == 'x';
}

/* When it ends, as text that sorts; "" where it does not say. */
static const char *
find_end(const struct found *found)
{
	for (size_t i = 0; found->row != NULL && i < PD_COLUMNS; i++)
		if (found->row->kinds[i] == PD_TIME_VALUE && found->row->values[i])
			return found->row->values[i];
	return "";
}

/* What others have to do comes last; then what is bad already, and what ends first. */
static int
compare_found(const void *one, const void *other)
{
	const struct found *first = one, *second = other;
	if (first->finding->of_others != second->finding->of_others)
		return first->finding->of_others ? 1 : -1;
	if (is_bad(first) != is_bad(second))
		return is_bad(first) ? -1 : 1;
	int order = strcmp(find_end(first), find_end(second));
	if (order != 0)
		return order;
	/* They lie in the order in which they were found. */
	return first->page != second->page
		       ? strcmp(first->page->tab->name, second->page->tab->name)
	       : first->finding < second->finding ? -1
						  : 1;
}

static struct found
look_up(struct pd_page *page, const struct pd_finding *finding)
{
	struct found found = {.page = page, .finding = finding};
	for (size_t s = 0; finding->row != NULL && s < page->view.section_count; s++) {
		const struct pd_rows *rows = &page->view.sections[s];
		for (size_t i = 0; found.row == NULL && i < rows->count_of_items; i++)
			if (strcmp(rows->items[i].id, finding->row) == 0) {
				found.rows = rows;
				found.row = &rows->items[i];
			}
	}
	return found;
}

/* All of all tabs; free() the result. */
static struct found *
collect(struct pd_app *app, size_t *count)
{
	struct found *all = NULL;
	*count = 0;
	for (size_t i = 0; i < app->page_count; i++) {
		struct pd_page *page = app->pages[i];
		pd_page_refresh_now(page);
		for (size_t k = 0; k < page->view.finding_count; k++) {
			all = pd_grow_by_one(all, *count, sizeof *all);
			all[(*count)++] = look_up(page, &page->view.findings[k]);
		}
	}
	if (*count > 0)
		qsort(all, *count, sizeof *all, compare_found);
	return all;
}

/* ---- rows ------------------------------------------------------------------------ */

static void
add_found_row(const struct found *found, struct pd_rows *rows)
{
	const struct pd_finding *finding = found->finding;
	const struct pd_operation *mends =
		finding->mends ? pd_tab_operation(found->page->tab, finding->mends)
			       : NULL;
	PD_AUTO(pd_drop_text) char *key = mends ? pd_key_name(mends->key) : NULL;
	PD_AUTO(pd_drop_text)
	char *act = mends ? pd_format("%s %s", key, _(mends->label)) : pd_copy("");
	const struct pd_help_act does = {
		mends ? mends->name : "", mends ? (unsigned)mends->key : 0};
	bool tells = pd_view_row_tells(found->row);
	struct pd_row *row = pd_help_add_act(rows, does,
		tells ? found->row->cells[0] : finding->text,
		tells ? pd_row_state(found->rows, found->row) : "", finding->text);
	row->marker = is_bad(found) ? 'x' : '!';
	pd_row_set(row, ACT, act, NULL);
	pd_row_set(row, TAB, _(found->page->tab->label), NULL);
	pd_row_also(row, finding->text);
	pd_row_leads(row, found->page->tab->name, finding->row ? finding->row : "");
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
	struct found *all = collect(app, &count);
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
