/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/picks.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"

void
pd_picks_add(struct pd_picks *picks, const char *value, const char *words,
	const char *note, int depth)
{
	picks->values = pd_grow(picks->values, picks->count + 2, sizeof *picks->values);
	picks->items = pd_grow_by_one(picks->items, picks->count, sizeof *picks->items);
	picks->items[picks->count] = (struct pd_pick){
		.words = pd_text_safe_string(words),
		.note = note ? pd_text_safe_string(note) : NULL,
		.depth = depth,
	};
	picks->values[picks->count++] = pd_copy(value);
	picks->values[picks->count] = NULL;
}

void
pd_picks_free(struct pd_picks *picks)
{
	for (size_t i = 0; i < picks->count; i++) {
		free(picks->values[i]);
		free(picks->items[i].words);
		free(picks->items[i].note);
	}
	free(picks->values);
	free(picks->items);
	*picks = (struct pd_picks){0};
}
