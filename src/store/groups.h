/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_GROUPS_H
#define PD_STORE_GROUPS_H

#include <libconfig.h>

#include "base/error.h"
#include "store/record.h"

/* Lists of groups in settings.cfg: name = ( { ... }, { ... } ); */

struct pd_store;

typedef bool pd_read_group(const char *shown, const config_setting_t *group, void *out,
	struct pd_error *error);

struct pd_groups {
	const char *name;
	int most; /* of them in one file */
	pd_read_group *read;
};

/* Reads each group of the list, in all layers of settings, into out, which the caller
 * frees, on failure too. The list may be missing. own: what is about to be written as
 * settings.cfg; NULL: what is there. PD_ESTORE, settings.cfg:LINE: it is not a list, has
 * too many groups, or read refused one. */
bool pd_groups_read(struct pd_store *store, const struct pd_bytes *own,
	const struct pd_groups *groups, void *out, struct pd_error *error);

/* Would that text be right as settings.cfg, for whoever reads one of the lists? */
typedef bool pd_judge_settings(
	struct pd_store *store, const struct pd_bytes *own, struct pd_error *error);

#endif
