/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
pd_names_free(struct pd_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct pd_names){0};
}

void
pd_names_add(struct pd_names *names, const char *name)
{
	names->items = pd_grow_by_one(names->items, names->count, sizeof *names->items);
	names->items[names->count++] = pd_copy(name);
}

static int
compare_items(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

void
pd_names_sort(struct pd_names *names)
{
	if (names->count > 0)
		qsort(names->items, names->count, sizeof *names->items, compare_items);
}

static int
compare_name(const void *name, const void *item)
{
	return strcmp(name, *(char *const *)item);
}

bool
pd_names_have(const struct pd_names *names, const char *name)
{
	return names->count > 0 && bsearch(name, names->items, names->count,
					   sizeof *names->items, compare_name) != NULL;
}
