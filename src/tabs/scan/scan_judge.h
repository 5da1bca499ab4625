/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_JUDGE_H
#define PD_TABS_SCAN_SCAN_JUDGE_H

#include "scan/scan.h"
#include "tabs/scan/find.h"

/* A scan of this machine, judged. */

/* Scans and judges. The store may be missing: then nothing of it counts. */
bool pd_finds_make(struct pd_context *context, const struct pd_scan_order *order,
	struct pd_finds *out, struct pd_error *error);
void pd_finds_free(struct pd_finds *finds); /* leaves it empty; PD_AUTO fits */

/* That of the file, by the path it is shown with or leads to. PD_EUSAGE: none. */
const struct pd_find *pd_finds_find(
	const struct pd_finds *finds, const char *path, struct pd_error *error);

#endif
