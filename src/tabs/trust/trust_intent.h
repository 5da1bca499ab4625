/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_INTENT_H
#define PD_TABS_TRUST_TRUST_INTENT_H

#include "x509/read/left_out.h"
#include "x509/read/reader.h"

/* What OpenSSL or p11-kit has put down beside a certificate: whether, and for what, it is to be
 * trusted. Distrust stays distrust, and the trust list here knows no limits. */

/* May it be trusted as the trust list trusts? What a refusal says goes from what else is told of
 * that place. */
bool pd_trust_intent_admit(const struct pd_object *object, struct pd_left_outs *told,
	const char *place, struct pd_error *problem);

#endif
