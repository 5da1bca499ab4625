/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/print.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

enum {
	LINE_CELLS = 80,
	LABEL_CELLS = 32,
	GAP = 2,
	NAME_CELLS = 40, /* a longer name pushes the rest of its line */
};

static void
add_padding(struct pd_secret *out, int column, int width)
{
	for (; column < width; column++)
		pd_secret_add(out, " ", 1);
}

/* ---- details --------------------------------------------------------------- */

static int
larger_of(int a, int b)
{
	return a > b ? a : b;
}

static int
smaller_of(int a, int b)
{
	return a < b ? a : b;
}

/* Values line up across all sections. */
static int
label_width(const struct pd_details *details)
{
	int width = 0;
	for (size_t i = 0; i < details->section_count; i++) {
		const struct pd_section *section = &details->sections[i];
		for (size_t k = 0; k < section->line_count; k++)
			if (section->lines[k].label != NULL &&
				section->lines[k].kind != PD_TYPED_VALUE)
				width = larger_of(
					width, pd_text_cells(section->lines[k].label));
	}
	return smaller_of(width, LABEL_CELLS) + 1 + GAP;
}

static void
print_value(struct pd_secret *out, int *column, int width, const char *value)
{
	add_padding(out, *column, width);
	pd_secret_add_text(out, value);
	pd_secret_add_text(out, "\n");
	*column = 0;
}

/* Multi-line text goes below its label unchanged, so that it can be copied. */
static void
print_long(struct pd_secret *out, const char *text)
{
	size_t size = strlen(text);
	pd_secret_add_text(out, "\n");
	pd_secret_add(out, text, size);
	if (size > 0 && text[size - 1] != '\n')
		pd_secret_add_text(out, "\n");
}

static void
print_detail_line(const struct pd_line *line, int width, struct pd_secret *out)
{
	if (line->label == NULL || line->kind == PD_TYPED_VALUE ||
		(pd_line_is_list(line) && line->item_count == 0))
		return;
	pd_secret_add_format(out, "%s:", line->label);
	int column = pd_text_cells(line->label) + 1;
	if (line->kind == PD_LONG_VALUE)
		print_long(out, line->text);
	else if (!pd_line_is_list(line))
		print_value(out, &column, larger_of(width, column + 1), line->text);
	else
		for (size_t i = 0; i < line->item_count; i++)
			print_value(out, &column,
				i > 0 ? width : larger_of(width, column + 1),
				line->items[i]);
}

void
pd_print_details(const struct pd_details *details, struct pd_secret *out)
{
	int width = label_width(details);
	for (size_t i = 0; i < details->section_count; i++) {
		const struct pd_section *section = &details->sections[i];
		if (i > 0)
			pd_secret_add_text(out, "\n");
		if (section->title != NULL)
			pd_secret_add_format(out, "%s\n", section->title);
		for (size_t k = 0; k < section->line_count; k++)
			print_detail_line(&section->lines[k], width, out);
	}
}

void
pd_print_value(const struct pd_details *details, struct pd_secret *out)
{
	pd_secret_add_format(out, "%s\n", details->sections[0].lines[0].text);
}

/* ---- rows ------------------------------------------------------------------ */

/* Rows of an issuer tree are indented below their issuer. */
static int
cell_indent(const struct pd_row *row, size_t column)
{
	return column == 0 ? GAP * row->depth : 0;
}

static const char *
find_printed_cell(const struct pd_row *row, size_t column)
{
	return row->cells[column] ? row->cells[column] : "";
}

static int
printed_column_width(const struct pd_rows *rows, size_t column)
{
	int width = pd_text_cells(_(rows->columns[column].label));
	for (size_t i = 0; i < rows->count_of_items; i++) {
		const struct pd_row *row = &rows->items[i];
		width = larger_of(
			width, cell_indent(row, column) +
				       pd_text_cells(find_printed_cell(row, column)));
	}
	return width;
}

/* One line of cells, without blanks at its end. */
struct cells {
	int column, due;
	bool cuts;
	struct pd_secret *out;
};

/* On a terminal a name is told in brief before it is cut. */
static const char *
choose_printed(
	const struct cells *line, const struct pd_row *row, size_t column, int width)
{
	const char *text = find_printed_cell(row, column);
	bool fits = !line->cuts || pd_text_cells(text) <= width;
	return column == 0 ? pd_row_told(row, fits) : text;
}

/* cuts: no text is longer than its column. */
static void
print_cell(struct cells *line, int indent, int width, const char *text)
{
	if (width == 0)
		return;
	PD_AUTO(pd_drop_text)
	char *cut = line->cuts ? pd_text_shorten(text, width - indent) : NULL;
	text = cut ? cut : text;
	if (*text != '\0') {
		int start = line->due + indent;
		if (line->column > 0 && line->column + GAP > start)
			start = line->column + GAP;
		add_padding(line->out, line->column, start);
		pd_secret_add_text(line->out, text);
		line->column = start + pd_text_cells(text);
	}
	line->due += width + GAP;
}

static size_t
count_printed_columns(const struct pd_rows *rows)
{
	size_t count = 0;
	while (count < PD_COLUMNS && rows->columns[count].label != NULL)
		count++;
	return count;
}

/* Makes the columns as wide as the terminal together: the name and those that the list
 * exists for stay, of the others as many as there is room for, and of one more a part.
 * What is left out has the width 0. */
static void
fit_columns(const struct pd_rows *rows, size_t count, int columns, int *widths)
{
	enum { LEAST_PART = 12 };
	int left = columns;
	for (size_t i = 1; i < count; i++)
		left -= rows->columns[i].keep ? widths[i] + GAP : 0;
	widths[0] = larger_of(smaller_of(widths[0], left), 1);
	left -= widths[0];
	for (size_t i = 1; i < count; i++) {
		if (rows->columns[i].keep)
			continue;
		if (widths[i] + GAP > left)
			widths[i] = left >= LEAST_PART + GAP ? left - GAP : 0;
		left -= widths[i] > 0 ? widths[i] + GAP : left;
	}
}

void
pd_print_rows(const struct pd_rows *rows, int columns, struct pd_secret *out)
{
	if (rows->count_of_items == 0)
		return;
	int widths[PD_COLUMNS] = {0};
	size_t count = count_printed_columns(rows);
	struct cells head = {.out = out, .cuts = columns > 0};
	for (size_t i = 0; i < count; i++)
		widths[i] = printed_column_width(rows, i);
	widths[0] = smaller_of(widths[0], NAME_CELLS);
	if (columns > 0)
		fit_columns(rows, count, columns, widths);
	for (size_t i = 0; i < count; i++)
		print_cell(&head, 0, widths[i], _(rows->columns[i].label));
	pd_secret_add_text(out, "\n");
	for (size_t i = 0; i < rows->count_of_items; i++) {
		const struct pd_row *row = &rows->items[i];
		struct cells line = {.out = out, .cuts = columns > 0};
		for (size_t k = 0; k < count; k++) {
			int indent = cell_indent(row, k);
			print_cell(&line, indent, widths[k],
				choose_printed(&line, row, k, widths[k] - indent));
		}
		pd_secret_add_text(out, "\n");
	}
}

/* ---- writing --------------------------------------------------------------- */

int
pd_print_columns(void)
{
	struct winsize size;
	bool is_known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
	return is_known ? size.ws_col : 0;
}

bool
pd_print_write(struct pd_bytes bytes)
{
	while (bytes.size > 0) {
		ssize_t done = write(STDOUT_FILENO, bytes.data, bytes.size);
		if (done < 0 && errno == EINTR)
			continue;
		/* Another program may have left the pipe or terminal so. */
		if (done < 0 && errno == EAGAIN) {
			struct pollfd line = {STDOUT_FILENO, POLLOUT, 0};
			(void)poll(&line, 1, -1);
			continue;
		}
		if (done < 0)
			return false;
		bytes.data += done;
		bytes.size -= (size_t)done;
	}
	return true;
}

bool
pd_print_is_harmless(struct pd_bytes bytes)
{
	const char *text = (const char *)bytes.data;
	for (size_t at = 0; at < bytes.size;) {
		size_t size = strcspn(text + at, "\n\t\r");
		bool nul = text[at + size] == '\0' && at + size < bytes.size;
		if (nul || !pd_text_is_safe(text + at, size))
			return false;
		at += size + 1;
	}
	return true;
}
