/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_ADMIT_H
#define PD_TABS_TRUST_TRUST_ADMIT_H

#include "operation/operation.h"
#include "x509/certificate/chain.h"

/* What a tab takes in is judged first: its chain as if the last of it was trusted, by the
 * same code as trust verify, for the purpose that the tab has for it. */

/* clang-format off */
#define PD_FIELD_TAKE_ANYWAY \
	{.name = "anyway", .label = N_("Take anyway"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND, \
	 .help = N_("Take it even if programs will refuse it: revoked, weakly signed, for another " \
		"purpose, or with an extension that they do not know")}
/* clang-format on */

struct pd_candidate {
	const struct pd_certificates *chain; /* the first is taken in */
	const char *purpose; /* a word of pd_verify_purpose; NULL: to issue others */
	const char *from;    /* names it in errors */
};

/* Refuses what programs will refuse, and says why, but for its dates, of which each tab
 * speaks by itself. The field "anyway" excuses all, and "allow-weak" that it is weak: that
 * becomes a warning. */
bool pd_trust_admit(struct pd_context *context, const struct pd_values *values,
	const struct pd_candidate *candidate, struct pd_result *result,
	struct pd_error *error);

/* The same as a sentence, whatever is excused: "programs will refuse CN=x: revoked". NULL:
 * they will not. free() it. */
char *pd_trust_refusal(
	struct pd_context *context, const struct pd_candidate *candidate);

#endif
