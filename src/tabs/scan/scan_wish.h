/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_WISH_H
#define PD_TABS_SCAN_SCAN_WISH_H

#include "operation/operation.h"
#include "scan/scan.h"

/* What a form of the tab asks for a scan; values, which stay lent, may be of another. */
struct pd_scan_wish {
	struct pd_names paths;
	struct pd_scan_order order;
};
void pd_scan_wish_read(struct pd_context *context, const struct pd_values *values,
	struct pd_scan_wish *out);
void pd_scan_wish_free(struct pd_scan_wish *wish); /* PD_AUTO fits */

#endif
