/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_WATCH_H
#define PD_TABS_SCAN_SCAN_WATCH_H

#include "tabs/store/status_watch.h"

/* Adds what a scan of this machine finds to what status tells, by the notice in watch. What
 * could not be read is an item, too. */
bool pd_scan_watch(
	struct pd_context *context, struct pd_watch *watch, struct pd_error *error);

#endif
