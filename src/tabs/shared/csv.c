/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"

enum { MOST_CELLS = 100 };

struct reading {
	const char *at, *end;
	size_t number; /* of the line at it */
	char separator;
	const char *from;
	struct pd_error *error;
};

static void
drop_csv_line(struct pd_csv_line *line)
{
	for (size_t i = 0; i < line->count; i++)
		free(line->cells[i]);
	free(line->cells);
}

void
pd_csv_free(struct pd_csv *csv)
{
	for (size_t i = 0; i < csv->count; i++)
		drop_csv_line(&csv->lines[i]);
	free(csv->lines);
	*csv = (struct pd_csv){0};
}

static bool
fail_csv_line(struct reading *reading, size_t number, const char *sentence)
{
	PD_AUTO(pd_drop_text) char *place = pd_format("%s:%zu", reading->from, number);
	return pd_fail(reading->error, PD_EINPUT, place, "%s", sentence);
}

static bool
at_line_end(const struct reading *reading)
{
	return reading->at == reading->end || *reading->at == '\n' ||
	       *reading->at == '\r';
}

static void
skip_line_end(struct reading *reading)
{
	if (reading->at < reading->end && *reading->at == '\r')
		reading->at++;
	if (reading->at < reading->end && *reading->at == '\n')
		reading->at++;
	reading->number++;
}

static bool
read_quoted(struct reading *reading, struct pd_buffer *out)
{
	size_t begin = reading->number;
	for (reading->at++; reading->at < reading->end; reading->at++) {
		char c = *reading->at;
		if (c == '"' && (++reading->at == reading->end || *reading->at != '"'))
			return true;
		reading->number += c == '\n';
		pd_buffer_add(out, &c, 1);
	}
	return fail_csv_line(
		reading, begin, _("a quote is opened and never closed; close it"));
}

static void
read_plain(struct reading *reading, struct pd_buffer *out)
{
	const char *begin = reading->at;
	while (reading->at < reading->end && *reading->at != reading->separator &&
		!at_line_end(reading))
		reading->at++;
	pd_buffer_add(out, begin, (size_t)(reading->at - begin));
}

static void
add_csv_cell(struct pd_csv_line *line, const struct pd_buffer *text)
{
	const char *cell = pd_buffer_text(text);
	cell += strspn(cell, " \t");
	size_t size = strlen(cell);
	while (size > 0 && strchr(" \t", cell[size - 1]) != NULL)
		size--;
	line->cells = pd_grow(line->cells, line->count + 1, sizeof *line->cells);
	line->cells[line->count++] = pd_copy_bytes(cell, size);
}

static bool
read_csv_line(struct reading *reading, struct pd_csv_line *line, struct pd_buffer *text)
{
	line->number = reading->number;
	for (;; reading->at++) {
		pd_buffer_cut(text, 0);
		if (reading->at < reading->end && *reading->at == '"') {
			if (!read_quoted(reading, text))
				return false;
		} else
			read_plain(reading, text);
		if (line->count == MOST_CELLS)
			return fail_csv_line(reading, line->number,
				_("has more cells than any table here; write one "
				  "certificate a line"));
		add_csv_cell(line, text);
		if (at_line_end(reading))
			break;
		if (*reading->at != reading->separator)
			return fail_csv_line(reading, reading->number,
				_("text stands behind a closing quote; write what "
				  "parts the columns there, and double a quote that "
				  "is meant"));
	}
	skip_line_end(reading);
	return true;
}

/* ---- encodings and separators ----------------------------------------------------- */

/* What spreadsheets call Unicode text. A lone surrogate becomes what is no UTF-8. */
static void
decode_utf16(struct pd_bytes text, bool big, struct pd_buffer *out)
{
	uint32_t character;
	for (size_t at = 0, used; at + 1 < text.size; at += used) {
		char encoded[4];
		used = pd_text_next_utf16(
			text.data + at, text.size - at, big, &character);
		pd_buffer_add(out, encoded, pd_text_encode(character, encoded));
	}
}

/* By its mark; without one, by the zero that is half of every ASCII character. */
static struct pd_bytes
read_encoding(struct pd_bytes text, struct pd_buffer *decoded)
{
	if (text.size < 2 || text.size % 2 != 0)
		return text;
	unsigned mark = (unsigned)text.data[0] << 8 | text.data[1];
	bool little = mark == 0xfffe || (text.data[1] == 0 && text.data[0] != 0);
	if (!little && mark != 0xfeff && (text.data[0] != 0 || text.data[1] == 0))
		return text;
	decode_utf16(text, !little, decoded);
	return pd_buffer_bytes(decoded);
}

/* Excel's first line sep=; says it, also in quotes. */
static bool
read_separator_line(struct reading *reading)
{
	static const char begin[] = "sep=";
	size_t size = sizeof begin - 1;
	const char *before = reading->at, *at = before;
	bool quoted = at < reading->end && *at == '"';
	at += quoted;
	if ((size_t)(reading->end - at) <= size ||
		pd_ascii_compare_begin(at, begin, size) != 0)
		return false;
	char separator = at[size];
	if (separator == '"' || pd_ascii_is_one_of(separator, "\r\n") ||
		pd_ascii_is_alphanumeric(separator) || separator & 0x80)
		return false;
	reading->at = at + size + 1;
	if (quoted && reading->at < reading->end && *reading->at == '"')
		reading->at++;
	if (!at_line_end(reading)) {
		reading->at = before;
		return false;
	}
	reading->separator = separator;
	skip_line_end(reading);
	return true;
}

/* Else it is the first in the first line that can be one, outside quotes. */
static void
find_separator(struct reading *reading)
{
	bool quoted = false;
	reading->separator = ',';
	if (read_separator_line(reading))
		return;
	for (const char *at = reading->at; at < reading->end; at++) {
		quoted = quoted != (*at == '"');
		if (!quoted && pd_ascii_is_one_of(*at, ",;\t|")) {
			reading->separator = *at;
			return;
		}
		if (!quoted && pd_ascii_is_one_of(*at, "\r\n") && at > reading->at)
			return;
	}
}

static bool
check_csv_text(struct reading *reading, struct pd_bytes text)
{
	if (memchr(text.data, '\0', text.size) == NULL &&
		pd_text_is_utf8(text.data, text.size))
		return true;
	return pd_fail(reading->error, PD_EINPUT, reading->from,
		_("is not text in UTF-8 or UTF-16; save the table as CSV in UTF-8"));
}

/* Spreadsheets write separators alone for rows that somebody emptied. */
static bool
is_empty_csv_line(const struct pd_csv_line *line)
{
	for (size_t i = 0; i < line->count; i++)
		if (*line->cells[i] != '\0')
			return false;
	return true;
}

/* Adds the next line, unless its cells are empty. */
static bool
add_csv_line(struct reading *reading, struct pd_buffer *text, struct pd_csv *out)
{
	struct pd_csv_line *line = &out->lines[out->count++];
	*line = (struct pd_csv_line){0};
	if (!read_csv_line(reading, line, text))
		return false;
	if (is_empty_csv_line(line)) {
		drop_csv_line(line);
		out->count--;
	}
	return true;
}

static bool
read_lines(struct reading *reading, size_t most, struct pd_csv *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	size_t room = 0;
	while (reading->at < reading->end) {
		if (at_line_end(reading)) {
			skip_line_end(reading);
			continue;
		}
		if (out->count == most) {
			PD_AUTO(pd_drop_text)
			char *sentence = pd_format(
				_("a table has at most %zu lines; split it"), most);
			return fail_csv_line(reading, reading->number, sentence);
		}
		if (out->count == room) {
			room = room ? 2 * room : 16;
			out->lines = pd_grow(out->lines, room, sizeof *out->lines);
		}
		if (!add_csv_line(reading, &text, out))
			return false;
	}
	return true;
}

bool
pd_csv_read(struct pd_bytes text, const char *from, size_t most, struct pd_csv *out,
	struct pd_error *error)
{
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer decoded = {0};
	text = read_encoding(text, &decoded);
	struct reading reading = {(const char *)text.data,
		(const char *)text.data + text.size, 1, ',', from, error};
	if (text.size == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("is empty; a table of certificates is needed"));
	if (!check_csv_text(&reading, text))
		return false;
	reading.at += pd_text_bom_size(text.data, text.size);
	find_separator(&reading);
	if (!read_lines(&reading, most, &csv))
		return false;
	*out = csv;
	csv = (struct pd_csv){0};
	return true;
}

/* ---- writing ------------------------------------------------------------------------ */

void
pd_csv_add(struct pd_buffer *out, const char *cell)
{
	if (out->size > 0 && out->data[out->size - 1] != '\n')
		pd_buffer_add_byte(out, ',');
	pd_buffer_add_byte(out, '"');
	for (; *cell != '\0'; cell++) {
		if (*cell == '"')
			pd_buffer_add_byte(out, '"');
		pd_buffer_add_byte(out, (unsigned char)*cell);
	}
	pd_buffer_add_byte(out, '"');
}
