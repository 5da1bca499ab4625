/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_PUT_H
#define PD_X509_WRITE_PUT_H

#include "base/buffer.h"
#include "x509/certificate/certificate.h"
#include "x509/der/structure.h"

/* Internal to src/x509: parts of certificates, revocation lists and OCSP responses.
 * Each function appends one. */

void pd_put_extension(struct pd_buffer *out, const char *oid,
	enum pd_criticality criticality, struct pd_bytes value);

/* SubjectKeyIdentifier (RFC 7093 2, method 1). */
bool pd_put_subject_key(
	struct pd_buffer *out, struct pd_bytes public_der, struct pd_error *error);

/* AuthorityKeyIdentifier: the issuer's own identifier or, if it has none, a computed
 * one. */
bool pd_put_authority_key(struct pd_buffer *out, const struct pd_certificate *issuer,
	struct pd_error *error);

/* SIGNED of X.509: makes the content that was appended since mark, its algorithm, its
 * signature and what is behind them one SEQUENCE, where they stand. */
bool pd_put_signature(struct pd_buffer *out, size_t mark, struct pd_bytes behind,
	const struct pd_key *key, struct pd_error *error);

#endif
