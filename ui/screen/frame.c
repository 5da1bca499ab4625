/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/frame.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

/* Screens with fewer rows have no title, or no summary. */
enum { ROWS_FOR_TITLE = 6, ROWS_FOR_SUMMARY = 9 };

struct pd_frame
pd_frame_make(struct pd_size size, int message_rows)
{
	struct pd_frame frame = {
		.columns = size.columns,
		.title = size.rows >= ROWS_FOR_TITLE ? 1 : -1,
		.summary = -1,
		.keys = size.rows - 1,
	};
	frame.body = frame.title < 0 ? 1 : 2;
	int most = frame.keys - frame.body - 1;
	frame.message_rows = message_rows < most ? message_rows : most;
	frame.message = frame.keys - frame.message_rows;
	int end = frame.message;
	if (size.rows >= ROWS_FOR_SUMMARY && frame.message_rows <= 2)
		end = frame.keys - 2;
	if (size.rows >= ROWS_FOR_SUMMARY && frame.message_rows == 1)
		frame.summary = end;
	frame.rows = end - frame.body;
	return frame;
}

void
pd_frame_put(int row, int column, int width, unsigned style, const char *text)
{
	pd_term_put(row, column, width, style, text);
	if (pd_term_cells(text) > width && width > 1)
		pd_term_put(row, column + width - 1, 1, style, "~");
}

void
pd_frame_line(const struct pd_frame *frame, int row, unsigned style, const char *left,
	const char *right)
{
	int need = right ? pd_term_cells(right) : 0;
	int used = pd_term_cells(left);
	if (need == 0 || used + 2 + need > frame->columns) {
		pd_frame_put(row, 0, frame->columns, style, left);
		return;
	}
	pd_term_put(row, 0, used, style, left);
	pd_term_put(row, used, frame->columns - need - used, PD_STYLE_PLAIN, "");
	pd_term_put(row, frame->columns - need, need, PD_STYLE_PLAIN, right);
}

void
pd_frame_title(const struct pd_frame *frame, const char *left, const char *right)
{
	if (frame->title >= 0)
		pd_frame_line(
			frame, frame->title, PD_STYLE_TITLE, left ? left : "", right);
}

/* "2 expired  4 valid" as "2 exp. 4 val."; free() it. */
static char *
abridge_counts(const char *counts)
{
	enum { LETTERS = 3, MOST = 4 };
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	while (*counts != '\0') {
		size_t size = strcspn(counts, " ");
		PD_AUTO(pd_drop_text) char *word = pd_copy_bytes(counts, size);
		bool cut = pd_text_cells(word) > MOST;
		word[cut ? pd_text_fit(word, LETTERS) : size] = '\0';
		pd_buffer_add_format(
			&out, "%s%s%s", out.size > 0 ? " " : "", word, cut ? "." : "");
		counts += size + strspn(counts + size, " ");
	}
	return pd_buffer_steal_text(&out);
}

/* Where both do not fit, what the title explains gives way to the counts, and then the words
 * of these. */
void
pd_frame_title_counted(
	const struct pd_frame *frame, const char *title, const char *counts)
{
	enum { GAP = 2 };
	const char *mark = strpbrk(title, ":,;");
	bool explains = mark != NULL && mark[1] == ' ';
	PD_AUTO(pd_drop_text)
	char *brief = explains ? pd_copy_bytes(title, (size_t)(mark - title)) : NULL;
	PD_AUTO(pd_drop_text) char *less = counts ? abridge_counts(counts) : NULL;
	int room = frame->columns - GAP - (counts ? pd_term_cells(counts) : 0);
	bool whole = counts == NULL || pd_term_cells(title) <= room;
	const char *left = whole || brief == NULL ? title : brief;
	bool row = counts != NULL && strstr(counts, "  ") != NULL;
	bool all = counts == NULL || pd_term_cells(left) <= room || !row;
	pd_frame_title(frame, left, all ? counts : less);
}

void
pd_frame_rule(const struct pd_frame *frame, int row)
{
	/* Short, as each of them is sent. */
	pd_term_put(row, 0, frame->columns, PD_STYLE_DIM, "------------");
}

/* Heavy and light lines; outside of UTF-8 signs that are as different. */
void
pd_frame_bar(int row, int column, int width, int full)
{
	const char *over = pd_term_is_unicode() ? "\u2501" : "=";
	const char *left = pd_term_is_unicode() ? "\u2500" : "-";
	PD_AUTO(pd_buffer_free) struct pd_buffer done = {0}, rest = {0};
	for (int i = 0; i < width; i++)
		pd_buffer_add_text(i < full ? &done : &rest, i < full ? over : left);
	pd_term_put(row, column, full, PD_STYLE_PLAIN, pd_buffer_text(&done));
	pd_term_put(
		row, column + full, width - full, PD_STYLE_DIM, pd_buffer_text(&rest));
}

char *
pd_frame_shorten(const char *text, int cells)
{
	PD_AUTO(pd_drop_text) char *shown = pd_term_text(text);
	return pd_text_shorten(shown, cells);
}

int
pd_frame_button(int row, int column, int columns, unsigned style, const char *words)
{
	enum { GAP = 2, AROUND = 4 };
	int room = columns - column;
	PD_AUTO(pd_drop_text) char *inside = pd_frame_shorten(words, room - AROUND);
	PD_AUTO(pd_drop_text) char *text = pd_format("[ %s ]", inside);
	int cells = pd_term_cells(text);
	pd_term_put(row, column, cells < room ? cells : room, style, text);
	if (style == PD_STYLE_FOCUS && room > 0)
		pd_term_cursor(row, column);
	return column + cells + GAP;
}

void
pd_frame_scroll(size_t at, size_t *top, size_t rows, size_t count)
{
	if (*top + rows > count)
		*top = count > rows ? count - rows : 0;
	if (at < *top)
		*top = at;
	if (at >= *top + rows)
		*top = at - rows + 1;
}

void
pd_frame_part(
	int row, int column, int width, unsigned style, const char *text, size_t size)
{
	char *part = pd_copy_bytes(text, size);
	pd_term_put(row, column, width, style, part);
	/* It may be part of a private key. */
	pd_wipe(part, size);
	free(part);
}

/* Behind a comma that parts, and not one that is meant ("CN=Doe\\, John"). */
static bool
parts_at(const char *text, size_t at)
{
	return text[at - 1] == ',' && (at < 2 || text[at - 2] != '\\');
}

/* The best place to break a long line: after the last blank in its second half, or else
 * after a colon or comma there, or after the last comma. */
static size_t
find_line_break(const char *text, size_t fit)
{
	for (size_t at = fit; at > fit / 2; at--)
		if (text[at - 1] == ' ')
			return at;
	for (size_t at = fit; at > fit / 2; at--)
		if (text[at - 1] == ':' || parts_at(text, at))
			return at;
	for (size_t at = fit / 2; at > 0; at--)
		if (parts_at(text, at))
			return at;
	return fit;
}

size_t
pd_frame_wrap(const char *text, size_t size, int cells, size_t *next)
{
	size_t at = 0;
	for (int left = cells; at < size && text[at] != '\n';) {
		int32_t character;
		size_t step = pd_text_next(text + at, size - at, &character);
		int width = pd_term_cells_of(character);
		if (width > left)
			break;
		left -= width;
		at += step;
	}
	/* Make progress even if the window is too narrow for a wide character. */
	if (at == 0 && size > 0 && text[0] != '\n') {
		int32_t character;
		at = pd_text_next(text, size, &character);
	}
	*next = at;
	if (at < size && (text[at] == '\n' || text[at] == ' '))
		*next = at + 1;
	else if (at < size)
		*next = at = find_line_break(text, at);
	return at;
}

int
pd_frame_count(const char *text, int cells)
{
	int lines = 0;
	size_t size = strlen(text), next = 0;
	do {
		(void)pd_frame_wrap(text, size, cells, &next);
		text += next;
		size -= next;
		lines++;
	} while (size > 0);
	return lines;
}

int
pd_frame_text(int row, int rows, int columns, unsigned style, const char *text)
{
	size_t size = strlen(text), next = 0;
	int lines = 0;
	do {
		size_t part = pd_frame_wrap(text, size, columns, &next);
		pd_frame_part(row + lines, 0, columns, style, text, part);
		text += next;
		size -= next;
		lines++;
	} while (size > 0 && lines < rows);
	if (size > 0)
		pd_term_put(row + lines - 1, columns - 1, 1, style, "~");
	return lines;
}
