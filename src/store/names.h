/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_NAMES_H
#define PD_STORE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Names in a directory, sorted, and other lists of names. */
struct pd_names {
	char **items;
	size_t count;
};

void pd_names_add(struct pd_names *names, const char *name); /* copied, at the end */
void pd_names_sort(struct pd_names *names);
bool pd_names_have(
	const struct pd_names *names, const char *name); /* they are sorted */
void pd_names_free(struct pd_names *names); /* leaves it empty; PD_AUTO fits */

#endif
