/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ARGUMENTS_H
#define PD_BASE_ARGUMENTS_H

#include <stdbool.h>

/* A program and its arguments as one line of text: words with blanks between them, where
 * quotes ('a b', "a b") and a backslash (a\ b) keep a blank in a word. That is all that is
 * known of a shell's language. */

/* Does each quote end, and is there something behind each backslash? */
bool pd_arguments_are_whole(const char *text);

/* Takes a word off the text, which it changes, and writes it without its quotes in front of
 * what is left. NULL: there is none left. */
char *pd_arguments_cut(char **text);

/* The line that these words, with NULL at their end, are cut from; free() it. */
char *pd_arguments_join(const char *const *words);

#endif
