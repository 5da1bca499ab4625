/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_OCSP_H
#define PD_X509_WRITE_OCSP_H

#include "base/buffer.h"
#include "x509/certificate/certificate.h"

/* OCSP responses (RFC 6960) that servers send with their certificate (stapling, RFC
 * 6066 8) or responders serve from a file. */

#define PD_OID_BASIC_RESPONSE "1.3.6.1.5.5.7.48.1.1"

struct pd_ocsp_template {
	const struct pd_certificate *certificate; /* the one that is asked about */
	const struct pd_certificate *issuer;      /* the CA that issued it */
	/* An OCSP signer of that CA, which goes into the response; NULL: the CA signs
	 * for itself. */
	const struct pd_certificate *signer;
	int64_t produced_at, this_update, next_update;
	int64_t revoked_at; /* 0: it is good */
	int reason;         /* of enum pd_reason; PD_REASON_UNSPECIFIED is left out */
};

/* A successful OCSPResponse with a BasicOCSPResponse for that one certificate, signed by
 * key, which must be the signer's. The certificate is identified by SHA-1, because that
 * is what clients look for (RFC 5019 2.1.1). DER is appended to out. */
bool pd_ocsp_sign(const struct pd_ocsp_template *template, const struct pd_key *key,
	struct pd_buffer *out, struct pd_error *error);

#endif
