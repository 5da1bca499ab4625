/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_SECOND_OPINION_H
#define PD_X509_JUDGE_SECOND_OPINION_H

#include <stdatomic.h>

#include "x509/judge/verification.h"

/* What GnuTLS says to a path that was judged here, so that a fault of ours accepts nothing
 * that it refuses. It is asked in a child process, without revocation, about paths of
 * several certificates that end at a trusted one. Where it is known to be wrong by
 * RFC 5280 (AGREEMENT.md has the proof of each), its refusal is told and does not count. */

enum pd_second_verdict {
	PD_SECOND_NOT_ASKED,
	PD_SECOND_ACCEPTS,
	PD_SECOND_REFUSES,
	PD_SECOND_IS_WRONG, /* it refuses, for what RFC 5280 allows */
};

struct pd_second_opinion {
	enum pd_second_verdict verdict;
	unsigned status;   /* of GnuTLS: bits of gnutls_certificate_status_t */
	const char *wrong; /* with PD_SECOND_IS_WRONG: why, translated */
};

/* The last on the path is trusted. false: the child failed. */
bool pd_second_opinion_ask(const struct pd_verification *verification,
	const struct pd_cert_path *path, const atomic_bool *cancelled,
	struct pd_second_opinion *out, struct pd_error *error);

/* Why it refuses, translated; free() it. */
char *pd_second_opinion_text(const struct pd_second_opinion *opinion);

#endif
