/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/reading.h"

#include <stdlib.h>

void
pd_objects_free(struct pd_objects *objects)
{
	free(objects->items);
	pd_left_outs_free(&objects->left_out);
	pd_secret_wipe(&objects->bytes);
	*objects = (struct pd_objects){0};
}
