/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_HOSTS_H
#define PD_TABS_TRUST_TRUST_HOSTS_H

#include "operation/operation.h"
#include "probe/probe.h"

/* Many hosts checked at once. */

/* The hosts in the file of the value "all", one a line, checked as model says, several
 * at a time: one table, and the exit status of the worst. */
bool pd_trust_check_all(struct pd_context *context, const struct pd_values *values,
	const struct pd_probe *model, struct pd_result *result, struct pd_error *error);

#endif
