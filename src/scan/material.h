/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_MATERIAL_H
#define PD_SCAN_MATERIAL_H

#include "scan/found.h"

/* The file at the path, which is read if it is new. */
struct pd_scan_file *pd_material_find(
	struct pd_machine *scan, const char *path, enum pd_ground_want want);

#endif
