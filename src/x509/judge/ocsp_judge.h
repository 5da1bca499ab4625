/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_OCSP_JUDGE_H
#define PD_X509_JUDGE_OCSP_JUDGE_H

#include "x509/judge/verification.h"

#include <stdatomic.h>

/* Judging OCSP responses (RFC 6960). */

enum pd_ocsp_status {
	PD_OCSP_NONE, /* no response */
	PD_OCSP_GOOD,
	PD_OCSP_REVOKED,   /* also by a response that is out of date */
	PD_OCSP_UNKNOWN,   /* the CA does not know of the certificate */
	PD_OCSP_UNCHECKED, /* the issuer is not known, so neither is who may sign */
	PD_OCSP_OUT_OF_DATE,
	PD_OCSP_NOT_SIGNED, /* not by whom the issuer lets sign, or weakly */
	PD_OCSP_CRITICAL,   /* it has a critical extension, and none is known */
	PD_OCSP_OTHER,      /* it tells of other certificates only */
	PD_OCSP_DAMAGED,    /* no response, or one that says there is none */
};

struct pd_ocsp_question {
	const struct pd_certificate *certificate;
	const struct pd_certificate *issuer; /* has signed it; NULL: it is not known */
	int64_t now;
	/* The lists and the register by which whom the issuer lets sign is judged; NULL:
	 * there are none. */
	const struct pd_verification *known;
	const char *from; /* where the response is from, for the reader */
	const atomic_bool *cancelled;
};

struct pd_ocsp_answer {
	enum pd_ocsp_status status;
	/* Of good, revoked, unknown and out of date; -1: not told. */
	int64_t this_update, next_update;
	int64_t revoked_at; /* of revoked */
};

/* Judges a response, which may be any bytes. The certificates in it go through the
 * reader. */
void pd_ocsp_judge(struct pd_bytes response, const struct pd_ocsp_question *question,
	struct pd_ocsp_answer *out);

/* For scripts ("out_of_date"), and translated; constant. */
const char *pd_ocsp_status_name(enum pd_ocsp_status status);
const char *pd_ocsp_status_text(enum pd_ocsp_status status);

#endif
