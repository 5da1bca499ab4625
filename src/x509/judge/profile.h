/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_PROFILE_H
#define PD_X509_JUDGE_PROFILE_H

#include "x509/der/structure.h"

/* Internal to src/x509: is a certificate one that RFC 5280 allows at all, whoever issued
 * it? The algorithm outside is the one that is signed (4.1.1.2), no extension (4.2) and
 * no policy (4.2.1.4) stands in it twice, those that are taken into account have the form
 * that they are to have, and a path length is not negative (4.2.1.9). */
bool pd_profile_holds(
	const struct pd_signed *outer, const struct pd_certificate_parts *parts);

#endif
