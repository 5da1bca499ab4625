/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_KEY_LOCK_H
#define PD_X509_KEY_KEY_LOCK_H

#include "x509/key/key.h"

/* One passphrase for many keys: it is stretched once (PBKDF2-HMAC-SHA-256, 600,000 rounds
 * or more), and the key that comes of it encrypts each file (PBES2, AES-256-CBC) under a
 * vector of its own. Whoever knows the passphrase opens each by itself, as other programs
 * do. */

enum { PD_KEY_LOCK_SALT = 16, PD_KEY_LOCK_CHECK = 32 };

/* What may be known to everybody. */
struct pd_key_lock {
	unsigned char salt[PD_KEY_LOCK_SALT];
	unsigned rounds;
	unsigned char check[PD_KEY_LOCK_CHECK]; /* tells a wrong passphrase */
};

/* The stretched passphrase is appended to stretched, which must be empty. Opening fails
 * with PD_EPASSPHRASE if it is not the right one. */
bool pd_key_lock_make(const struct pd_secret *passphrase, struct pd_key_lock *out,
	struct pd_secret *stretched, struct pd_error *error);
bool pd_key_lock_open(const struct pd_key_lock *lock,
	const struct pd_secret *passphrase, struct pd_secret *stretched,
	struct pd_error *error);

/* Are the rounds neither so few that they protect nothing nor so many that they take
 * minutes? */
bool pd_key_lock_is_sound(const struct pd_key_lock *lock);

/* Encrypts text in place, with the padding of RFC 8018 6.1.1; appends the AlgorithmIdentifier
 * that says how (PBES2, RFC 8018 A.4). */
bool pd_key_lock_encrypt(struct pd_secret *text, const struct pd_key_lock *lock,
	const struct pd_secret *stretched, struct pd_buffer *algorithm,
	struct pd_error *error);

/* Turns PKCS#8 DER into EncryptedPrivateKeyInfo (RFC 5958 3), in place. */
bool pd_key_lock_seal(struct pd_secret *der, const struct pd_key_lock *lock,
	const struct pd_secret *stretched, struct pd_error *error);

#endif
