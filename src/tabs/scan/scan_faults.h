/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_FAULTS_H
#define PD_TABS_SCAN_SCAN_FAULTS_H

#include "tabs/scan/find.h"

/* Judges one, by all that was found. lists: those of the store. */
struct pd_lists;
void pd_find_judge(struct pd_context *context, const struct pd_finds *finds,
	const struct pd_lists *lists, struct pd_find *find);

#endif
