/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_WORDS_H
#define PD_UI_ASK_WORDS_H

#include <stddef.h>

/* A list of words that are known somewhere on the command line. */

struct pd_words {
	char **items;
	size_t count;
};

/* Appends; takes the word over. */
void pd_words_add(struct pd_words *words, char *word);
void pd_words_free(struct pd_words *words); /* leaves it empty; PD_AUTO fits */

/* The one that was probably meant by word; borrowed; NULL if none is near. An
 * unfinished word means the one that it begins. */
const char *pd_words_nearest(const struct pd_words *words, const char *word);

#endif
