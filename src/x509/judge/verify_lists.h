/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_VERIFY_LISTS_H
#define PD_X509_JUDGE_VERIFY_LISTS_H

#include "x509/judge/verification.h"

/* Internal to src/x509: what the revocation lists of a verification say (RFC 5280 6.3) of
 * a certificate that issuer has signed. The path is the one that is being judged. 0,
 * PD_REJECT_REVOKED or PD_REJECT_LIST. */
unsigned pd_lists_judge(const struct pd_verification *verification,
	const struct pd_cert_path *path, const struct pd_certificate *certificate,
	const struct pd_certificate *issuer);

#endif
