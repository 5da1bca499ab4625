/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_OCSP_H
#define PD_X509_WRITE_OCSP_H

#include "x509/certificate/certificate.h"

#include <stdatomic.h>

/* OCSP responses (RFC 6960), as servers send them along with their certificate (stapling,
 * RFC 6066 8) or a responder hands them out from a file. */

#define PD_OID_BASIC_RESPONSE "1.3.6.1.5.5.7.48.1.1"

/* ---- making ---------------------------------------------------------------------- */

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
	struct pd_secret *out, struct pd_error *error);

/* ---- judging --------------------------------------------------------------------- */

enum pd_ocsp_status {
	PD_OCSP_NONE, /* there is no response */
	PD_OCSP_GOOD,
	PD_OCSP_REVOKED,   /* also by a response that is out of date */
	PD_OCSP_UNKNOWN,   /* the CA does not know of the certificate */
	PD_OCSP_UNCHECKED, /* the issuer is not known, so neither is who may sign */
	PD_OCSP_OUT_OF_DATE,
	PD_OCSP_NOT_SIGNED, /* not by whom the issuer lets sign, or weakly */
	PD_OCSP_OTHER,      /* it tells of other certificates only */
	PD_OCSP_DAMAGED,    /* no response, or one that says there is none */
};

struct pd_ocsp_question {
	const struct pd_certificate *certificate;
	const struct pd_certificate *issuer; /* has signed it; NULL: it is not known */
	int64_t now;
	const char *from; /* where the response is from, for the reader */
	const atomic_bool *cancelled;
};

struct pd_ocsp_answer {
	enum pd_ocsp_status status;
	/* Of good, revoked, unknown and out of date; -1: not told. */
	int64_t this_update, next_update;
	int64_t revoked_at; /* of revoked */
};

/* What a response, which may be anything, says of the certificate. The certificates in
 * it go through the reader. */
void pd_ocsp_judge(struct pd_bytes response, const struct pd_ocsp_question *question,
	struct pd_ocsp_answer *out);

/* For scripts ("out_of_date"), and translated; constant. */
const char *pd_ocsp_status_name(enum pd_ocsp_status status);
const char *pd_ocsp_status_text(enum pd_ocsp_status status);

#endif
