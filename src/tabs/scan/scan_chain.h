/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_CHAIN_H
#define PD_TABS_SCAN_SCAN_CHAIN_H

#include "tabs/scan/find.h"

struct pd_lists;

/* What is wrong with the chain that a use shows. */
void pd_find_judge_chain(struct pd_context *context, const struct pd_finds *finds,
	const struct pd_lists *lists, const struct pd_scan_use *use,
	struct pd_find *find);

#endif
