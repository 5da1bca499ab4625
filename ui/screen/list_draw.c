/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/list_draw.h"

#include <stdlib.h>

#include "base/text.h"

enum {
	MARKER = 2,
	GAP = 2,
	LEAST_NAME = 10,
	GOOD_NAME = 32, /* less important columns leave the name this much room */
	MOST_OTHER = 40,
	/* A longer row is hard to follow and not worth sending; Enter shows everything. */
	MOST_ROW = 100,
};

struct layout {
	size_t count;
	int width[PD_COLUMNS]; /* 0: not shown */
};

/* Focus and state; tags have a cell of their own, as long as there are any. */
static int
count_marks(const struct pd_list *list)
{
	return MARKER + (list->tag_count > 0);
}

/* The column to keep if only one fits beside the name. */
static size_t
find_state_column(const struct pd_rows *rows, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (rows->columns[i].keep)
			return i;
	return count - 1;
}

static int
measure_wanted(const struct pd_list *list, size_t column)
{
	const struct pd_column *row = &list->rows->columns[column];
	int most = row->most > 0 ? row->most : MOST_OTHER;
	int width = list->natural[column];
	return width > most ? most : width < row->least ? row->least : width;
}

/* The column that the list exists for is never dropped: it shrinks to its least. */
static void
take_state_column(const struct pd_list *list, struct layout *out, int *left, int name)
{
	size_t column = find_state_column(list->rows, out->count);
	int width = measure_wanted(list, column), room = *left - GAP - name;
	int least = list->rows->columns[column].least;
	if (width > room)
		width = room > least ? room : least;
	if (*left - width - GAP < LEAST_NAME)
		return;
	out->width[column] = width;
	*left -= width + GAP;
}

static void
take_column(const struct pd_list *list, struct layout *out, size_t column, int *left,
	int name)
{
	int width = measure_wanted(list, column), room = *left - GAP - name;
	bool shrinks = column == list->rows->shrinks;
	if (shrinks && width > room && room >= list->rows->columns[column].least)
		width = room;
	if (out->width[column] > 0 || width > room)
		return;
	out->width[column] = width;
	*left -= width + GAP;
}

/* In a narrow list the name has what it needs at least where the state then has that too. */
static int
count_least_name(const struct pd_list *list, size_t count, int left, bool narrow)
{
	const struct pd_column *columns = list->rows->columns;
	int least = columns[0].least;
	int room = left - GAP - columns[find_state_column(list->rows, count)].least;
	if (narrow && least > list->natural[0])
		least = list->natural[0];
	if (narrow && least > room)
		least = room;
	return least < LEAST_NAME ? LEAST_NAME : least;
}

static struct layout
lay_out_columns(const struct pd_list *list, int columns)
{
	struct layout out = {.count = pd_list_column_count(list->rows)};
	if (out.count == 0)
		return out;
	bool narrow = columns < PD_NARROW;
	int beyond = columns > MOST_ROW ? columns - MOST_ROW : 0;
	int left = columns - beyond - count_marks(list);
	int least = list->rows->columns[0].least, natural = list->natural[0];
	int name = count_least_name(list, out.count, left, narrow);
	for (size_t i = find_state_column(list->rows, out.count) + 1;
		i < out.count && !narrow; i++)
		if (list->rows->columns[i].keep)
			take_column(list, &out, i, &left, name);
	if (out.count > 1)
		take_state_column(list, &out, &left, name);
	if (natural > name)
		name = natural < GOOD_NAME ? natural : GOOD_NAME;
	for (size_t i = 1; i < out.count && !narrow; i++) {
		if (i + 1 == list->rows->shrinks)
			take_column(list, &out, i + 1, &left, name);
		take_column(list, &out, i, &left, name);
	}
	size_t repeats = list->same ? list->rows->differs : 0;
	if (repeats > 0 && out.width[repeats] > 0) {
		left += out.width[repeats] + GAP; /* which the name gets */
		out.width[repeats] = 0;
	}
	/* On a wide screen, keep name and state close together. */
	natural = natural > least ? natural : least;
	if (!narrow && list->aside > natural)
		natural = list->aside;
	out.width[0] = natural < left + beyond ? natural : left + beyond;
	return out;
}

void
pd_list_find_shown(const struct pd_rows *rows, int columns, bool shown[PD_COLUMNS])
{
	PD_AUTO(pd_list_free) struct pd_list list = {0};
	pd_list_set(&list, rows, NULL);
	const struct layout layout = lay_out_columns(&list, columns);
	for (size_t i = 0; i < PD_COLUMNS; i++)
		shown[i] = i < layout.count && layout.width[i] > 0;
}

void
pd_list_draw_heads(const struct pd_list *list, int row, int columns)
{
	struct layout layout = lay_out_columns(list, columns);
	pd_term_blank(row, 1);
	int x = count_marks(list);
	for (size_t i = 0; i < layout.count; i++) {
		if (layout.width[i] == 0)
			continue;
		const char *mark = list->sort != i + 1 ? ""
				   : list->reverse     ? " v"
						       : " ^";
		PD_AUTO(pd_drop_text)
		char *head = pd_format("%s%s", _(list->rows->columns[i].label), mark);
		pd_term_put(row, x, layout.width[i], PD_STYLE_DIM, head);
		x += layout.width[i] + GAP;
	}
}

static unsigned
choose_row_style(const struct pd_row *row)
{
	switch (row->marker) {
	case 'x':
		return PD_STYLE_BAD;
	case '!':
		return PD_STYLE_WARN;
	case '-':
		return PD_STYLE_DIM;
	default:
		return PD_STYLE_PLAIN;
	}
}

/* What is said is bold, for no colour of letters is legible on every background; the mark has
 * the colour. */
static unsigned
choose_state_style(const struct pd_row *row)
{
	return row->marker == '!' || row->marker == 'x' ? PD_STYLE_KEY : PD_STYLE_PLAIN;
}

/* Lights the whole name with its indentation, without colour, so that moving the
 * selection sends few bytes. */
static void
light_name(int row, int column, int indent, int width, const char *name)
{
	int cells = pd_term_cells(name);
	pd_term_put(row, column, indent, PD_STYLE_FOCUS, "");
	pd_frame_put(row, column + indent, cells < width ? cells : width,
		PD_STYLE_FOCUS, name);
}

/* The focus is the first cell; the state stands there too where there is none, and else
 * behind it. */
static void
draw_row_marks(const struct pd_list *list, int line, size_t index, enum pd_lit lit)
{
	const struct pd_row *row = &list->rows->items[index];
	bool selected = lit != PD_LIT_NOTHING && pd_list_selected(list) == row;
	char state[] = {row->marker == '-' ? ' ' : row->marker, '\0'};
	unsigned style = choose_row_style(row) & ~(unsigned)PD_STYLE_DIM;
	/* In one piece with the name, as each change of style is sent. */
	unsigned lights = selected && lit != PD_LIT_MARKER ? PD_STYLE_FOCUS : 0;
	bool marked = selected && state[0] != ' ';
	pd_term_put(
		line, 0, 1, selected ? PD_STYLE_FOCUS : style, selected ? ">" : state);
	unsigned look = lights != 0 ? lights : marked ? style : PD_STYLE_PLAIN;
	pd_term_put(line, 1, 1, look, marked ? state : " ");
	if (list->tag_count > 0)
		pd_term_put(line, MARKER, 1, lights, list->tagged[index] ? "*" : " ");
}

/* A name is told in brief before it is cut. */
static const char *
choose_name(const struct pd_row *row, int width)
{
	return pd_row_told(row, pd_term_cells(pd_row_told(row, true)) <= width);
}

/* What is behind the name, as far as there is room. */
static void
draw_aside(const struct pd_row *row, int line, int column, int width, unsigned style)
{
	enum { LEAST = 8 };
	int used = row->cells[0] ? pd_term_cells(row->cells[0]) + GAP : 0;
	if (row->aside == NULL || width - used < LEAST)
		return;
	pd_frame_put(
		line, column + used, width - used, style | PD_STYLE_DIM, row->aside);
}

/* A life is a bar, in the colour of the state. */
static void
draw_cell(const struct pd_row *row, size_t column, int line, int x, int width,
	unsigned style)
{
	const char *cell = row->cells[column] ? row->cells[column] : "";
	const char *text = column == 0 ? choose_name(row, width) : cell;
	enum { LEAST = 8, PERCENT = 100 };
	if (row->kinds[column] != PD_LIFE_VALUE || width < LEAST) {
		pd_frame_put(line, x, width, style, text);
		return;
	}
	int full = width * (int)strtol(row->values[column], NULL, 10) / PERCENT;
	pd_frame_bar(line, x, width, full);
}

static void
draw_heading(const struct pd_row *row, int line, int columns)
{
	pd_term_blank(line, 1);
	pd_frame_put(line, 0, columns, PD_STYLE_TITLE, row->cells[0]);
}

/* The mark is coloured and the text of the state bold, not what moves with the selection. */
static void
draw_list_row(const struct pd_list *list, const struct pd_frame *frame, int line,
	const struct layout *layout, size_t index)
{
	const struct pd_row *row = &list->rows->items[index];
	unsigned style = choose_row_style(row);
	bool selected = pd_list_selected(list) == row;
	bool whole = selected && frame->lit == PD_LIT_ROW;
	unsigned all = whole ? PD_STYLE_FOCUS : PD_STYLE_PLAIN;
	size_t state = find_state_column(list->rows, layout->count);
	int marks = count_marks(list);
	draw_row_marks(list, line, index, frame->lit);
	int indent = list->sort == 0 ? 2 * row->depth : 0;
	if (indent > layout->width[0] / 2)
		indent = layout->width[0] / 2;
	int x = marks;
	for (size_t i = 0; i < layout->count; i++) {
		if (layout->width[i] == 0)
			continue;
		int shift = i == 0 ? indent : 0;
		pd_term_put(line, x, shift, all, "");
		draw_cell(row, i, line, x + shift, layout->width[i] - shift,
			all | (i == 0              ? style & PD_STYLE_DIM
				      : i == state ? choose_state_style(row)
						   : PD_STYLE_PLAIN));
		if (i == 0)
			draw_aside(row, line, x + shift, layout->width[0] - shift, all);
		if (i == 0 && selected && frame->lit == PD_LIT_NAME)
			light_name(line, marks, indent, layout->width[i] - indent,
				choose_name(row, layout->width[i] - indent));
		x += layout->width[i];
		pd_term_put(line, x, GAP, all, "");
		x += GAP;
	}
	pd_term_put(line, x, frame->columns - x, all, "");
}

void
pd_list_draw(struct pd_list *list, const struct pd_frame *frame, int row, int rows)
{
	struct layout layout = lay_out_columns(list, frame->columns);
	list->page = rows;
	pd_frame_scroll(list->at, &list->top, (size_t)rows, list->shown);
	for (int i = 0; i < rows; i++) {
		size_t at = list->top + (size_t)i;
		if (at < list->shown && list->rows->items[list->order[at]].heading)
			draw_heading(&list->rows->items[list->order[at]], row + i,
				frame->columns);
		else if (at < list->shown)
			draw_list_row(list, frame, row + i, &layout, list->order[at]);
		else
			pd_term_blank(row + i, 1);
	}
	pd_term_cursor(row + (int)(list->at - list->top), 0);
}

const char *
pd_list_cut_state(const struct pd_list *list, int columns)
{
	const struct pd_row *row = list->rows ? pd_list_selected(list) : NULL;
	if (row == NULL)
		return NULL;
	const struct layout layout = lay_out_columns(list, columns);
	size_t state = find_state_column(list->rows, layout.count);
	const char *text = state > 0 ? row->cells[state] : NULL;
	return text && pd_term_cells(text) > layout.width[state] ? text : NULL;
}

char *
pd_list_place(const struct pd_list *list)
{
	size_t last = list->top + (size_t)list->page;
	if (list->page <= 0 || (size_t)list->page >= list->shown)
		return NULL;
	return pd_format(_("%zu-%zu of %zu"), list->top + 1,
		last < list->shown ? last : list->shown, list->shown);
}

static char *
describe_counts(const struct pd_list *list)
{
	size_t all = list->rows->count_of_items;
	bool on = list->at < list->shown && list->tagged[list->order[list->at]];
	if (on && list->tag_count == 1)
		return pd_format(
			_("%zu of %zu shown, this one tagged"), list->shown, all);
	if (on)
		return pd_format(_("%zu of %zu shown, %zu tagged, this one too"),
			list->shown, all, list->tag_count);
	if (list->tag_count > 0)
		return pd_format(_("%zu of %zu shown, %zu tagged"), list->shown, all,
			list->tag_count);
	return pd_format(_("%zu of %zu shown"), list->shown, all);
}

bool
pd_list_draw_filter(struct pd_list *list, const struct pd_frame *frame, int row)
{
	bool has_filter = list->filtering || list->filter.text.size > 0;
	if (!has_filter && list->tag_count == 0)
		return false;
	PD_AUTO(pd_drop_text) char *counts = describe_counts(list);
	if (!has_filter) {
		pd_frame_line(frame, row, PD_STYLE_PLAIN, counts, NULL);
		return true;
	}
	const char *label = _("Filter:");
	pd_frame_line(frame, row, PD_STYLE_PLAIN, label, counts);
	int start = pd_term_cells(label) + 1;
	int room = frame->columns - start;
	if (frame->columns >= PD_NARROW)
		room -= pd_term_cells(counts) + 2;
	int cursor = pd_edit_draw(&list->filter, row, start, room, PD_STYLE_PLAIN);
	if (list->filtering && list->typing)
		pd_term_cursor(row, cursor);
	return true;
}
