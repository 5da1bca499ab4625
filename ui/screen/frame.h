/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FRAME_H
#define PD_UI_SCREEN_FRAME_H

#include "ui/terminal/terminal.h"

/* Which line of the screen is for what:
 *	0 tabs, 1 title, body, summary or filter, message, keys
 * and drawing that several sheets share. */

enum { PD_LEAST_COLUMNS = 20, PD_LEAST_ROWS = 5, PD_NARROW = 60 };

/* What of a list's selected row is lit; nothing where another sheet lies on it. */
enum pd_lit { PD_LIT_ROW, PD_LIT_NAME, PD_LIT_MARKER, PD_LIT_NOTHING };

struct pd_frame {
	int columns;
	int title;      /* -1: there is no room for one */
	int body, rows; /* first line, and how many: at least 1 */
	int summary;    /* -1: no room */
	int message, message_rows;
	int keys;
	enum pd_lit lit;
};

/* The lines of a screen at least as large as the least, for a message that needs so
 * many lines: the first more takes the place of the summary, others of the body. */
struct pd_frame pd_frame_make(struct pd_size size, int message_rows);

/* pd_term_put for a text that says so with "~" where it is cut. */
void pd_frame_put(int row, int column, int width, unsigned style, const char *text);

/* A whole line: left, and right at its end where there is room for both. */
void pd_frame_line(const struct pd_frame *frame, int row, unsigned style,
	const char *left, const char *right);

/* The title line, if there is room for one; right may be NULL. */
void pd_frame_title(const struct pd_frame *frame, const char *left, const char *right);

/* Puts a part of a text. */
void pd_frame_part(
	int row, int column, int width, unsigned style, const char *text, size_t size);

/* How many bytes of text are its first line of so many cells, broken at a blank where
 * there is one not far from the end, or at a line feed; *next is where the rest
 * begins. */
size_t pd_frame_wrap(const char *text, size_t size, int cells, size_t *next);

/* The lines that text needs; puts it, at most rows lines, and returns how many. */
int pd_frame_count(const char *text, int cells);
int pd_frame_text(int row, int rows, int columns, unsigned style, const char *text);

#endif
