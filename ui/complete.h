/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_COMPLETE_H
#define PD_UI_COMPLETE_H

#include <stdbool.h>
#include <stddef.h>

/* File names in a field: words parted by blanks, where a backslash takes the next
 * character as it is, and a ~ at the start is the home directory. */

/* One word as a path; free() it. */
char *pd_complete_path(const char *word);

/* Takes the next word off *text; NULL at the end; free() it. It is a path already. */
char *pd_complete_word(const char **text);

/* What Tab adds behind text, whose last word begins a file name (many: there may be
 * several words); free() it. NULL: nothing. *choices lists the names there are when
 * there are several; free() it. */
char *pd_complete_more(const char *text, bool many, char **choices);

#endif
