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

/* Stages settings.cfg without a setting, which is at its default then, or at what this host
 * says. It has to be set there. */
bool pd_settings_drop(struct pd_store *store, struct pd_change *change,
	const char *name, struct pd_error *error);

/* A text, or a list of words with NULL at its end, as it stands in the file; free() it. */
char *pd_settings_quote(const char *text);
char *pd_settings_quote_list(const char *const *words);

/* For group_change.c: stages the new text, where old is what was read before it was edited;
 * fails because editing would harm what else is there. */
bool pd_settings_stage_text(struct pd_change *change, struct pd_bytes old,
	const struct pd_buffer *new, struct pd_error *error);
bool pd_settings_fail_harm(const char *name, struct pd_error *error);

#endif
