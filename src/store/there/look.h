/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_THERE_LOOK_H
#define PD_STORE_THERE_LOOK_H

#include "base/error.h"
#include "base/there/there.h"

#include <stdbool.h>

/* Whether the store has a file. pd_files_exists, and so pd_store_has, pd_store_has_key and their
 * like, say no where the file system does not tell, and that is a doubt (base/there/there.h). */

struct pd_store;

/* PD_THERE_UNKNOWN: error says why, also where there is something else than a regular file that
 * could be taken for one. */
enum pd_there pd_files_look(
	const struct pd_store *store, const char *file, struct pd_error *error);
bool pd_files_exists(const struct pd_store *store, const char *file);

#endif
