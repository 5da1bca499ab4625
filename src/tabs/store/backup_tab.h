/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_BACKUP_TAB_H
#define PD_TABS_STORE_BACKUP_TAB_H

#include "operation/operation.h"
#include "operation/view.h"

/* Backups of the store, and restoring one, beside the tabs. Their rows of pd_tabs name
 * these. */

extern const struct pd_operation pd_backup_operations[], pd_restore_operations[];
bool pd_backup_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);
bool pd_restore_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

/* What is known of the last backup: numbers "time" and "files", texts "file" and
 * "sha256". */
#define PD_BACKUP_RECORD "backup"

#endif
