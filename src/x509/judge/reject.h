/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_REJECT_H
#define PD_X509_JUDGE_REJECT_H

/* Why a chain is refused: bits, so that all reasons can be told at once. */

enum pd_reject {
	PD_REJECT_UNKNOWN_CA = 1,   /* nobody has the name of the topmost's issuer */
	PD_REJECT_UNTRUSTED_CA = 2, /* the chain reaches a root, which is not trusted */
	PD_REJECT_EXPIRED = 4,
	PD_REJECT_NOT_YET_VALID = 8,
	PD_REJECT_NAME = 16,
	PD_REJECT_REVOKED = 32,
	PD_REJECT_WEAK = 64,        /* key or signature */
	PD_REJECT_CRITICAL = 128,   /* an unsupported critical extension */
	PD_REJECT_PURPOSE = 256,    /* not made for this */
	PD_REJECT_SIGNATURE = 512,  /* who has the issuer's name did not sign it */
	PD_REJECT_RULES = 1024,     /* a CA in the chain may not issue this */
	PD_REJECT_LENGTH = 2048,    /* more certificates than are followed */
	PD_REJECT_LIST = 4096,      /* a revocation list of its issuer, or an OCSP
				    * response about it, proves nothing */
	PD_REJECT_MALFORMED = 8192, /* a certificate that RFC 5280 forbids */
	PD_REJECT_KEY = 16384,      /* a key or signature that cannot be checked here */
	PD_REJECT_SECOND = 65536,   /* GnuTLS refuses what is accepted here */
	PD_REJECT_IDENTIFIER = 32768, /* the issuer signed it, but the key identifiers
				       * of the two differ */
	PD_REJECT_DAMAGED = 131072,   /* a public key that is none */
};

/* Those that time mends, or brought about. */
#define PD_REJECT_TIME (PD_REJECT_EXPIRED | PD_REJECT_NOT_YET_VALID)

/* The reasons for people, translated, joined by "; "; in a few words each, for a cell of a
 * list; and for scripts, joined by commas. free() them. */
char *pd_reject_text(unsigned reasons);
char *pd_reject_brief(unsigned reasons);
char *pd_reject_names(unsigned reasons);

/* The bits that pd_reject_names wrote; unknown words are passed over. */
unsigned pd_reject_read(const char *names);

#endif
