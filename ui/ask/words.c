/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
pd_words_free(struct pd_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct pd_words){0};
}

void
pd_words_add(struct pd_words *words, char *word)
{
	words->items = pd_grow(words->items, words->count + 1, sizeof *words->items);
	words->items[words->count++] = word;
}

enum { LONGEST_WORD = 64 };

static size_t
smallest_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein distance: how many letters to add, remove or change. */
static size_t
word_distance(const char *from, const char *to)
{
	size_t costs[LONGEST_WORD + 1];
	size_t width = strlen(to);
	if (width > LONGEST_WORD)
		return LONGEST_WORD;
	for (size_t k = 0; k <= width; k++)
		costs[k] = k;
	for (size_t i = 0; from[i] != '\0'; i++) {
		size_t corner = costs[0];
		costs[0] = i + 1;
		for (size_t k = 0; k < width; k++) {
			size_t changed = corner + (from[i] != to[k]);
			corner = costs[k + 1];
			costs[k + 1] = smallest_of(
				changed, smallest_of(costs[k], costs[k + 1]) + 1);
		}
	}
	return costs[width];
}

const char *
pd_words_nearest(const struct pd_words *words, const char *word)
{
	const char *found = NULL;
	size_t size = strlen(word);
	size_t best = size < 4 ? 2 : size / 3 + 2;
	if (size > LONGEST_WORD)
		return NULL;
	for (size_t i = 0; i < words->count; i++) {
		const char *known = words->items[i];
		bool begins = size > 2 && strncmp(known, word, size) == 0;
		size_t far = begins ? 0 : word_distance(word, known);
		if (far < best) {
			best = far;
			found = known;
		}
	}
	return found;
}
