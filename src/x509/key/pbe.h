/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_H
#define PD_X509_KEY_PBE_H

#include "base/error.h"
#include "base/memory.h"

/* Decryption by passphrase: PBES2 and PBES1 (RFC 8018), the schemes of PKCS#12 (RFC
 * 7292 appendix B and C), and OpenSSL's traditional PEM (Proc-Type and DEK-Info).
 *
 * GnuTLS does this only together with parsing: its PKCS#12 reader drops all but the
 * first 32 objects, its traditional PEM reader aborts the process, and neither tells a
 * wrong passphrase from a key that is not supported. */

enum pd_pbe {
	PD_PBE_OPENED,  /* the padding was right: most probably the right passphrase */
	PD_PBE_CLOSED,  /* the passphrase is not right */
	PD_PBE_REFUSED, /* error is set: damaged, or a method that is not supported */
};

/* A key derivation with more rounds is refused, as it would take minutes. */
#define PD_PBE_MOST_ROUNDS (10U << 20)

/* Decrypts as an AlgorithmIdentifier, given by its content, says, and appends to
 * plain. No passphrase is NULL, which PKCS#12 distinguishes from an empty one. from
 * names the input. */
enum pd_pbe pd_pbe_open(struct pd_bytes algorithm, struct pd_bytes ciphertext,
	const struct pd_secret *passphrase, const char *from, struct pd_secret *plain,
	struct pd_error *error);

/* The same by the value of a DEK-Info header: "AES-256-CBC,0123..." */
enum pd_pbe pd_pbe_open_traditional(const char *cipher, struct pd_bytes ciphertext,
	const struct pd_secret *passphrase, const char *from, struct pd_secret *plain,
	struct pd_error *error);

/* Is it the right MAC over data? mac is the content of a PKCS#12 file's MacData (RFC
 * 7292 4). */
enum pd_pbe pd_pbe_check_mac(struct pd_bytes mac, struct pd_bytes data,
	const struct pd_secret *passphrase, const char *from, struct pd_error *error);

#endif
