/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/list.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "ui/screen/row_filter.h"

/* ---- order --------------------------------------------------------------------- */

size_t
pd_list_column_count(const struct pd_rows *rows)
{
	size_t count = 0;
	while (rows->columns != NULL && count < PD_COLUMNS &&
		rows->columns[count].label != NULL)
		count++;
	return count;
}

bool
pd_list_matches(const struct pd_row *row, const char *text)
{
	PD_AUTO(pd_row_filter_free)
	struct pd_row_filter filter = pd_row_filter_make(text);
	return pd_row_filter_fits(&filter, row, time(NULL));
}

static size_t
count_digits(const char **text)
{
	while (**text == '0')
		(*text)++;
	return strspn(*text, "0123456789");
}

/* Compares digits as numbers, so that 9 sorts before 10. */
static int
compare_natural(const char *a, const char *b)
{
	while (*a != '\0' && *b != '\0') {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			size_t a_size = count_digits(&a), b_size = count_digits(&b);
			if (a_size != b_size)
				return a_size < b_size ? -1 : 1;
			int order = strncmp(a, b, a_size);
			if (order != 0)
				return order;
			a += a_size;
			b += b_size;
			continue;
		}
		int order = tolower((unsigned char)*a) - tolower((unsigned char)*b);
		if (order != 0)
			return order;
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

/* Dates and states sort by their value, not their text; the first column, a name, sorts
 * as shown. */
static const char *
find_sort_key(const struct pd_row *row, size_t column)
{
	const char *meaning = column == 0 ? NULL : row->values[column];
	const char *text = meaning ? meaning : row->cells[column];
	return text ? text : "";
}

static int
compare_list_rows(const void *a, const void *b, void *argument)
{
	const struct pd_list *list = argument;
	size_t first = *(const size_t *)a, second = *(const size_t *)b;
	int order = 0;
	if (list->sort > 0)
		order = compare_natural(
			find_sort_key(&list->rows->items[first], list->sort - 1),
			find_sort_key(&list->rows->items[second], list->sort - 1));
	if (order == 0)
		order = first < second ? -1 : 1;
	return list->reverse ? -order : order;
}

static void
select_list_row(struct pd_list *list, size_t row)
{
	for (size_t i = 0; i < list->shown; i++)
		if (list->order[i] == row)
			list->at = i;
}

/* Away from a heading, on in the direction of by, or back where there is nothing. */
static void
leave_heading(struct pd_list *list, int by)
{
	for (int turn = 0; turn < 2; turn++, by = -by)
		for (size_t at = list->at; at < list->shown; at += (size_t)by)
			if (!list->rows->items[list->order[at]].heading) {
				list->at = at;
				return;
			}
}

/* Recomputes order. The selected row stays selected if it is still shown. */
static void
arrange_rows(struct pd_list *list)
{
	bool had = list->at < list->shown;
	size_t selected = had ? list->order[list->at] : 0;
	const char *text = pd_secret_text(&list->filter.text);
	PD_AUTO(pd_row_filter_free)
	struct pd_row_filter filter = pd_row_filter_make(text);
	int64_t now = time(NULL);
	list->shown = 0;
	for (size_t i = 0; i < list->rows->count_of_items; i++) {
		const struct pd_row *row = &list->rows->items[i];
		if (*text == '\0' ||
			(!row->heading && pd_row_filter_fits(&filter, row, now)))
			list->order[list->shown++] = i;
	}
	if (list->sort > 0 || list->reverse)
		qsort_r(list->order, list->shown, sizeof *list->order,
			compare_list_rows, list);
	list->at = 0;
	if (had)
		select_list_row(list, selected);
	leave_heading(list, 1);
}

static bool
repeats_in_all_rows(const struct pd_rows *rows)
{
	enum { LEAST = 3 };
	bool same = rows->differs > 0 && rows->count_of_items >= LEAST;
	for (size_t i = 1; same && i < rows->count_of_items; i++) {
		const char *text = rows->items[i].cells[rows->differs];
		const char *first = rows->items[0].cells[rows->differs];
		same = text != NULL && first != NULL && strcmp(text, first) == 0;
	}
	return same;
}

static void
measure_columns(struct pd_list *list)
{
	const struct pd_rows *rows = list->rows;
	for (size_t c = 0; c < pd_list_column_count(rows); c++) {
		int widest = pd_term_cells(_(rows->columns[c].label)) + 2;
		for (size_t i = 0; i < rows->count_of_items; i++) {
			const struct pd_row *row = &rows->items[i];
			int indent = c == 0 ? 2 * row->depth : 0;
			int cells = row->cells[c] ? pd_term_cells(row->cells[c]) : 0;
			if (cells + indent > widest)
				widest = cells + indent;
		}
		list->natural[c] = widest;
	}
	list->same = repeats_in_all_rows(rows);
	list->aside = 0;
	for (size_t i = 0; i < rows->count_of_items; i++) {
		const struct pd_row *row = &rows->items[i];
		int cells = row->aside && row->cells[0]
				    ? 2 * row->depth + pd_term_cells(row->cells[0]) +
					      2 + pd_term_cells(row->aside)
				    : 0;
		if (cells > list->aside)
			list->aside = cells;
	}
}

struct pd_list_marks
pd_list_marks(const struct pd_list *list)
{
	struct pd_list_marks marks = {0};
	const struct pd_row *row = list->rows ? pd_list_selected(list) : NULL;
	marks.selected = row ? pd_copy(row->id) : NULL;
	for (size_t i = 0; list->tag_count > 0 && i < list->rows->count_of_items; i++)
		if (list->tagged[i])
			pd_names_add(&marks.tagged, list->rows->items[i].id);
	pd_names_sort(&marks.tagged);
	return marks;
}

void
pd_list_marks_free(struct pd_list_marks *marks)
{
	free(pd_steal(marks->selected));
	pd_names_free(&marks->tagged);
}

static void
toggle_tag(struct pd_list *list, size_t row)
{
	list->tagged[row] = !list->tagged[row];
	list->tag_count += list->tagged[row] ? 1 : (size_t)-1;
}

static void
mark_rows(struct pd_list *list, const struct pd_list_marks *marks)
{
	const struct pd_row *items = list->rows->items;
	size_t below = list->at - list->top;
	for (size_t i = 0; marks->tagged.count > 0 && i < list->rows->count_of_items;
		i++)
		if (pd_names_have(&marks->tagged, items[i].id))
			toggle_tag(list, i);
	for (size_t i = 0; marks->selected != NULL && i < list->shown; i++)
		if (strcmp(items[list->order[i]].id, marks->selected) == 0) {
			list->at = i;
			if (list->top > 0)
				list->top = i > below ? i - below : 0;
		}
}

void
pd_list_set(struct pd_list *list, const struct pd_rows *rows,
	const struct pd_list_marks *marks)
{
	size_t at = list->at;
	free(list->order);
	free(list->tagged);
	list->rows = rows;
	list->order = pd_alloc(rows->count_of_items + 1, sizeof *list->order);
	list->tagged = pd_alloc(rows->count_of_items + 1, sizeof *list->tagged);
	list->tag_count = 0;
	list->shown = 0;
	if (list->sort > pd_list_column_count(rows))
		list->sort = 0;
	measure_columns(list);
	arrange_rows(list);
	list->at = at < list->shown ? at : list->shown > 0 ? list->shown - 1 : 0;
	leave_heading(list, 1);
	if (marks != NULL)
		mark_rows(list, marks);
}

void
pd_list_select(struct pd_list *list, size_t row)
{
	select_list_row(list, row);
	if (list->at < list->shown && list->order[list->at] == row)
		return;
	(void)pd_list_clear_filter(list);
	select_list_row(list, row);
}

const struct pd_row *
pd_list_selected(const struct pd_list *list)
{
	if (list->at >= list->shown)
		return NULL;
	return &list->rows->items[list->order[list->at]];
}

void
pd_list_free(struct pd_list *list)
{
	free(list->order);
	free(list->tagged);
	pd_edit_free(&list->filter);
	*list = (struct pd_list){0};
}

/* ---- filter, sorting and tags -------------------------------------------------- */

bool
pd_list_type(struct pd_list *list, int key)
{
	bool is_text = key >= ' ' && key < PD_KEY_UP;
	if (!list->filtering ||
		(!is_text && pd_binding_find(pd_list_moving, key) != NULL))
		return false;
	if (key == PD_KEY_ENTER) {
		if (list->keeps_typing)
			return false;
		list->filtering = false;
		return true;
	}
	if (!pd_edit_key(&list->filter, key))
		return false;
	list->typing = true;
	arrange_rows(list);
	return true;
}

void
pd_list_filter(struct pd_list *list)
{
	list->filtering = list->typing = true;
}

bool
pd_list_clear_filter(struct pd_list *list)
{
	if (!list->filtering && list->filter.text.size == 0)
		return false;
	list->filtering = false;
	pd_edit_set(&list->filter, "");
	arrange_rows(list);
	return true;
}

static char *
describe_order(const struct pd_list *list)
{
	if (list->sort == 0)
		return pd_copy(list->reverse ? _("Not sorted, the last row first")
					     : _("Not sorted"));
	const char *column = _(list->rows->columns[list->sort - 1].label);
	return list->reverse ? pd_format(_("Sorted by %s, backwards"), column)
			     : pd_format(_("Sorted by %s"), column);
}

char *
pd_list_sort(struct pd_list *list)
{
	list->sort = (list->sort + 1) % (pd_list_column_count(list->rows) + 1);
	list->reverse = false;
	arrange_rows(list);
	return describe_order(list);
}

char *
pd_list_reverse(struct pd_list *list)
{
	list->reverse = !list->reverse;
	arrange_rows(list);
	return describe_order(list);
}

static bool
start_list_filter(void *self, int key)
{
	(void)key;
	pd_list_filter(self);
	return true;
}

bool
pd_list_untag(struct pd_list *list)
{
	if (list->tag_count == 0)
		return false;
	memset(list->tagged, 0, list->rows->count_of_items * sizeof *list->tagged);
	list->tag_count = 0;
	return true;
}

static bool
tag_row(void *self, int key)
{
	(void)key;
	struct pd_list *list = self;
	if (list->at >= list->shown)
		return false;
	toggle_tag(list, list->order[list->at]);
	if (list->at + 1 < list->shown)
		list->at++;
	return true;
}

static bool
invert_tags(void *self, int key)
{
	(void)key;
	struct pd_list *list = self;
	for (size_t i = 0; i < list->shown; i++)
		toggle_tag(list, list->order[i]);
	return list->shown > 0;
}

/* ---- moving -------------------------------------------------------------------- */

static bool
move_selection(struct pd_list *list, long by)
{
	list->typing = false;
	long last = (long)list->shown - 1;
	long at = (long)list->at + by;
	list->at = at < 0 || last < 0 ? 0 : (size_t)(at > last ? last : at);
	leave_heading(list, by < 0 ? -1 : 1);
	return true;
}

static bool
move_by_key(void *self, int key)
{
	struct pd_list *list = self;
	long page = list->page > 1 ? list->page - 1 : 1, all = (long)list->shown;
	/* In the order of pd_list_moving. */
	const long by[] = {-1, 1, -page, page, -all, all};
	return move_selection(
		list, by[pd_binding_find(pd_list_moving, key) - pd_list_moving]);
}

/* clang-format off */
const struct pd_binding pd_list_moving[] = {
	{{PD_KEY_UP, 'k', PD_CTRL('p')},        "Up k C-p",   N_("Move up"),          move_by_key},
	{{PD_KEY_DOWN, 'j', PD_CTRL('n')},      "Down j C-n", N_("Move down"),        move_by_key},
	{{PD_KEY_PAGE_UP, PD_CTRL('b')},        "PgUp C-b",   N_("Move up a page"),   move_by_key},
	{{PD_KEY_PAGE_DOWN, PD_CTRL('f')},      "PgDn C-f",   N_("Move down a page"), move_by_key},
	{{PD_KEY_HOME, '<'},                    "Home <",     N_("Go to the first row"), move_by_key},
	{{PD_KEY_END, '>'},                     "End >",      N_("Go to the last row"),  move_by_key},
	{{0}, NULL, NULL, NULL}
};

const struct pd_binding pd_list_keys[] = {
	{{'/', PD_KEY_F1 + 3},  "/ F4",
	 N_("Filter the rows as you type, also by left<90 or a serial number; Esc clears it"),
	 start_list_filter},
	{{' '},                 "Space", N_("Tag the row, for operations on several"),     tag_row},
	{{'*'},                 "*",     N_("Tag the rows that are not, and the others not"), invert_tags},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */
