/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_EXTRA_H
#define PD_X509_CERTIFICATE_EXTRA_H

#include "x509/certificate/certificate.h"
#include "x509/certificate/request.h"
#include "x509/der/structure.h"

/* Extensions other than those that issue.h writes by itself: taken from a certificate
 * or request, or made here. */

struct pd_extra {
	char *oid; /* dotted */
	bool critical;
	unsigned char *value; /* DER inside the OCTET STRING */
	size_t size;
};

struct pd_extras {
	struct pd_extra *items;
	size_t count;
};

void pd_extras_add(struct pd_extras *extras, const char *oid,
	enum pd_criticality criticality, struct pd_bytes value);
void pd_extras_free(struct pd_extras *extras); /* leaves it empty; PD_AUTO fits */

/* The first of that OID, or NULL; borrowed. */
const struct pd_extra *pd_extras_find(const struct pd_extras *extras, const char *oid);

/* All that a certificate holds, or a request asks for. */
void pd_extras_of_certificate(
	const struct pd_certificate *certificate, struct pd_extras *out);
void pd_extras_of_request(const struct pd_request *request, struct pd_extras *out);

/* The OIDs of a request's attributes from which nothing is taken: that ask for no extension (a
 * challengePassword, ...), or once more, joined by commas; free() it. */
char *pd_extras_other_attributes(const struct pd_request *request);

/* What they say: the bits of enum pd_usage (0 if there are none or they cannot be
 * read); the dotted OIDs of an extended key usage, joined by commas, free() it;
 * whether it is CA:TRUE. */
unsigned pd_extra_usage(const struct pd_extra *extra);
char *pd_extra_purposes(const struct pd_extra *extra);
bool pd_extra_says_ca(const struct pd_extra *extra);

/* Where the issuer publishes: its revocation list (RFC 5280 4.2.1.13); its certificate
 * and OCSP responder (4.2.2.1), either may be NULL. */
void pd_extras_add_crl_point(struct pd_extras *extras, const char *url);
void pd_extras_add_authority_info(
	struct pd_extras *extras, const char *issuer_url, const char *ocsp_url);

/* Tells clients not to check an OCSP responder's own certificate (RFC 6960
 * 4.2.2.2.1). */
void pd_extras_add_no_check(struct pd_extras *extras);

/* What a CA and all below it may name, and may not, critical (RFC 5280 4.2.1.10), as
 * x509/name/subtree.h reads it; NULL: no limit. Without any, nothing is added. Errors name
 * the fields. */
struct pd_limits {
	const char *permit, *exclude;
	const char *permit_field, *exclude_field;
};
bool pd_extras_add_limits(struct pd_extras *extras, const struct pd_limits *limits,
	struct pd_error *error);

#define PD_OID_SUBJECT_KEY "2.5.29.14"
#define PD_OID_KEY_USAGE "2.5.29.15"
#define PD_OID_ALTERNATIVES "2.5.29.17"
#define PD_OID_BASIC_CONSTRAINTS "2.5.29.19"
#define PD_OID_NAME_CONSTRAINTS "2.5.29.30"
#define PD_OID_CRL_POINTS "2.5.29.31"
#define PD_OID_AUTHORITY_KEY "2.5.29.35"
#define PD_OID_PURPOSES "2.5.29.37"
#define PD_OID_AUTHORITY_INFO "1.3.6.1.5.5.7.1.1"

#endif
