/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_WALK_H
#define PD_SCAN_WALK_H

#include "scan/found.h"

/* Looks through a folder, or at a file. given: it was named, and so are links in it. */
enum pd_scan_walk { PD_SCAN_PLACE, PD_SCAN_GIVEN };
void pd_scan_walk(struct pd_machine *scan, const struct pd_service *service,
	const char *path, enum pd_scan_walk walk);

#endif
