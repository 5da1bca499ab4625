/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_STATUS_H
#define PD_TABS_STORE_STATUS_H

#include "operation/operation.h"
#include "tabs/store/status_watch.h"

/* How long everything in the store is still good, for monitoring; for people see ends.h. */

extern const struct pd_operation pd_status_operations[];

/* What a list says is left of it, "6 d"; the row of its tab that shows it; free() them. */
char *pd_status_left(const struct pd_watched *item, int64_t now);
char *pd_status_place(const struct pd_watched *item);

#endif
