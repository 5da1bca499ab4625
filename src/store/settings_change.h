/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_SETTINGS_CHANGE_H
#define PD_STORE_SETTINGS_CHANGE_H

#include "store/change.h"
#include "store/settings.h"

/* Stages settings.cfg with the value that name has in settings; all else in it stays,
 * but comments, which libconfig does not keep. */
bool pd_settings_put(struct pd_store *store, struct pd_change *change,
	const struct pd_settings *settings, const char *name, struct pd_error *error);

#endif
