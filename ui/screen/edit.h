/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_EDIT_H
#define PD_UI_SCREEN_EDIT_H

#include "ui/terminal/terminal.h"

/* A one-line editor with readline's keys, for UTF-8 and wide characters. Its text is in
 * the wiped type. Starts as {0}. */

struct pd_edit {
	struct pd_secret text;
	size_t at;               /* byte offset of the cursor */
	size_t first;            /* byte offset of the first character shown */
	size_t limit;            /* most bytes; 0: 4,096 */
	bool masked;             /* shows '*' for each character */
	struct pd_secret killed; /* what C-k, C-u, C-w took, for C-y */
};

size_t pd_edit_limit(const struct pd_edit *edit); /* most bytes */

/* Replaces the text, cursor behind it. */
void pd_edit_set(struct pd_edit *edit, const char *text);

/* Takes a key (a character, arrows, Home, End, C-a C-e C-b C-f C-k C-u C-w C-y C-d C-h
 * C-t, M- not). false: not an editing key, nothing changed. */
bool pd_edit_key(struct pd_edit *edit, int key);

/* Inserts pasted text as one line: leading and trailing blanks and line breaks go, line
 * breaks within become blanks, control characters go. false if it was longer than the
 * limit allows (then nothing is inserted). */
bool pd_edit_paste(struct pd_edit *edit, struct pd_bytes pasted);

/* Puts text behind all, and the cursor behind that; not if it is too long. */
void pd_edit_append(struct pd_edit *edit, const char *text);

/* Draws width cells from there, scrolled so that the cursor is visible ('<' and '>'
 * show that there is more); returns the column of the cursor. */
int pd_edit_draw(struct pd_edit *edit, int row, int column, int width, unsigned style);

void pd_edit_free(struct pd_edit *edit); /* wipes; {0} again */

#endif
