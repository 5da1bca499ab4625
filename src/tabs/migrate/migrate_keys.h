/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_MIGRATE_MIGRATE_KEYS_H
#define PD_TABS_MIGRATE_MIGRATE_KEYS_H

#include "tabs/migrate/migrate_plan.h"

/* The TLS keys of a plan: all come as one change, or none. */

bool pd_migrate_keys(struct pd_context *context, const struct pd_migrate_plan *plan,
	struct pd_result *result, struct pd_error *error);
bool pd_migrate_preview_keys(struct pd_context *context,
	const struct pd_migrate_plan *plan, struct pd_details *out,
	struct pd_error *error);

#endif
