/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_VERIFICATION_H
#define PD_X509_JUDGE_VERIFICATION_H

#include "x509/certificate/chain.h"
#include "x509/certificate/revocation.h"
#include "x509/judge/purpose.h"
#include "x509/judge/reject.h"

/* The question that the files in this folder answer, and the path that they follow. */

/* The most certificates below the trusted one that are followed. */
#define PD_VERIFY_DEPTH 16

struct pd_faults;

struct pd_verification {
	const struct pd_certificates *chain;   /* the one that is judged first, the
						* others in any order */
	const struct pd_certificates *trusted; /* CAs, and endpoints trusted alone */
	const struct pd_revocation_list *const *lists; /* may be NULL */
	size_t list_count;
	size_t own_count; /* the first lists, which we keep ourselves: valid past their
			   * nextUpdate */
	const char *host; /* the name or IP address it must be for; NULL: any */
	const struct pd_purpose *purpose; /* NULL: any */
	int64_t now;
	unsigned ignored; /* reasons that do not count: bits of enum pd_reject */
	bool old_anchors; /* PD_ANCHOR_OLD (anchor.h) may issue where it is trusted */
	/* A trusted endpoint is judged like any other: nobody has looked at it. */
	bool endpoint_too;
	/* Nor at what is trusted: it only stands for all above it, which are not here. So a
	 * signature on it counts, if it is not its own. */
	bool assumed;
	/* The first is a CA, to issue others: it counts as one below those above it, and its
	 * common name is not a host's. */
	bool issues;
	/* What is known of a certificate's revocation beside the lists: 0,
	 * PD_REJECT_REVOKED or PD_REJECT_LIST. May be NULL. */
	unsigned (*revocation)(void *context, const struct pd_certificate *certificate);
	void *context;
	/* The first is still to be signed, and each fault is told here (fault.h); NULL: it
	 * is signed. */
	struct pd_faults *faults;
};

/* A certification path: the certificate that is judged first, the trusted one (if it was
 * reached) last. Borrowed from the chain and the trust list. */
struct pd_cert_path {
	const struct pd_certificate *items[PD_VERIFY_DEPTH + 1];
	size_t count;
};

#endif
