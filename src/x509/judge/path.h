/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_PATH_H
#define PD_X509_JUDGE_PATH_H

#include "x509/judge/verification.h"

/* Internal to src/x509: one path judged by RFC 5280 6.1, and by what is too weak today.
 * Its signatures were checked when it was found. */

/* The topmost certificate of a path. */
enum pd_top {
	PD_TOP_TRUSTED,
	PD_TOP_ROOT, /* a self-signed certificate that is not trusted */
	PD_TOP_OPEN, /* a certificate whose issuer is missing */
};

/* All that is wrong with it: bits of enum pd_reject. Whoever trusts an endpoint itself
 * has seen that it is weak and what it contains, but not that it was revoked. */
unsigned pd_path_judge(const struct pd_verification *verification,
	const struct pd_cert_path *path, enum pd_top top);

#endif
