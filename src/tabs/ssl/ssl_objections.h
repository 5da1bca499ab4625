/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_OBJECTIONS_H
#define PD_TABS_SSL_SSL_OBJECTIONS_H

#include "base/error.h"
#include "x509/certificate/chain.h"
#include "x509/name/name.h"

/* What speaks against signing a certificate, found before its CA signs it. */

struct pd_objection {
	char *sentence;    /* the rule, and what would be right */
	const char *field; /* where that is put in; constant */
	bool excusable;    /* the RFCs leave room: the operator may want it anyway */
};

/* The field of the objection that its own key is weak, which has a field that allows it. */
#define PD_OBJECTION_WEAK "allow-weak"

struct pd_objections {
	struct pd_objection *items;
	size_t count;
};
void pd_objections_free(
	struct pd_objections *objections); /* leaves it empty; PD_AUTO fits */

/* Judges a draft (x509/write/issue.h) below the CAs that would be above it, the issuer
 * first: by its place on the path (x509/judge/draft.h), and its subject and alternative
 * names by the checks that typed ones pass. Appends all that is found. */
void pd_objections_of_draft(const struct pd_certificate *draft,
	const struct pd_certificates *issuers, const struct pd_name *subject,
	struct pd_objections *out);

/* The same of all that these CAs will sign, whatever that is. */
void pd_objections_of_cas(const struct pd_certificates *cas, struct pd_objections *out);

#endif
