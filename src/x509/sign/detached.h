/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_SIGN_DETACHED_H
#define PD_X509_SIGN_DETACHED_H

#include "base/buffer.h"
#include "x509/certificate/chain.h"

#include <stdint.h>

/* Detached signatures of files of any size, in the two forms in use: the bare
 * signature in base64, as in JS7, and CMS (RFC 5652). */

enum pd_hash { PD_SHA256 = 1, PD_SHA384 = 2, PD_SHA512 = 4 };

/* The digests of one file. */
struct pd_digests {
	unsigned made;      /* of enum pd_hash */
	bool of_attributes; /* it could be taken for a CMS signature's attributes: only
			     * a CMS signature that has attributes of its own signs it */
	unsigned char sha256[32], sha384[48], sha512[64];
};

/* Called after each piece with how many bytes are done; false cancels. */
typedef bool pd_digest_progress(void *context, uint64_t done);

struct pd_digest_source {
	int descriptor; /* read from where it stands to its end */
	const char *path;
	pd_digest_progress *progress; /* may be NULL */
	void *context;
};

/* Reads the file once, in pieces, for all hashes (of enum pd_hash). */
bool pd_digests_make(const struct pd_digest_source *source, unsigned hashes,
	struct pd_digests *out, struct pd_error *error);

/* The same for bytes in memory. */
bool pd_digests_of(struct pd_bytes bytes, unsigned hashes, struct pd_digests *out,
	struct pd_error *error);

/* The hash that JS7's verifier expects for a key: SHA-256 for RSA, SHA-512 for EC; 0
 * for other keys. */
unsigned pd_detached_hash(const struct pd_key *key);

/* ---- the bare signature -------------------------------------------------------- */

/* RSA PKCS#1 v1.5 or ECDSA in DER (RFC 3279 2.2.3), appended to out. digests has what
 * pd_detached_hash asked for. Refused: a file of CMS attributes. */
bool pd_detached_sign(const struct pd_key *key, const struct pd_digests *digests,
	struct pd_buffer *out, struct pd_error *error);

enum pd_match {
	PD_MATCHES,
	PD_MATCHES_OTHER_HASH, /* matches file and key, but by a hash that JS7 does not use */
	PD_MATCHES_NOT,
};

/* Did the certificate's key make the signature? digests holds at least SHA-256 and
 * SHA-512. */
enum pd_match pd_detached_match(const struct pd_certificate *certificate,
	const struct pd_digests *digests, struct pd_bytes signature);

/* ---- signature files ----------------------------------------------------------- */

/* The signature as JS7's tools write it: base64 in lines of 76 columns; free() it. */
char *pd_detached_text(struct pd_bytes signature);

enum pd_detached_form { PD_DETACHED_BARE, PD_DETACHED_CMS };

/* Reads a signature file: base64, with or without CRLF and with or without BEGIN and
 * END lines for SIGNATURE, CMS or PKCS7; or CMS as DER. Nothing is repaired, since it
 * is meant to prove something. */
bool pd_detached_read(struct pd_bytes file, const char *from,
	enum pd_detached_form *form, struct pd_buffer *out, struct pd_error *error);

/* ---- what both forms need ------------------------------------------------------- */

/* The digest by that hash; lent. */
struct pd_bytes pd_digest_bytes(const struct pd_digests *digests, unsigned hash);

/* The gnutls_sign_algorithm_t for PD_RSA or PD_EC and a hash. */
int pd_detached_scheme(enum pd_algorithm algorithm, unsigned hash);

/* The key of a certificate, a gnutls_pubkey_t that the caller releases; NULL if it is
 * neither PD_RSA nor PD_EC. */
void *pd_detached_public(
	const struct pd_certificate *certificate, enum pd_algorithm *algorithm);

/* Is it strict DER, if it is an ECDSA signature? */
bool pd_detached_is_well_formed(enum pd_algorithm algorithm, struct pd_bytes signature);

#endif
