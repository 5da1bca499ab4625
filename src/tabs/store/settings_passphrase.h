/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_SETTINGS_PASSPHRASE_H
#define PD_TABS_STORE_SETTINGS_PASSPHRASE_H

#include "operation/context.h"
#include "operation/field.h"
#include "operation/result.h"

/* The setting key_passphrase: whether the private keys of the store are encrypted by a
 * passphrase. settings.cfg does not hold it, and nothing holds the passphrase. */

#define PD_SETTING_PASSPHRASE "key_passphrase"

/* "set" or "none"; constant. */
const char *pd_setting_passphrase_text(struct pd_context *context);
const char *pd_setting_passphrase_help(void);

/* The preview and the run of settings set for it. */
bool pd_setting_passphrase_preview(struct pd_context *context,
	const struct pd_values *values, struct pd_details *out, struct pd_error *error);
bool pd_setting_passphrase_change(struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

#endif
