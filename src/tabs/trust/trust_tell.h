/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_TELL_H
#define PD_TABS_TRUST_TRUST_TELL_H

#include "tabs/trust/trust_judge.h"

/* Reports the judgement of the question, records a rejected chain under host, and sets the
 * exit status. */
bool pd_judgement_tell(struct pd_context *context, const char *host,
	const struct pd_question *question, const struct pd_judgement *judgement,
	struct pd_result *result, struct pd_error *error);

/* Warns of what a name in the trust list does not tell: whether it counts as a CA. */
void pd_trust_warn_of_anchor(
	const struct pd_certificate *certificate, struct pd_result *result);

#endif
