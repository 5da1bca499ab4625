/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_ISSUE_H
#define PD_X509_WRITE_ISSUE_H

#include "base/buffer.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/extra.h"
#include "x509/name/name.h"

/* Making certificates and signing requests (RFC 5280, RFC 2986). */

/* The contents of a new certificate. These extensions are always written: SKI (RFC
 * 7093 method 1: the leftmost 160 bits of the key's SHA-256), AKI (key id only)
 * unless self-issued, critical basicConstraints, critical keyUsage. */
struct pd_template {
	const struct pd_name *subject;
	struct pd_bytes public_der; /* SubjectPublicKeyInfo of the key it is for */
	int64_t not_before, not_after;
	bool ca;
	int path_length;             /* for a CA; -1: no limit */
	unsigned usage;              /* of enum pd_usage */
	const char *const *purposes; /* EKU OIDs, NULL at the end; NULL: none */
	const struct pd_alternatives *alternatives; /* NULL or empty: no SAN */
	/* what other certificates know the key by (SKI); empty: made of it */
	struct pd_bytes key_identifier;
	/* copied; none of those that the members above make; NULL: none */
	const struct pd_extras *extras;
};

/* What a certificate of that issuer would say, to be judged first: its signature is empty.
 * key is the issuer's, which will sign it; NULL: it will not be signed. NULL: error. */
struct pd_certificate *pd_issue_draft(const struct pd_template *template,
	const struct pd_certificate *issuer, const struct pd_key *key,
	struct pd_error *error);

/* The certificate that says what the draft does, signed with the key it was drafted for.
 * NULL: error. */
struct pd_certificate *pd_issue_sign(const struct pd_certificate *draft,
	const struct pd_key *key, struct pd_error *error);

/* Signs a certificate that nobody has to judge with key, the issuer's or, if issuer is NULL, its own. The
 * serial number is 128 random bits, positive (RFC 5280 4.1.2.2). NULL: error. */
struct pd_certificate *pd_issue_certificate(const struct pd_template *template,
	const struct pd_certificate *issuer, const struct pd_key *key,
	struct pd_error *error);

/* A PKCS#10 request for key, with an extensionRequest if there are SANs. Its DER is
 * appended to out. */
bool pd_issue_request(const struct pd_name *subject,
	const struct pd_alternatives *alternatives, const struct pd_key *key,
	struct pd_buffer *out, struct pd_error *error);

/* The same for a CA: it requests CA:TRUE, the key usages of a CA, and its limits. */
bool pd_issue_ca_request(const struct pd_name *subject, const struct pd_key *key,
	const struct pd_limits *limits, struct pd_buffer *out, struct pd_error *error);

/* The keyUsage of a certificate that is no CA: digitalSignature, and keyEncipherment
 * for an RSA key, as old TLS needs it. */
unsigned pd_issue_leaf_usage(struct pd_bytes public_der);

/* The kind of the key in a SubjectPublicKeyInfo, to make another like it. from names
 * the input in errors. */
bool pd_issue_kind_of(struct pd_bytes public_der, const char *from,
	struct pd_key_kind *out, struct pd_error *error);

/* Usual validity: from five minutes ago, for clocks that are behind, until days
 * later, at most 9999-12-31. */
int64_t pd_issue_not_before(void);
bool pd_issue_not_after(int64_t not_before, long days, const char *field, int64_t *out,
	struct pd_error *error); /* days: 1 to 36,525 */

#define PD_OID_SERVER_AUTH "1.3.6.1.5.5.7.3.1"
#define PD_OID_CLIENT_AUTH "1.3.6.1.5.5.7.3.2"
#define PD_OID_CODE_SIGNING "1.3.6.1.5.5.7.3.3"
#define PD_OID_EMAIL "1.3.6.1.5.5.7.3.4"
#define PD_OID_TIME_STAMPING "1.3.6.1.5.5.7.3.8"
#define PD_OID_OCSP_SIGNING "1.3.6.1.5.5.7.3.9"

#endif
