/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_TAKE_RELOAD_H
#define PD_TABS_SCAN_TAKE_RELOAD_H

#include "tabs/scan/find.h"

/* The command by which all services that use it take a new certificate: by their units where
 * systemd runs, else by their scripts in /etc/init.d. One that does not run stays so. Adds a
 * sentence to warnings where a service has neither. NULL: there is nothing to run; free()
 * it. */
char *pd_take_reload(const struct pd_find *find, struct pd_names *warnings);

#endif
