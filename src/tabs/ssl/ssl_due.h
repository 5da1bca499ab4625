/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_DUE_H
#define PD_TABS_SSL_SSL_DUE_H

#include "tabs/ssl/ssl_issued.h"

/* What the CA in use has issued and is to be renewed now, without anybody looking. */

/* Appends those that end within so many days, or, with 0, are in the last third of their
 * lives; not revoked, not renewed yet, and still where they were handed over. Warns of
 * those that are due too, but cannot be renewed without being asked. */
bool pd_due_find(struct pd_context *context, long days, struct pd_issued_list *out,
	struct pd_result *result, struct pd_error *error);

#endif
