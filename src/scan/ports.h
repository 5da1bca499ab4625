/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_PORTS_H
#define PD_SCAN_PORTS_H

#include "scan/found.h"

/* Asks the ports of all uses. */
void pd_scan_ask_ports(struct pd_machine *scan, const struct pd_scan_order *order);

#endif
