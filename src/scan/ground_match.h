/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_GROUND_MATCH_H
#define PD_SCAN_GROUND_MATCH_H

#include "scan/ground.h"

/* The paths that match, in which names may have * ? [ ]; sorted. A path without these is
 * itself, if it is there. */
void pd_ground_match(
	struct pd_ground *ground, const char *pattern, struct pd_names *out);

#endif
