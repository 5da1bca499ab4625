/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/names.h"

#include <stdlib.h>

void
pd_names_free(struct pd_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i]);
	free(names->items);
	*names = (struct pd_names){0};
}
