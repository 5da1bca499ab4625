/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_USES_H
#define PD_SCAN_USES_H

#include "scan/found.h"

struct pd_config;
struct pd_service;

/* Are its grammar, ports and protocol such as there are? PD_EINPUT, FILE:LINE: it would be
 * passed over, as if it used nothing. */
bool pd_scan_check_service(const struct pd_service *service, struct pd_error *error);

/* Adds what the configuration uses. */
void pd_scan_add_uses(struct pd_machine *scan, const struct pd_config *config);

#endif
