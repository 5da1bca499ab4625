/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_PARTS_H
#define PD_X509_KEY_PBE_PARTS_H

#include "x509/key/pbe_way.h"

/* Internal to src/x509: the parts that the descriptions of encryption by a passphrase
 * share: AlgorithmIdentifiers, hashes, and how often they are to be used. */

struct pd_pbe_hash {
	const char *oid,
		*hmac_oid; /* of it, and of the HMAC with it (RFC 8018 B.1.1) */
	int digest, mac;   /* gnutls_digest_algorithm_t, gnutls_mac_algorithm_t */
	unsigned cost;     /* of one round, in that of SHA-256 */
};
/* NULL: not supported. */
const struct pd_pbe_hash *pd_pbe_hash_by_oid(const char *oid);
const struct pd_pbe_hash *pd_pbe_hash_by_hmac(const char *hmac_oid);
const struct pd_pbe_hash *pd_pbe_hash_of(int digest);

/* Takes SEQUENCE { OBJECT IDENTIFIER, parameters }. Returns the dotted OID, free() it;
 * NULL if it is not one. */
char *pd_pbe_take_algorithm(struct pd_bytes *rest, struct pd_bytes *parameters);

/* Takes a number above 0; one too large for 32 bits is taken as the largest. false: the
 * description is damaged. */
bool pd_pbe_take_number(struct pd_bytes *rest, uint32_t *number,
	const struct pd_pbe_way *way, struct pd_error *error);

/* What deriving costs: so many rounds, for so many hashes of output. Takes it from what
 * is left, or fails. */
bool pd_pbe_spend(const struct pd_pbe_way *way, const struct pd_pbe_hash *hash,
	uint32_t rounds, size_t hashes, struct pd_error *error);

/* PBKDF2-params (RFC 8018 A.2). */
struct pd_pbe_pbkdf2 {
	struct pd_bytes salt;
	uint32_t rounds;
	uint32_t key_size; /* 0: not said */
	const struct pd_pbe_hash *hash;
};
bool pd_pbe_take_pbkdf2(struct pd_bytes parameters, struct pd_pbe_pbkdf2 *out,
	const struct pd_pbe_way *way, struct pd_error *error);

/* Derives size bytes, at a price. */
enum pd_pbe pd_pbe_derive_pbkdf2(const struct pd_pbe_pbkdf2 *parameters,
	const struct pd_pbe_way *way, unsigned char *out, size_t size,
	struct pd_error *error);

struct pd_bytes pd_pbe_passphrase(const struct pd_pbe_way *way);

/* Both false. */
bool pd_pbe_fail_damaged(const struct pd_pbe_way *way, struct pd_error *error);
bool pd_pbe_fail_method(
	const char *method, const struct pd_pbe_way *way, struct pd_error *error);

#endif
