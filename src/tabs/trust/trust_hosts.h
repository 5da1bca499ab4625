/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_HOSTS_H
#define PD_TABS_TRUST_TRUST_HOSTS_H

#include "operation/operation.h"
#include "probe/probe.h"

/* Checking many hosts at once. */

/* Checks the hosts in the file of the value "all", one per line, several at a time, as
 * model says. The result is one table, and the exit status of the worst. */
bool pd_trust_check_all(struct pd_context *context, const struct pd_values *values,
	const struct pd_probe *model, struct pd_result *result, struct pd_error *error);

#endif
