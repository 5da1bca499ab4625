/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_SCAN_ROWS_H
#define PD_TABS_SCAN_SCAN_ROWS_H

#include "operation/operation.h"
#include "tabs/scan/find.h"

/* The list. */
void pd_scan_fill_rows(const struct pd_context *context, const struct pd_finds *finds,
	struct pd_rows *rows);

/* Who uses it, "nginx, postfix"; where, "nginx /etc/nginx/nginx.conf:12"; free() them. */
char *pd_scan_users(const struct pd_find *find);
char *pd_scan_place(const struct pd_scan_use *use);

/* The deploy target of a row of that list, "" if it has none. Borrowed. */
const char *pd_scan_target_of(const struct pd_row *row);

/* Warns of what could not be read, of much the first. */
void pd_scan_warn_unread(const struct pd_finds *finds, struct pd_result *result);

#endif
