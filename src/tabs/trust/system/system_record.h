/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_SYSTEM_SYSTEM_RECORD_H
#define PD_TABS_TRUST_SYSTEM_SYSTEM_RECORD_H

#include "store/check.h"
#include "tabs/trust/system/system_change.h"

/* What was done to the trust of this system, in the store: system/SHA256. */

/* Stages it; what takes back an act that is there removes its record. */
bool pd_system_record(struct pd_context *context, struct pd_change *change,
	const struct pd_system_wish *wish, const char *file, struct pd_error *error);

/* Finds where the system is not as the records say: somebody else, or an update, changed it. */
void pd_system_check(struct pd_context *context, struct pd_store_faults *out);

/* After an operation: if it was an undo that touched such records, does to the system what
 * they say then. What fails is a warning. */
void pd_system_after(struct pd_context *context, struct pd_result *result);

#endif
