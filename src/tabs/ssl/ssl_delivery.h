/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_DELIVERY_H
#define PD_TABS_SSL_SSL_DELIVERY_H

#include "tabs/ssl/ssl_handover.h"
#include "tabs/ssl/ssl_order.h"

/* The last steps of issue, renew and batch: record what was signed, write its files,
 * and tell the operator. */

struct pd_delivery {
	const struct pd_authority *authority;
	const struct pd_order *orders; /* signed */
	size_t count;
	struct pd_handover handover; /* directory: the one that holds them all */
	bool reload; /* then runs the deploy targets that name a file of theirs */
};

/* Records them as one change, then writes their files, so that not even a crash leaves
 * a certificate that the register does not know. Does all of it or nothing. Files that
 * may not be replaced are refused before anything is recorded. */
bool pd_delivery_run(const struct pd_delivery *delivery, struct pd_context *context,
	const char *sentence, struct pd_result *result, struct pd_error *error);

/* Records a certificate that the CA signed for another tab, as its own history entry,
 * so that undo in that tab leaves the register as it is. *number is the entry. */
bool pd_delivery_record(struct pd_context *context,
	const struct pd_authority *authority, const struct pd_order *order,
	long *number, struct pd_error *error);

/* Undoes history entry number, which recorded what was issued, because a later step
 * failed. Always false; if the undo fails as well, error says so. */
bool pd_delivery_take_back(
	struct pd_context *context, long number, struct pd_error *error);

#endif
