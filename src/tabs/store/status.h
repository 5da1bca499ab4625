/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_STATUS_H
#define PD_TABS_STORE_STATUS_H

#include "operation/operation.h"
#include "operation/view.h"

/* How long everything in the store is still good: for people and for monitoring. */

extern const struct pd_operation pd_status_operations[];
bool pd_status_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
