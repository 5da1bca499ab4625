/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_COMPLETE_H
#define PD_UI_ASK_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

/* File names in a field: words parted by blanks, where a backslash takes the next
 * character as it is, and a ~ at the start is the home directory. */

/* How many names a field takes. */
enum pd_name_count { PD_ONE_NAME, PD_MANY_NAMES };

/* One word as a path; free() it. */
char *pd_complete_path(const char *word);

/* Takes the next word off *text; NULL at the end; free() it. It is a path already. */
char *pd_complete_word(const char **text);

/* A path as it is typed in a field; free() it. */
char *pd_complete_escape(const char *path, enum pd_name_count names);

/* What Tab does behind a text. */
struct pd_completion {
	char *more; /* to be added to it; NULL: nothing */
	char *told; /* the names there are, or why there is none; NULL: one whole name */
	bool found; /* is there a name that begins so? */
	char *last; /* the last name told, where there are more; else NULL */
};

/* Completes the file name that the last word of text begins; of one name, blanks are part
 * of it. All is NULL and false where there is no such word, or it is "-". What is told of
 * many names begins behind after, the last of the page before; NULL: with the first. */
struct pd_completion pd_complete(
	const char *text, enum pd_name_count names, const char *after);
void pd_completion_free(struct pd_completion *completion);

#endif
