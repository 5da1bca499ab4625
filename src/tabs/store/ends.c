/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/ends.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "operation/tab.h"
#include "tabs/store/status.h"
#include "tabs/store/status_watch.h"

enum { NAME, LEFT, TAB, UNTIL, LIFE };

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"name", N_("Name"), 20, 0, false},
	{"left", N_("Left"), 6, 10, true},
	{"tab", N_("Tab"), 3, 15, false},
	{"not_after", N_("Until"), 10, 11, false},
	{"life", N_("Life"), 10, 10, false},
	{0},
};

/* ---- order ----------------------------------------------------------------------- */

static bool
is_of_ones_own(const struct pd_watched *item)
{
	return strcmp(item->tab, "trust") != 0;
}

static bool
is_over(const struct pd_watched *item, int64_t now)
{
	return item->ends && item->not_after <= now;
}

/* What is wrong without an end, what will end, and what is over: one's own of each first,
 * and the nearest to today. */
struct end {
	const struct pd_watched *item;
	int group;
	int64_t away; /* from today */
};

static struct end
make_end(const struct pd_watched *item, int64_t now)
{
	bool own = is_of_ones_own(item), over = is_over(item, now);
	int group = !item->ends ? 0 : own ? (over ? 2 : 1) : (over ? 4 : 3);
	int64_t away = over ? now - item->not_after : item->not_after - now;
	return (struct end){item, group, item->ends ? away : 0};
}

static int
compare_ends(const void *one, const void *other)
{
	const struct end *first = one, *second = other;
	if (first->group != second->group)
		return first->group < second->group ? -1 : 1;
	if (first->away != second->away)
		return first->away < second->away ? -1 : 1;
	return strcmp(first->item->id, second->item->id);
}

/* ---- rows ------------------------------------------------------------------------ */

/* How much of it is over, in percent. */
static int
life_over(const struct pd_watched *item, int64_t now)
{
	enum { PERCENT = 100 };
	int64_t life = item->not_after - item->not_before,
		lived = now - item->not_before;
	if (lived <= 0)
		return 0;
	return lived >= life ? PERCENT
			     : (int)(PERCENT * (lived / PD_DAY) / (life / PD_DAY + 1));
}

/* The bar in words, and no more: it is sent at each move. */
static void
note_life(struct pd_row *row, const struct pd_watched *item, int64_t now)
{
	long long ago = (now - item->not_after) / PD_DAY;
	PD_AUTO(pd_drop_text)
	char *note = is_over(item, now)
			     ? pd_format(_("ended %lld d ago"), ago)
			     : pd_format(_("%d %% used"), life_over(item, now));
	pd_row_note(row, note);
}

static void
add_end(const struct pd_context *context, const struct pd_watched *item,
	struct pd_rows *rows)
{
	static const char markers[] = {' ', '!', 'x'};
	int64_t now = context->now;
	const struct pd_tab *tab = pd_tab_find(context->tabs, item->tab);
	PD_AUTO(pd_drop_text) char *id = pd_format("%s:%s", item->kind, item->id);
	PD_AUTO(pd_drop_text)
	char *left = strcmp(item->status, "expired") == 0 ? pd_copy(_("EXPIRED"))
							  : pd_status_left(item, now);
	PD_AUTO(pd_drop_text) char *place = pd_status_place(item);
	struct pd_row *row = pd_rows_add(rows, PD_ON_DAMAGED, id, markers[item->alarm]);
	pd_row_set(row, NAME, item->name, item->subject);
	pd_row_set(row, LEFT, left, item->status);
	pd_row_set(row, TAB, tab ? _(tab->label) : item->tab, item->tab);
	pd_row_also(row, item->subject);
	pd_row_leads(row, item->tab, place);
	if (!item->ends)
		return;
	pd_row_date(row, UNTIL, item->not_after);
	pd_row_life(row, LIFE, life_over(item, now));
	note_life(row, item, now);
}

/* Of renewed, revoked and unused ones nobody waits for the end. */
static bool
is_waited_for(const struct pd_watched *item)
{
	return item->alarm != PD_ALARM_NONE ||
	       (item->ends && strcmp(item->status, "valid") == 0);
}

struct sums {
	size_t over, soon, later;
};

static void
count_end(const struct pd_watched *item, int64_t now, struct pd_months *months,
	struct sums *sums)
{
	if (!item->ends)
		return;
	if (is_over(item, now)) {
		sums->over++;
		return;
	}
	sums->soon += item->alarm != PD_ALARM_NONE;
	sums->later += item->alarm == PD_ALARM_NONE;
	pd_months_count(months, item->not_after, is_of_ones_own(item));
}

static void
fill_ends(const struct pd_context *context, const struct pd_watch *watch,
	struct pd_view *out)
{
	struct end *ends = pd_alloc(watch->count + 1, sizeof *ends);
	struct pd_rows *rows = &out->sections[0];
	struct sums sums = {0};
	size_t count = 0;
	pd_months_begin(&out->months, context->now);
	for (size_t i = 0; i < watch->count; i++) {
		if (!is_waited_for(&watch->items[i]))
			continue;
		ends[count++] = make_end(&watch->items[i], context->now);
		count_end(&watch->items[i], context->now, &out->months, &sums);
	}
	qsort(ends, count, sizeof *ends, compare_ends);
	for (size_t i = 0; i < count; i++)
		add_end(context, ends[i].item, rows);
	free(ends);
	rows->count = pd_format(_("%zu expired  %zu soon  %zu valid"), sums.over,
		sums.soon, sums.later);
}

bool
pd_ends_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	PD_AUTO(pd_watch_free)
	struct pd_watch watch = {.notice = pd_context_notice(context)};
	struct pd_rows *rows = &out->sections[0];
	out->section_count = 1;
	rows->title = pd_copy(_("What ends when"));
	rows->columns = columns;
	rows->empty = pd_copy(_("The store holds nothing that ends."));
	if (!pd_watch_fill(context, &watch, error))
		return false;
	fill_ends(context, &watch, out);
	out->summary = pd_months_words(&out->months);
	return true;
}
