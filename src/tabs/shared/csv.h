/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_CSV_H
#define PD_TABS_SHARED_CSV_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

/* CSV (RFC 4180), as spreadsheets write it. Commas, semicolons or tabs part its cells,
 * whichever comes first in the first line, or what a line "sep=" before it says. A cell with
 * that, a quote (doubled) or a line break is quoted; lines end in LF or CRLF. UTF-8 or
 * UTF-16; a byte order mark, empty lines and lines of empty cells are skipped. */

struct pd_csv_line {
	size_t number; /* in the text, from 1 */
	char **cells;
	size_t count;
};

struct pd_csv {
	struct pd_csv_line *lines;
	size_t count;
};

/* Refuses, naming FILE:LINE, more than most lines, an unterminated quote, text after a
 * closing quote, NULs and invalid UTF-8 or UTF-16. */
bool pd_csv_read(struct pd_bytes text, const char *from, size_t most,
	struct pd_csv *out, struct pd_error *error);
void pd_csv_free(struct pd_csv *csv); /* leaves it empty; PD_AUTO fits */

/* Writes a cell behind those of its line, parted by a comma, quoted. The line is ended by
 * whoever adds a LF. */
void pd_csv_add(struct pd_buffer *out, const char *cell);

#endif
