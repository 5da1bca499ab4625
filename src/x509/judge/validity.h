/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_VALIDITY_H
#define PD_X509_JUDGE_VALIDITY_H

#include "x509/certificate/certificate.h"
#include "x509/judge/reject.h"

/* Is now within the time of a certificate? 0, PD_REJECT_EXPIRED or
 * PD_REJECT_NOT_YET_VALID. */
unsigned pd_validity_judge(const struct pd_certificate *certificate, int64_t now);

/* Does the one end later than the other? */
bool pd_validity_outlasts(
	const struct pd_certificate *one, const struct pd_certificate *other);

#endif
