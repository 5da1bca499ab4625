/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_PATH_H
#define PD_X509_JUDGE_PATH_H

#include "x509/judge/verify.h"

/* Internal to src/x509: one way judged by RFC 5280 6.1, and by what people are warned of
 * today. Its signatures have been checked while it was found. */

/* What a way ends with. */
enum pd_top {
	PD_TOP_TRUSTED,
	PD_TOP_ROOT, /* a self-signed one, which is not trusted */
	PD_TOP_OPEN, /* one whose issuer is missing */
};

/* All that is wrong with it: bits of enum pd_reject. Who trusts an endpoint itself has
 * seen that it is weak, or what it has in it, but not that it was revoked. */
unsigned pd_path_judge(const struct pd_verification *verification,
	const struct pd_way *way, enum pd_top top);

/* What the revocation lists say of a certificate that issuer has signed; the way is as
 * above. 0, PD_REJECT_REVOKED or PD_REJECT_LIST. */
unsigned pd_lists_judge(const struct pd_verification *verification,
	const struct pd_way *way, const struct pd_certificate *certificate,
	const struct pd_certificate *issuer);

#endif
