/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_IMPORT_H
#define PD_TABS_TRUST_TRUST_IMPORT_H

#include "tabs/trust/trust_entry.h"

/* Certificates that come into the trust list: pasted, or from files and directories. */

pd_run pd_trust_add;    /* pem, alias */
pd_run pd_trust_import; /* file, alias, skip-bad, passphrase */
pd_run pd_trust_alias;  /* id, alias */

/* Subject and fingerprint of each pasted certificate. */
bool pd_trust_preview_add(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);

#endif
