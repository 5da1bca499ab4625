/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_TAKE_H
#define PD_TABS_SCAN_SCAN_TAKE_H

#include "operation/operation.h"

/* The operation take, its preview, what its form begins with, and why it is not possible. */
pd_run pd_scan_take;
pd_preview pd_scan_preview_take;
char *pd_scan_propose_name(struct pd_context *context, const char *row);
pd_blocked pd_scan_blocked_take;

#endif
