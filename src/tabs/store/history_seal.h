/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_HISTORY_SEAL_H
#define PD_TABS_STORE_HISTORY_SEAL_H

#include "operation/operation.h"

/* The seal of history: what the newest entry is, signed by the signing certificate and
 * kept elsewhere. History itself shows an entry that was changed, but not that somebody
 * took the last ones away or wrote all of them anew. */

/* Writes the seal to FILE, and its CMS signature to FILE.sig. */
pd_run pd_history_seal;

/* Is history, which is whole, the one of the seal that values name? Fails saying what
 * became of it; says what it was sealed by. */
bool pd_history_check_seal(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error);

#endif
