/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_DELIVERY_H
#define PD_TABS_SSL_SSL_DELIVERY_H

#include "tabs/ssl/ssl_handover.h"
#include "tabs/ssl/ssl_order.h"

/* The end of issue, renew and batch: what was signed is recorded, handed over and told. */

struct pd_delivery {
	const struct pd_authority *authority;
	const struct pd_order *orders; /* signed */
	size_t count;
	struct pd_handover handover; /* its directory is that of all of them */
};

/* Records them all as one change, then writes their files: not even a crash may leave a
 * certificate that the register does not know. Either all of it is done or nothing.
 * Refused before anything is recorded: files that may not be replaced. */
bool pd_delivery_run(const struct pd_delivery *delivery, struct pd_context *context,
	const char *sentence, struct pd_result *result, struct pd_error *error);

/* Records one certificate that the CA signed for another tab, as its own entry in history:
 * undo there leaves the register as it is. *number is that of the entry. */
bool pd_delivery_record(struct pd_context *context,
	const struct pd_authority *authority, const struct pd_order *order,
	long *number, struct pd_error *error);

/* What followed failed, so history entry number, which recorded what was issued, is undone.
 * Always false; error says so if that fails, too. */
bool pd_delivery_take_back(
	struct pd_context *context, long number, struct pd_error *error);

#endif
