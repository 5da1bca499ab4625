/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_WORDS_H
#define PD_UI_ASK_WORDS_H

#include <stddef.h>

/* A list of words that are valid at some place of a command line. */

struct pd_words {
	char **items;
	size_t count;
};

/* Appends word, which it takes. */
void pd_words_add(struct pd_words *words, char *word);
void pd_words_free(struct pd_words *words); /* leaves it empty; PD_AUTO fits */

/* The entry that was probably meant by word, borrowed; NULL if none is close. The beginning
 * of an entry means that entry. */
const char *pd_words_nearest(const struct pd_words *words, const char *word);

#endif
