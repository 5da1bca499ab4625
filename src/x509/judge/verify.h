/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_VERIFY_H
#define PD_X509_JUDGE_VERIFY_H

#include "x509/judge/verification.h"

/* Is a chain to be believed? Paths from its first certificate up to a trusted one are
 * looked for, and each is judged by the rules of RFC 5280 6.1 (path.h); all reasons
 * against the best one are told at once. */

/* Why it is refused: bits of enum pd_reject; 0: it is to be believed. *path gets the
 * best one. */
unsigned pd_verify(
	const struct pd_verification *verification, struct pd_cert_path *path);

#endif
