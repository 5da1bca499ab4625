/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_ENCRYPTION_ENCRYPTION_H
#define PD_TABS_ENCRYPTION_ENCRYPTION_H

#include "operation/operation.h"
#include "operation/view.h"
#include "tabs/encryption/alias.h"

/* The Encryption tab: certificates to encrypt secrets for. Its row of pd_tabs names
 * these. */

extern const struct pd_operation pd_encryption_operations[];
bool pd_encryption_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

/* Operations of its table that have files of their own. */
pd_run pd_encryption_list, pd_encryption_show, pd_encryption_export;
pd_run pd_encryption_add, pd_encryption_import, pd_encryption_generate,
	pd_encryption_update, pd_encryption_delete, pd_encryption_ensure;
pd_preview pd_encryption_preview_ensure;
pd_run pd_encryption_encrypt, pd_encryption_decrypt, pd_encryption_job_resource;
/* The name that the encrypted file gets, by that of the file; free() it. */
char *pd_encryption_follow_file(
	struct pd_context *context, const struct pd_values *values);

/* Do these values of update change the entry? PD_EUSAGE if not. */
bool pd_alias_check_update(const struct pd_alias *before,
	const struct pd_values *values, struct pd_error *error);

#endif
