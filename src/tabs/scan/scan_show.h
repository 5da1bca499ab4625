/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_SHOW_H
#define PD_TABS_SCAN_SCAN_SHOW_H

#include "operation/operation.h"

/* The operation show. */
pd_run pd_scan_show;

#endif
