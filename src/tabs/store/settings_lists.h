/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_SETTINGS_LISTS_H
#define PD_TABS_STORE_SETTINGS_LISTS_H

#include "operation/operation.h"
#include "operation/view.h"

/* Hooks and profiles, which are lists of settings.cfg: as rows, and as operations of the
 * settings. Their rows' ids are "hook/PATH" and "profile/NAME". */

bool pd_hook_rows(
	struct pd_context *context, struct pd_rows *out, struct pd_error *error);
bool pd_profile_rows(
	struct pd_context *context, struct pd_rows *out, struct pd_error *error);

/* Adds both as sections; what cannot be read is said in their place. */
void pd_settings_lists_view(struct pd_context *context, struct pd_view *out);

extern const struct pd_field pd_hook_set_fields[], pd_hook_rename_fields[],
	pd_hook_remove_fields[];
extern const struct pd_field pd_profile_set_fields[], pd_profile_rename_fields[],
	pd_profile_remove_fields[];
pd_run pd_hook_set, pd_hook_rename, pd_hook_remove;
pd_run pd_profile_set, pd_profile_rename, pd_profile_remove;
pd_preview pd_hook_preview_set, pd_hook_preview_remove;
pd_preview pd_profile_preview_set, pd_profile_preview_remove;

#endif
