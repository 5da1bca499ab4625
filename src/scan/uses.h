/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_USES_H
#define PD_SCAN_USES_H

#include "scan/found.h"

struct pd_config;

/* Adds what the configuration uses. */
void pd_scan_add_uses(struct pd_machine *scan, const struct pd_config *config);

#endif
