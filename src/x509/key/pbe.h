/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_H
#define PD_X509_KEY_PBE_H

#include "x509/key/pbe_way.h"

/* Decryption by passphrase: PBES2 and PBES1 (RFC 8018), also with scrypt (RFC 7914), the
 * schemes of PKCS#12 (RFC 7292 appendix B and C), and OpenSSL's traditional PEM
 * (Proc-Type and DEK-Info).
 *
 * GnuTLS does this only together with parsing: its PKCS#12 reader drops all but the
 * first 32 objects, its traditional PEM reader aborts the process, and neither tells a
 * wrong passphrase from a key that is not supported. */

/* Decrypts as an AlgorithmIdentifier, given by its content, says, and appends to
 * plain. */
enum pd_pbe pd_pbe_open(const struct pd_pbe_way *way, struct pd_bytes algorithm,
	struct pd_bytes ciphertext, struct pd_secret *plain, struct pd_error *error);

/* The salt that PBES2 stretches the passphrase with by PBKDF2; false: it is another
 * scheme. */
bool pd_pbe_salt(struct pd_bytes algorithm, struct pd_bytes *salt);

/* The same by the value of a DEK-Info header: "AES-256-CBC,0123..." */
enum pd_pbe pd_pbe_open_traditional(const struct pd_pbe_way *way, const char *cipher,
	struct pd_bytes ciphertext, struct pd_secret *plain, struct pd_error *error);

#endif
