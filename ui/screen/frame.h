/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FRAME_H
#define PD_UI_SCREEN_FRAME_H

#include "ui/terminal/terminal.h"

/* Which line of the screen is for what:
 *	0 tabs, 1 title, body, summary or filter, message, keys
 * and drawing that several sheets share. */

enum { PD_LEAST_COLUMNS = 20, PD_LEAST_ROWS = 5, PD_NARROW = 60 };

/* How much of the selected row is highlighted; nothing if another sheet lies on the
 * list. */
enum pd_lit { PD_LIT_ROW, PD_LIT_NAME, PD_LIT_MARKER, PD_LIT_NOTHING };

struct pd_frame {
	int columns;
	int title;      /* -1: no room for one */
	int body, rows; /* first line, and number of lines, at least 1 */
	int summary;    /* -1: no room */
	int message, message_rows;
	int keys;
	enum pd_lit lit;
};

/* Lays out a screen of at least the minimum size. A second message line replaces the
 * summary; further ones take lines from the body. */
struct pd_frame pd_frame_make(struct pd_size size, int message_rows);

/* Like pd_term_put, but ends a text that is cut with "~". */
void pd_frame_put(int row, int column, int width, unsigned style, const char *text);

/* Writes a whole line: left, and right at its end if both fit. */
void pd_frame_line(const struct pd_frame *frame, int row, unsigned style,
	const char *left, const char *right);

/* The same for the title line, if there is one; right may be NULL. */
void pd_frame_title(const struct pd_frame *frame, const char *left, const char *right);

/* The same with counts at its right, such as "2 expired  4 valid": they stay where both do not
 * fit, with shorter words if need be, and the title loses what it explains. NULL: none. */
void pd_frame_title_counted(
	const struct pd_frame *frame, const char *title, const char *counts);

/* Draws a bar of that width, of which so many cells are full. */
void pd_frame_bar(int row, int column, int width, int full);

/* Draws a dim line of dashes, where a sheet ends. */
void pd_frame_rule(const struct pd_frame *frame, int row);

/* The text as it is shown in that many cells, a cut marked with "~"; free() it. */
char *pd_frame_shorten(const char *text, int cells);

/* Draws "[ words ]", cut to end on the line, in PD_STYLE_FOCUS with the cursor on it;
 * returns the column where the next button goes. */
int pd_frame_button(
	int row, int column, int columns, unsigned style, const char *words);

/* Moves *top, the first of rows lines shown of count, as little as needed to show the
 * line at. */
void pd_frame_scroll(size_t at, size_t *top, size_t rows, size_t count);

/* Like pd_term_put, for the first size bytes of text. */
void pd_frame_part(
	int row, int column, int width, unsigned style, const char *text, size_t size);

/* Wraps text: returns how many bytes fit into a first line of that many cells, broken
 * at a line feed or preferably at a blank. *next is the offset of the rest. */
size_t pd_frame_wrap(const char *text, size_t size, int cells, size_t *next);

/* The number of lines that text needs; draws it in at most rows lines, the last with a mark
 * if there is more, and returns how many. */
int pd_frame_count(const char *text, int cells);
int pd_frame_text(int row, int rows, int columns, unsigned style, const char *text);

#endif
