/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_REMEDY_H
#define PD_TABS_TRUST_TRUST_REMEDY_H

#include "tabs/trust/trust_judge.h"
#include "tabs/trust/trust_rejected.h"

/* What trust in one certificate of a rejected chain mends, found by judging the chain as if
 * it was trusted. */

/* The number, on the path that was judged, of the topmost certificate with which the
 * question is answered by yes; 0: none. */
long pd_remedy_find(struct pd_context *context, const struct pd_question *question,
	const struct pd_judgement *judgement);

/* The reasons, as bits of enum pd_reject, that stay against a rejected chain once its
 * certificate of that number is trusted. Revocation lists and OCSP responses that came
 * with the chain are not kept; what they said stays, but where the record has that
 * certificate for the remedy. */
bool pd_remedy_rest(struct pd_context *context, const struct pd_rejected *rejected,
	const struct pd_certificates *chain, long number, unsigned *rest,
	struct pd_error *error);

#endif
