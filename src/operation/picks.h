/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_PICKS_H
#define PD_OPERATION_PICKS_H

#include <stddef.h>

/* What a field of text is one of, where a person knows each by what it is, not by its word:
 * in the order in which they are shown. */

struct pd_pick {
	char *words; /* what it is, safe text */
	char *note;  /* what choosing it means, safe text; or NULL */
	int depth; /* levels below the first, as of a chain that begins with its root */
};

struct pd_picks {
	char **values; /* what the operation gets, one for each item, then NULL; NULL: none */
	struct pd_pick *items;
	size_t count;
};

/* Copies the texts; note may be NULL. */
void pd_picks_add(struct pd_picks *picks, const char *value, const char *words,
	const char *note, int depth);
void pd_picks_free(struct pd_picks *picks); /* leaves it empty; PD_AUTO fits */

#endif
