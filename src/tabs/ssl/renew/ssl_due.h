/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_RENEW_SSL_DUE_H
#define PD_TABS_SSL_RENEW_SSL_DUE_H

#include "tabs/ssl/ssl_issued.h"

/* What the CA in use has issued and is to be renewed now, without anybody looking. */

/* Does it end within so many days, or, with 0, is it in the last third of its life? */
bool pd_due_is(const struct pd_validity *validity, long days, int64_t now);

/* Appends those that end within so many days, or, with 0, are in the last third of their
 * lives; not revoked, not renewed yet, and still where they were handed over. Warns of
 * those that are due too, but cannot be renewed without being asked. */
bool pd_due_find(struct pd_context *context, long days, struct pd_issued_list *out,
	struct pd_result *result, struct pd_error *error);

#endif
