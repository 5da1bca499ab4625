/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_VERIFY_H
#define PD_X509_JUDGE_VERIFY_H

#include "x509/certificate/chain.h"
#include "x509/certificate/revocation.h"

/* Is a chain to be believed? Ways from its first certificate up to a trusted one are
 * looked for, and each is judged by the rules of RFC 5280 6.1 (path.h); all reasons of
 * the best one are told at once. */

enum pd_reject {
	PD_REJECT_UNKNOWN_CA = 1,   /* the issuer of the topmost is not to be found */
	PD_REJECT_UNTRUSTED_CA = 2, /* the chain reaches a root, which is not trusted */
	PD_REJECT_EXPIRED = 4,
	PD_REJECT_NOT_YET_VALID = 8,
	PD_REJECT_NAME = 16,
	PD_REJECT_REVOKED = 32,
	PD_REJECT_WEAK = 64,       /* key or signature */
	PD_REJECT_CRITICAL = 128,  /* an unsupported critical extension */
	PD_REJECT_PURPOSE = 256,   /* not made for this */
	PD_REJECT_SIGNATURE = 512, /* an issuer of that name did not sign it */
	PD_REJECT_RULES = 1024,    /* a CA in the chain may not issue this */
	PD_REJECT_LENGTH = 2048,   /* more certificates than are followed */
	PD_REJECT_LIST = 4096, /* a revocation list of its issuer, or an OCSP response
				    * about it, proves nothing */
};

/* At most so many certificates lie on a way. */
#define PD_VERIFY_DEPTH 16

struct pd_verification {
	const struct pd_certificates *chain;   /* any order but for the first: the one
						* that is judged */
	const struct pd_certificates *trusted; /* CAs, and endpoints trusted alone */
	const struct pd_revocation_list *const *lists; /* may be NULL */
	size_t list_count;
	size_t own_count; /* so many of them, the first, are kept by ourselves: they hold
			   * beyond their time */
	const char *host;    /* the name or IP address it must be for; NULL: any */
	const char *purpose; /* dotted OID of the extended key usage; NULL: any */
	int64_t now;
};

/* The certificates that were judged, the first one first, the trusted one (if it was
 * reached) last; borrowed from the chain and the trust list. */
struct pd_way {
	const struct pd_certificate *items[PD_VERIFY_DEPTH + 1];
	size_t count;
};

/* Why it is refused: bits of enum pd_reject; 0: it is to be believed. */
unsigned pd_verify(const struct pd_verification *verification, struct pd_way *way);

/* The reasons in words, translated, joined by "; "; and as words for scripts, joined by
 * commas. free() them. */
char *pd_reject_text(unsigned reasons);
char *pd_reject_names(unsigned reasons);

/* The bits of words that pd_reject_names wrote; others are left out. */
unsigned pd_reject_read(const char *names);

/* server, client, email, code, any; NULL at the end. And the OID of one; NULL: any. */
extern const char *const pd_verify_purposes[];
const char *pd_verify_purpose(const char *word);

#endif
