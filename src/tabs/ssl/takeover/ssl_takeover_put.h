/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_TAKEOVER_PUT_H
#define PD_TABS_SSL_SSL_TAKEOVER_PUT_H

#include "tabs/ssl/takeover/ssl_takeover.h"

/* Keeping what was taken over: in the register, the index and the record of the list. */

/* "17 certificates and 3 revocations", once staged; NULL: nothing was new. free() it. */
char *pd_takeover_counts(const struct pd_takeover *takeover);

/* Stages all of it: certificates and marks in the register, the index, and the list. */
bool pd_takeover_put(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *ca, struct pd_takeover *takeover,
	struct pd_result *result, struct pd_error *error);

#endif
