/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_ANCHOR_H
#define PD_X509_JUDGE_ANCHOR_H

#include "x509/certificate/certificate.h"

/* A trust anchor is a name and a key (RFC 5280 6.1.1 (d)): it does not have to say that it is
 * a CA. But what is trusted may be an endpoint as well, whose key must not sign for others.
 * So what does not say that it is a CA (no basicConstraints, or of version 1, which cannot)
 * counts as one where it signed itself and either cannot tell or has keyCertSign. */

enum pd_anchor {
	PD_ANCHOR_CA,       /* says that it is a CA */
	PD_ANCHOR_OLD,      /* does not say it, but counts as one */
	PD_ANCHOR_ENDPOINT, /* trusted for itself alone */
};
enum pd_anchor pd_anchor_kind(const struct pd_certificate *certificate);

#endif
