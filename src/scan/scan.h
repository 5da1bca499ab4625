/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_SCAN_H
#define PD_SCAN_SCAN_H

#include "scan/found.h"

/* What is on this machine: files with certificates and keys, and what uses them. It judges
 * nothing, and writes nothing. */

/* false: the table of services or the root cannot be read, or it was cancelled. All else is
 * noted in the ground. */
bool pd_scan_run(const struct pd_scan_order *order, struct pd_machine *out,
	struct pd_error *error);

#endif
