/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_SETTINGS_CHANGE_H
#define PD_STORE_SETTINGS_CHANGE_H

#include "store/change.h"
#include "store/settings.h"

/* Stages settings.cfg with the value that name has in settings; all else in it stays as
 * its author wrote it, comments and order too. PD_ESTATE if somebody edits the file in
 * this moment. */
bool pd_settings_put(struct pd_store *store, struct pd_change *change,
	const struct pd_settings *settings, const char *name, struct pd_error *error);

#endif
