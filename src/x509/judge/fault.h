/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_FAULT_H
#define PD_X509_JUDGE_FAULT_H

#include "x509/certificate/certificate.h"

/* What would be wrong with a certificate that is about to be signed, one by one. */

enum pd_rule {
	PD_RULE_TIME, /* it is not the time of a CA above */
	PD_RULE_KEY,  /* of an algorithm or curve that is unknown */
	PD_RULE_DAMAGED_KEY,
	PD_RULE_WEAK,
	PD_RULE_CRITICAL,    /* a critical extension that few programs support */
	PD_RULE_MALFORMED,   /* what RFC 5280 forbids in any certificate */
	PD_RULE_NO_CA,       /* the issuer may not issue at all */
	PD_RULE_PATH_LENGTH, /* more CAs below a CA than it allows */
	PD_RULE_NAMES,       /* name is not within a CA's name constraints */
	PD_RULE_POLICIES,    /* a CA wants a policy that is not there */
	PD_RULE_CA_PURPOSE,  /* name is a purpose that a CA was not made for */
	PD_RULE_USAGE,      /* name is a purpose that does not go with the key usages */
	PD_RULE_TOO_LONG,   /* more certificates than are followed */
	PD_RULE_NO_SUBJECT, /* neither a subject nor a name, or a CA without a subject */
	PD_RULE_NOT_CRITICAL, /* without a subject, its names have to be critical */
	PD_RULE_PLAIN, /* constraints or signing of certificates, without being a CA */
	PD_RULE_OWN_NAME, /* the name of its issuer, which it is not */
	PD_RULE_CA_FORM,  /* name is what RFC 5280 wants in the certificate of a CA */
};

struct pd_fault {
	enum pd_rule rule;
	const struct pd_certificate *by; /* whose rule it is, or who breaks it */
	char *name;                      /* safe to show; may be NULL */
};

struct pd_faults {
	struct pd_fault *items;
	size_t count;
};
void pd_faults_add(struct pd_faults *faults, enum pd_rule rule,
	const struct pd_certificate *by, const char *name);
void pd_faults_free(struct pd_faults *faults); /* leaves it empty; PD_AUTO fits */

#endif
