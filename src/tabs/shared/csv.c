/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/csv.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

enum { MOST_CELLS = 100 };

struct reading {
	const char *at, *end;
	size_t number; /* of the line at it */
	const char *from;
	struct pd_error *error;
};

void
pd_csv_free(struct pd_csv *csv)
{
	for (size_t i = 0; i < csv->count; i++) {
		for (size_t j = 0; j < csv->lines[i].count; j++)
			free(csv->lines[i].cells[j]);
		free(csv->lines[i].cells);
	}
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
	const char *at = reading->at;
	if (at < reading->end && *at == '\r')
		at++;
	return at == reading->end || *at == '\n';
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
	while (reading->at < reading->end && *reading->at != ',' &&
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
				_("it has more cells than any table here; write one "
				  "certificate a line"));
		add_csv_cell(line, text);
		if (at_line_end(reading))
			break;
		if (*reading->at != ',')
			return fail_csv_line(reading, reading->number,
				_("text stands behind a closing quote; write a comma "
				  "there, and double a quote that is meant"));
	}
	skip_line_end(reading);
	return true;
}

static bool
check_csv_text(struct reading *reading, struct pd_bytes text)
{
	if (memchr(reading->at, '\0', (size_t)(reading->end - reading->at)) == NULL &&
		pd_text_is_utf8(text.data, text.size))
		return true;
	return pd_fail(reading->error, PD_EINPUT, reading->from,
		_("it is no text in UTF-8; save the table as CSV in UTF-8"));
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
		struct pd_csv_line *line = &out->lines[out->count++];
		*line = (struct pd_csv_line){0};
		if (!read_csv_line(reading, line, &text))
			return false;
	}
	return true;
}

bool
pd_csv_read(struct pd_bytes text, const char *from, size_t most, struct pd_csv *out,
	struct pd_error *error)
{
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
	struct reading reading = {(const char *)text.data,
		(const char *)text.data + text.size, 1, from, error};
	if (text.size == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("it is empty; a table of certificates is needed"));
	if (!check_csv_text(&reading, text))
		return false;
	reading.at += pd_text_bom_size(text.data, text.size);
	if (!read_lines(&reading, most, &csv))
		return false;
	*out = csv;
	csv = (struct pd_csv){0};
	return true;
}
