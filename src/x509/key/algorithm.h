/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_ALGORITHM_H
#define PD_X509_KEY_ALGORITHM_H

#include "x509/der/structure.h"

/* Internal to src/x509: public keys and signature algorithms in X.509, named and
 * shown even if GnuTLS does not support them. */

struct pd_public_key {
	enum pd_public_kind { PD_PUBLIC_RSA, PD_PUBLIC_EC, PD_PUBLIC_OTHER } kind;
	const char *name; /* "RSA", "Ed25519"; NULL: not known; constant */
	char *oid;        /* of the algorithm, dotted */
	const char
		*curve;  /* EC: "P-256"; NULL: not known, or none is named; constant */
	char *curve_oid; /* EC: dotted; NULL: none is named */
	unsigned bits;   /* RSA, DSA and known curves; else 0 */
	struct pd_bytes modulus, exponent; /* RSA: contents of INTEGERs */
	struct pd_bytes point;             /* otherwise: the bits of the key */
};

/* Reads a SubjectPublicKeyInfo; the results point into der. false if it is not one.
 */
bool pd_public_key_read(struct pd_bytes der, struct pd_public_key *out);
void pd_public_key_free(struct pd_public_key *key); /* leaves it empty; PD_AUTO fits */

/* "EC P-256", "RSA 3072", "Ed25519", "EC 1.3.132.0.1"; free() it. */
char *pd_public_key_text(const struct pd_public_key *key);

/* A translated phrase if the key is too short, or anybody can compute the private one;
 * else NULL; constant. */
const char *pd_public_key_weakness(const struct pd_public_key *key);

/* Can anybody compute the private one? Such a key is weak, too. */
bool pd_public_key_is_broken(const struct pd_public_key *key);

/* Is it of an algorithm, and of a named curve, that is known here? */
bool pd_public_key_is_known(const struct pd_public_key *key);

/* A whole AlgorithmIdentifier of signatures: "ECDSA with SHA-256", or its OID; free()
 * it. */
char *pd_signature_text(struct pd_bytes algorithm);

/* The dotted OID of a gnutls_sign_algorithm_t other than of RSA-PSS; constant. */
const char *pd_signature_oid(int algorithm);

/* A translated phrase if its hash is broken, else NULL; constant. */
const char *pd_signature_weakness(struct pd_bytes algorithm);

/* Was it signed by the key of that SubjectPublicKeyInfo? This checks the mathematics
 * alone, not dates, usages or the strength of the hash. */
enum pd_verdict {
	PD_SIGNATURE_GOOD,
	PD_SIGNATURE_BAD,
	PD_SIGNATURE_UNKNOWN, /* an algorithm or key that is not supported */
	PD_SIGNATURE_NO_KEY,  /* a key that is damaged, so that nothing is by it */
};
enum pd_verdict pd_signature_verify(
	const struct pd_signed *structure, struct pd_bytes public_der);

#endif
