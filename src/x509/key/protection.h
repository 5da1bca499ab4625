/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PROTECTION_H
#define PD_X509_KEY_PROTECTION_H

#include "base/buffer.h"
#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: how what is written here is protected by a passphrase: a key by
 * PBKDF2 with HMAC-SHA-256 (RFC 8018 5.2) in PD_ROUNDS or more, and AES-256-CBC. */

enum { PD_ROUNDS = 600000, PD_SALT_SIZE = 16, PD_AES_KEY_SIZE = 32, PD_AES_BLOCK = 16 };

#define PD_OID_AES_256_CBC "2.16.840.1.101.3.4.1.42"

/* Append their AlgorithmIdentifiers (RFC 8018 A.2, B.2.5), the first with that tag. */
void pd_protection_put_pbkdf2(struct pd_buffer *out,
	const unsigned char salt[PD_SALT_SIZE], unsigned rounds, unsigned tag);
void pd_protection_put_aes(
	struct pd_buffer *out, const unsigned char vector[PD_AES_BLOCK]);

/* Encrypts text in place by a block cipher in CBC mode, a gnutls_cipher_algorithm_t, with the
 * padding of RFC 8018 6.1.1. Returns a result of GnuTLS. */
int pd_protection_encrypt(struct pd_secret *text, int cipher, struct pd_bytes key,
	struct pd_bytes vector);

/* Makes of what was encrypted, and the AlgorithmIdentifier that says how, an
 * EncryptedPrivateKeyInfo (RFC 5958 3), in place. */
void pd_protection_wrap(struct pd_secret *encrypted, struct pd_bytes algorithm);

/* Puts the key into key, which is empty. false: the hash is not to be had here. */
bool pd_protection_derive(const struct pd_secret *passphrase,
	const unsigned char salt[PD_SALT_SIZE], unsigned rounds, struct pd_secret *key);

#endif
