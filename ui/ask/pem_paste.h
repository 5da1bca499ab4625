/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_PEM_PASTE_H
#define PD_UI_ASK_PEM_PASTE_H

#include "operation/operation.h"

#include <stdbool.h>

/* The area of a form for pasted PEM text. It shows the first and the last line, the
 * number of lines and what they are, never key material. */

struct pd_paste {
	struct pd_secret text;
	char *words; /* "Found: 2 certificates, 1 private key"; NULL: nothing */
	bool any;    /* takes any text and shows only its size (PD_ANY_TEXT) */
	bool unread; /* the text has changed since words was made */
};

/* Appends pasted text; PEM begins a line of its own. false: it would exceed the limit for
 * input. */
bool pd_paste_add(struct pd_paste *paste, struct pd_bytes text);

/* Appends to words whose certificates these are, if that can be read yet. */
void pd_paste_look(struct pd_paste *paste, struct pd_context *context);

/* Handles a character, Backspace, C-u (clear) and, where a line break makes sense, Enter.
 * false: the key is not for the area. */
bool pd_paste_key(struct pd_paste *paste, int key);

/* Brings words up to date after keys; it scans the whole text, so call it once for many
 * of them. */
void pd_paste_settle(struct pd_paste *paste);

/* Is it certain that the text cannot be read, for the reason that words gives? */
bool pd_paste_is_broken(const struct pd_paste *paste);

/* The number of rows it is drawn in. pd_paste_draw returns the column of the cursor in the
 * last row, or 0 if the cursor belongs in the first. */
int pd_paste_rows(const struct pd_paste *paste);
int pd_paste_draw(const struct pd_paste *paste, int row, int column, int width);

void pd_paste_free(struct pd_paste *paste); /* wipes, and leaves it empty */

/* Describes text, "Found: 2 certificates", or says what is wrong with it (NULL: it is
 * empty); lists its kinds alone, "2 certificates, 1 private key" (NULL: none); free() both.
 * And counts its lines. */
char *pd_paste_words(struct pd_bytes text);
char *pd_paste_kinds(struct pd_bytes text);
size_t pd_paste_lines(struct pd_bytes text);

#endif
