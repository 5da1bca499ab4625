/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_LINES_H
#define PD_BASE_LINES_H

#include <stdio.h>

#include "base/error.h"

/* The lines of a file one at a time, for one that is too large for memory. */

struct pd_lines {
	FILE *file;
	char *line; /* the one that was read, with a NUL for its end; lent */
	size_t room, number, size; /* of the line: counted from 1; without its end */
	size_t left;               /* of the bytes that may be read */
	bool cut;                  /* the last line has no end, or a NUL in it */
};

/* Takes the descriptor; no more than limit bytes are read. */
void pd_lines_begin(struct pd_lines *lines, int descriptor, size_t limit);
void pd_lines_end(struct pd_lines *lines); /* PD_AUTO fits */

/* false: no line is left, or it is cut, or cannot be read, which pd_lines_check tells. */
bool pd_lines_next(struct pd_lines *lines);

/* Was all of it read? shown names it in the error. What a cut line means the caller says. */
bool pd_lines_check(
	const struct pd_lines *lines, const char *shown, struct pd_error *error);

#endif
