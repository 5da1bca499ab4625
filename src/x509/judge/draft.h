/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_DRAFT_H
#define PD_X509_JUDGE_DRAFT_H

#include "x509/certificate/chain.h"
#include "x509/judge/fault.h"

/* A certificate that is about to be signed: what would be wrong with it once it was. */

/* Judges the first of a chain, which is not signed yet, by all that follow it, in order up
 * to the highest that is known, as pd_verify would at that time with the highest trusted;
 * and by what other verifiers want besides: the purposes of a root, and the form of
 * certificates (RFC 5280 4.1.2.6, 4.2.1). Appends every fault. */
void pd_draft_judge(
	const struct pd_certificates *chain, int64_t now, struct pd_faults *out);

/* The form of the CAs alone, which speaks against all that they sign. */
void pd_draft_judge_cas(const struct pd_certificates *cas, struct pd_faults *out);

#endif
