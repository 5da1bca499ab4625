/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_CIPHER_H
#define PD_X509_KEY_PBE_CIPHER_H

#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: decrypting what a passphrase protects. RC2 and RC4 are
 * nettle's, for GnuTLS has them with one size of key alone; the others are GnuTLS's. */

enum { PD_PBE_MOST_BLOCK = 16 };

struct pd_pbe_cipher {
	const char *oid;  /* in PBES2; NULL: not there */
	const char *name; /* in DEK-Info; NULL: not there */
	int gnutls;       /* gnutls_cipher_algorithm_t; 0: RC2, RC4 */
	size_t key_size;
	size_t block;      /* bytes; 1: a stream */
	unsigned rc2_bits; /* RC2: the effective ones (RFC 2268 2) */
};

/* NULL: not known. The name in any case. */
const struct pd_pbe_cipher *pd_pbe_cipher_by_oid(const char *oid);
const struct pd_pbe_cipher *pd_pbe_cipher_by_name(const char *name, size_t size);

/* Those that PBES1 and PKCS#12 name by schemes of their own. */
extern const struct pd_pbe_cipher pd_pbe_cipher_des, pd_pbe_cipher_3des,
	pd_pbe_cipher_rc4_40, pd_pbe_cipher_rc4_128, pd_pbe_cipher_rc2_40,
	pd_pbe_cipher_rc2_64, pd_pbe_cipher_rc2_128;

/* Decrypts whole blocks to as many bytes at out. false: it cannot be had here. */
bool pd_pbe_cipher_decrypt(const struct pd_pbe_cipher *cipher, const unsigned char *key,
	const unsigned char *iv, struct pd_bytes ciphertext, unsigned char *out);

/* The size of whole blocks of plain text without their padding (RFC 8018 6.1.1); 0 if the
 * padding is wrong. */
size_t pd_pbe_cipher_unpad(const unsigned char *plain, size_t size, size_t block);

#endif
