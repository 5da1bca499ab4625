/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_SCREEN_VIEW_H
#define PD_TESTS_SCREEN_VIEW_H

#include <stdbool.h>
#include <stddef.h>

/* What a terminal shows after the bytes that were written to it. */

struct view;

enum view_attribute {
	VIEW_BOLD = 1,
	VIEW_REVERSE = 2,
	VIEW_UNDERLINE = 4,
	VIEW_COLOURED = 8,
};

struct view *view_new(int rows, int columns);
void view_free(struct view *view);
void view_resize(struct view *view, int rows, int columns);
void view_write(struct view *view, const char *bytes, size_t size);

/* What the terminal itself has to say to the program, such as its cursor's place. */
size_t view_answer(struct view *view, char *out, size_t room);

int view_rows(const struct view *view);
int view_columns(const struct view *view);
/* A row as UTF-8 without trailing blanks; free() it. */
char *view_row(const struct view *view, int row);
/* All rows, each with a line feed; free() it. */
char *view_text(const struct view *view);

void view_cursor(const struct view *view, int *row, int *column);
unsigned view_attributes(const struct view *view, int row, int column);

/* What a terminal of this kind sends around a paste: "" unless it was asked to. */
size_t view_paste_mark(struct view *view, bool begins, char *out, size_t room);

/* Is nothing left switched on: the other screen, marked pastes, a hidden cursor,
 * application keys, attributes? Otherwise the name of the first that is. */
const char *view_left_on(struct view *view);

/* How often it has rung. */
int view_bells(const struct view *view);

/* The cells of UTF-8 text. */
int view_cells(const char *text, size_t size);

#endif
