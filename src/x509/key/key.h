/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_KEY_H
#define PD_X509_KEY_KEY_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

/* Private keys and their kinds. The public key id is the SHA-256 of the
 * SubjectPublicKeyInfo, 64 lower-case hex digits. */

enum pd_algorithm { PD_EC, PD_RSA, PD_RSA_PSS, PD_ED25519, PD_ED448 };
enum pd_curve { PD_P256, PD_P384, PD_P521 };

struct pd_key_kind {
	enum pd_algorithm algorithm;
	enum pd_curve curve; /* for PD_EC */
	unsigned bits;       /* for PD_RSA and PD_RSA_PSS */
};

#define PD_KEY_ID_SIZE 65 /* with its NUL */

struct pd_key;

/* A bool converts to it. */
enum pd_weak_keys { PD_WEAK_KEYS_REFUSED, PD_WEAK_KEYS_ALLOWED };

/* Reads what the operator typed: algorithm ec, rsa, rsa-pss, ed25519, ed448; curve
 * P-256, P-384, P-521; bits 2048, 3072, 4096, 8192, and 1024 if weak keys are
 * allowed. Errors name the field algorithm, curve or bits. */
bool pd_key_kind_parse(const char *algorithm, const char *curve, unsigned bits,
	enum pd_weak_keys weak, struct pd_key_kind *out, struct pd_error *error);

/* Makes a key. RSA may take from tenths of a second to minutes. NULL: error. */
struct pd_key *pd_key_generate(const struct pd_key_kind *kind, struct pd_error *error);

/* Reads DER: PKCS#8 unencrypted, PKCS#1 or SEC1, whichever it is. from names the input
 * in errors. A curve or algorithm that is not supported is named in the sentence
 * (secp256k1 is JS7's). NULL: error. */
struct pd_key *pd_key_from_der(
	struct pd_bytes der, const char *from, struct pd_error *error);

/* Reads a key file of the store: PKCS#8 PEM, plain or encrypted. Fails with
 * PD_EPASSPHRASE and the input "passphrase" if it is encrypted and passphrase is NULL
 * or wrong. */
struct pd_key *pd_key_from_pem(struct pd_bytes pem, const struct pd_secret *passphrase,
	const char *from, struct pd_error *error);

/* Is this PKCS#8 PEM encrypted? */
bool pd_key_pem_is_encrypted(struct pd_bytes pem);

/* A key in a token (token.h): of that public key, or, if that is empty, of the one that the
 * token shows when it is opened now. It is opened when it first signs or decrypts. */
struct pd_token_url;
struct pd_token_pins;
struct pd_key *pd_key_of_token(const struct pd_token_url *url,
	struct pd_bytes public_der, struct pd_token_pins *pins, const char *from,
	struct pd_error *error);

/* Where the key is; NULL: it is in no token. Lent. */
const struct pd_token_url *pd_key_token(const struct pd_key *key);

void pd_key_free(struct pd_key *key); /* NULL is fine */
PD_DROP(pd_drop_key, struct pd_key *, pd_key_free);

/* PKCS#8 PEM into out (empty); with a passphrase (not NULL, not empty) encrypted:
 * PBES2, AES-256-CBC, PBKDF2-HMAC-SHA-256 of 600,000 rounds or more. PKCS#8 DER, plain.
 */
bool pd_key_pem(const struct pd_key *key, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_error *error);
bool pd_key_der(
	const struct pd_key *key, struct pd_secret *out, struct pd_error *error);

/* The same under one passphrase with others (key_lock.h): a key as PEM that the lock
 * closes; whether a file is closed by it; the key in such a file. */
struct pd_key_lock;
bool pd_key_lock_pem(const struct pd_key_lock *lock, const struct pd_secret *stretched,
	const struct pd_key *key, struct pd_secret *out, struct pd_error *error);
bool pd_key_lock_closes(const struct pd_key_lock *lock, struct pd_bytes pem);
struct pd_key *pd_key_lock_read(const struct pd_secret *stretched, struct pd_bytes pem,
	const char *from, struct pd_error *error);

const char *pd_key_id(const struct pd_key *key); /* borrowed */

/* DER of the SubjectPublicKeyInfo; borrowed. */
struct pd_bytes pd_key_public_der(const struct pd_key *key);

/* The DER AlgorithmIdentifier by which this key signs X.509 structures (RSA: SHA-256;
 * EC: SHA-256, 384, 512 by curve; EdDSA; RSA-PSS: RFC 4055), and the signature over
 * data as it stands in their BIT STRING; both are appended. */
bool pd_key_signature_algorithm(
	const struct pd_key *key, struct pd_buffer *out, struct pd_error *error);
bool pd_key_sign(const struct pd_key *key, struct pd_bytes data, struct pd_buffer *out,
	struct pd_error *error);

/* The gnutls_privkey_t, for the few files that use GnuTLS themselves; borrowed. A key in a
 * token is opened now, if it is not open yet; NULL: error. */
void *pd_key_gnutls(const struct pd_key *key, struct pd_error *error);

/* The gnutls_x509_privkey_t of the same; NULL: it is in a token. */
void *pd_key_gnutls_x509(const struct pd_key *key);

/* As pd_fail_gnutls, of what such a key did not do; if it is in a token, why that did not. */
bool pd_key_fail(
	const struct pd_key *key, int result, const char *what, struct pd_error *error);

/* Is the token that the key is in still there? Of other keys: yes. */
bool pd_key_check_there(const struct pd_key *key, struct pd_error *error);

/* May the key leave the place where it is? One in a token may not, and the sentence says so;
 * from names what asked for it. */
bool pd_key_check_leaves(
	const struct pd_key *key, const char *from, struct pd_error *error);

/* ---- between the files of this folder and write/, sign/ -------------------------- */

struct pd_public_key;

struct pd_key_kind pd_key_kind(const struct pd_key *key);

/* GnuTLS's gnutls_pk_algorithm_t for a new key, and its bits or curve. */
int pd_key_kind_gnutls(const struct pd_key_kind *kind, unsigned *bits);

/* The kind of a public key. If we do not support it, fails with a sentence that names
 * its algorithm or curve. */
bool pd_key_kind_read(const struct pd_public_key *key, const char *from,
	struct pd_key_kind *out, struct pd_error *error);

/* Could what this SubjectPublicKeyInfo belongs to be used here? Else fails with a sentence
 * that names the algorithm or curve, or says that the key is damaged. */
bool pd_key_check_public(
	struct pd_bytes public_der, const char *from, struct pd_error *error);

/* Makes a key of a gnutls_x509_privkey_t, taking ownership of it even on failure.
 * Does not check that its parts belong together; pd_key_check_signing does. */
struct pd_key *pd_key_adopt(void *x509, const char *from, struct pd_error *error);

/* The same of what a PrivateKeyInfo consists of (RFC 5208 5): the whole AlgorithmIdentifier, and
 * the key itself. */
struct pd_key *pd_key_from_parts(const struct pd_key_kind *kind,
	struct pd_bytes algorithm, struct pd_bytes content, const char *from,
	struct pd_error *error);

/* Signs data by a gnutls_sign_algorithm_t; appended. */
bool pd_key_sign_by(const struct pd_key *key, int algorithm, struct pd_bytes data,
	struct pd_buffer *out, struct pd_error *error);

/* Does the key sign what its public part verifies? */
bool pd_key_check_signing(
	const struct pd_key *key, const char *from, struct pd_error *error);

/* May a key with these parameters of RSA-PSS (RFC 4055 3.1; empty if there are none) be
 * used? */
bool pd_key_check_pss(
	struct pd_bytes parameters, const char *from, struct pd_error *error);

#endif
