/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_FLEET_FLEET_TAB_H
#define PD_TABS_FLEET_FLEET_TAB_H

#include "operation/operation.h"
#include "operation/view.h"

/* fleet: hosts beyond this one, reached by Ansible. */

extern const struct pd_operation pd_fleet_operations[];

bool pd_fleet_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
