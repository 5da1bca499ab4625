/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
#include "ui/screen/list_draw.h"

/* ---- printing -------------------------------------------------------------------- */

static void
append_cell(struct pd_buffer *line, const char *text)
{
	if (text != NULL && *text != '\0')
		pd_buffer_add_format(line, "%s%s", line->size > 0 ? "; " : "", text);
}

/* What is said of each row: its name and what the list is for, as a narrow screen has it, and
 * what it is, where the list says so, for each further word costs seconds. */
static void
choose_said(const struct pd_rows *rows, bool all, bool said[PD_COLUMNS])
{
	enum { CELLS = 40 };
	if (!all) {
		pd_list_find_shown(rows, CELLS, said);
		said[rows->said] = true;
		return;
	}
	for (size_t i = 0; i < PD_COLUMNS; i++)
		said[i] = i < pd_list_column_count(rows);
}

/* The title of a section, its number of rows, and the names of its columns. */
static void
say_section_head(const struct pd_rows *rows, const bool *said)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer head = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer columns = {0};
	append_cell(&head, rows->title);
	append_cell(&head, rows->count);
	if (head.size > 0)
		pd_teletype_say("%s", pd_buffer_text(&head));
	if (rows->count_of_items == 0) {
		pd_teletype_say("%s", rows->empty ? rows->empty : _("No entries"));
		return;
	}
	for (size_t i = 0; i < pd_list_column_count(rows); i++)
		if (said[i])
			append_cell(&columns, _(rows->columns[i].label));
	pd_teletype_say(_("Number %s"), pd_buffer_text(&columns));
}

static bool
is_empty_cell(const struct pd_row *row, size_t column)
{
	return row->cells[column] == NULL || *row->cells[column] == '\0';
}

static void
say_numbered_row(size_t number, const struct pd_rows *rows, const struct pd_row *row,
	const bool *said)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer line = {0};
	size_t count = pd_list_column_count(rows);
	while (count > 0 && (!said[count - 1] || is_empty_cell(row, count - 1)))
		count--;
	for (size_t i = 0; i < count; i++)
		if (said[i])
			append_cell(&line, is_empty_cell(row, i) ? "-" : row->cells[i]);
	pd_teletype_say("%zu %s", number, pd_buffer_text(&line));
}

/* Counts the rows from number on that match the search. */
static size_t
count_rows_left(const struct pd_view *view, size_t number, const char *search)
{
	size_t left = 0;
	for (const struct pd_row *row; (row = pd_linear_find_row(view, number)) != NULL;
		number++)
		left += pd_list_matches(row, search);
	return left;
}

size_t
pd_linear_print_rows(
	const struct pd_view *view, size_t first, const char *search, bool all)
{
	size_t number = 1, room = pd_teletype_page();
	for (size_t s = 0; s < view->section_count; s++) {
		const struct pd_rows *rows = &view->sections[s];
		bool said[PD_COLUMNS];
		choose_said(rows, all, said);
		if (number >= first && *search == '\0' && room > 0)
			say_section_head(rows, said);
		for (size_t i = 0; i < rows->count_of_items; i++, number++) {
			if (number < first || !pd_list_matches(&rows->items[i], search))
				continue;
			if (room-- == 0) {
				pd_teletype_say(_("%zu left; more goes on"),
					count_rows_left(view, number, search));
				return number;
			}
			say_numbered_row(number, rows, &rows->items[i], said);
		}
	}
	return number;
}

const struct pd_row *
pd_linear_find_row(const struct pd_view *view, size_t number)
{
	if (number == 0)
		return NULL;
	number--;
	for (size_t s = 0; s < view->section_count; s++) {
		const struct pd_rows *rows = &view->sections[s];
		if (number < rows->count_of_items)
			return &rows->items[number];
		number -= rows->count_of_items;
	}
	return NULL;
}

/* ---- choosing -------------------------------------------------------------------- */

static void
add_chosen_row(struct pd_chosen *chosen, const struct pd_row *row)
{
	for (size_t i = 0; i < chosen->count; i++)
		if (chosen->rows[i] == row)
			return;
	chosen->rows = pd_grow(chosen->rows, chosen->count + 1, sizeof *chosen->rows);
	chosen->rows[chosen->count++] = row;
}

/* As it was typed, for an absurdly large one is a number of no row, but not the largest that
 * there is. */
struct typed_number {
	const char *text;
	int size;
	size_t number;
};

static struct typed_number
read_row_number(const char **text)
{
	char *end;
	struct typed_number typed = {.text = *text, .number = strtoul(*text, &end, 10)};
	typed.size = (int)(end - *text);
	*text = end;
	return typed;
}

/* Reads "3" or "3-7". */
static bool
add_row_range(const struct pd_view *view, const char **text, struct pd_chosen *chosen)
{
	struct typed_number first = read_row_number(text), last = first;
	if ((*text)[0] == '-' && pd_ascii_is_digit((*text)[1])) {
		++*text;
		last = read_row_number(text);
	}
	if (last.number < first.number) {
		pd_teletype_say(_("%.*s-%.*s is not a range; write the smaller number "
				  "first"),
			first.size, first.text, last.size, last.text);
		return false;
	}
	for (size_t number = first.number; number <= last.number; number++) {
		const struct pd_row *row = pd_linear_find_row(view, number);
		if (row == NULL) {
			PD_AUTO(pd_drop_text)
			char *missing = number == first.number
						? pd_copy_bytes(first.text, first.size)
						: pd_format("%zu", number);
			pd_teletype_say(_("No row %s; rows lists them"), missing);
			return false;
		}
		add_chosen_row(chosen, row);
	}
	return true;
}

bool
pd_linear_read_rows(const struct pd_view *view, const char *text,
	struct pd_chosen *chosen, const char **rest)
{
	*chosen = (struct pd_chosen){0};
	while (pd_ascii_is_digit(*text)) {
		if (!add_row_range(view, &text, chosen)) {
			free(chosen->rows);
			*chosen = (struct pd_chosen){0};
			return false;
		}
		text += strspn(text, " ,");
	}
	*rest = text;
	return true;
}
