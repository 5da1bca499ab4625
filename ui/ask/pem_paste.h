/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_PEM_PASTE_H
#define PD_UI_ASK_PEM_PASTE_H

#include "operation/operation.h"

#include <stdbool.h>

/* The area of a form that takes pasted PEM text. It shows the first and the last line,
 * how many there are, and what they are; never what a key is made of. */

struct pd_paste {
	struct pd_secret text;
	char *words; /* what it holds: "Found: 2 certificates, 1 private key"; NULL:
			nothing */
	bool any;    /* of any text, of which only the size is shown (PD_ANY_TEXT) */
	bool unread; /* its words are of what was there before */
};

/* Adds what was pasted, on a line of its own if it is PEM. false: it would be more than
 * is read. */
bool pd_paste_add(struct pd_paste *paste, struct pd_bytes text);

/* Adds to its words what it is about, where that can be read now. */
void pd_paste_look(struct pd_paste *paste, struct pd_context *context);

/* Takes a character, Backspace, C-u (forget all), or Enter where a line break makes
 * sense. false: it is not for the area. */
bool pd_paste_key(struct pd_paste *paste, int key);

/* Finds its words after keys: once for many, for the whole text is looked through. */
void pd_paste_settle(struct pd_paste *paste);

/* Is it sure that none can read it, for the reason that its words give? */
bool pd_paste_is_broken(const struct pd_paste *paste);

/* How many lines it is drawn in; draws them, and returns the column of the cursor on
 * the last of them, or 0 where it belongs to the first. */
int pd_paste_rows(const struct pd_paste *paste);
int pd_paste_draw(const struct pd_paste *paste, int row, int column, int width);

void pd_paste_free(struct pd_paste *paste); /* wipes, and leaves it empty */

/* What a text holds, or what is wrong with it: "Found: 2 certificates", NULL: nothing;
 * what is known in it: "2 certificates, 1 private key", or NULL; free() them. How many
 * lines it has. */
char *pd_paste_words(struct pd_bytes text);
char *pd_paste_kinds(struct pd_bytes text);
size_t pd_paste_lines(struct pd_bytes text);

#endif
