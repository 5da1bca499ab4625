/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_GROUPS_H
#define PD_STORE_GROUPS_H

#include <libconfig.h>

#include "base/error.h"
#include "store/record.h"

/* Lists of groups in settings.cfg: name = ( { ... }, { ... } ); */

struct pd_store;

/* Reads each group of the list called name, in all layers of settings, into out, which the
 * caller frees, on failure too. The list may be missing. PD_ESTORE, settings.cfg:LINE: it
 * is not a list, has more than most groups, or read refused one. */
typedef bool pd_read_group(const char *shown, const config_setting_t *group, void *out,
	struct pd_error *error);
bool pd_groups_read(struct pd_store *store, const char *name, int most,
	pd_read_group *read, void *out, struct pd_error *error);

#endif
