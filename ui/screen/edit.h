/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_EDIT_H
#define PD_UI_SCREEN_EDIT_H

#include "ui/terminal/terminal.h"

/* A one-line editor with the keys of readline, for UTF-8 including wide characters. The
 * text may be a passphrase and is wiped. Starts as {0}. */

struct pd_edit {
	struct pd_secret text;
	size_t at;    /* byte offset of the cursor */
	size_t first; /* byte offset of the first character shown */
	size_t limit; /* maximum size in bytes; 0: 4,096 */
	bool masked;  /* shows '*' for each character */
	/* What the text was before each change, for C-_; the characters typed one after the
	 * other are one. */
	struct pd_edit_step {
		struct pd_secret text;
		size_t at;
	} * steps;
	size_t step_count;
	bool typing;             /* the last key was a character */
	struct pd_secret killed; /* what C-k, C-u or C-w removed, for C-y */
};

size_t pd_edit_limit(const struct pd_edit *edit); /* in bytes */

/* Replaces the text and puts the cursor at its end. */
void pd_edit_set(struct pd_edit *edit, const char *text);

/* The same, so that C-_ brings back what was there. */
void pd_edit_replace(struct pd_edit *edit, const char *text);

/* Handles a key: a character, an arrow, Home, End, or C- with a e b f k u w y d h t, and _
 * which undoes. false: not an editing key, nothing changed. */
bool pd_edit_key(struct pd_edit *edit, int key);

/* Inserts pasted text as one line: control characters are removed, and line breaks around
 * it, within it they become blanks. Other white space around it goes where it is whole: the
 * blank at the end of a part may stand between two words. false: it does not fit, and
 * nothing is inserted. */
bool pd_edit_paste(struct pd_edit *edit, struct pd_pasted pasted);

/* Appends text and puts the cursor at the end. No effect if it does not fit. */
void pd_edit_append(struct pd_edit *edit, const char *text);

/* Draws width cells from there on, scrolled so that the cursor is visible; '<' and '>'
 * show that there is more. Returns the column of the cursor. */
int pd_edit_draw(struct pd_edit *edit, int row, int column, int width, unsigned style);

void pd_edit_free(struct pd_edit *edit); /* wipes; {0} again */

#endif
