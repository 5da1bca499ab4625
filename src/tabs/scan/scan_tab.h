/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_TAB_H
#define PD_TABS_SCAN_SCAN_TAB_H

#include "operation/operation.h"
#include "operation/view.h"

/* What is on this machine: certificates and keys, what uses them, and what is wrong. */

extern const struct pd_operation pd_scan_operations[];

/* Asks no ports, and takes a few seconds at most. */
bool pd_scan_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
