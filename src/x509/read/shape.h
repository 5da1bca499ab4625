/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SHAPE_H
#define PD_X509_READ_SHAPE_H

#include "base/memory.h"

#include <stdbool.h>

#include <stdint.h>

/* Which X.509 structure DER is, told by its outer elements alone. It may still be
 * damaged inside. */

enum pd_shape {
	PD_SHAPE_UNKNOWN,
	PD_SHAPE_CERTIFICATE,
	PD_SHAPE_REQUEST,
	PD_SHAPE_CRL,
	PD_SHAPE_KEY,            /* PKCS#8, PKCS#1, SEC1 or what DSA keys were */
	PD_SHAPE_ENCRYPTED_KEY,  /* EncryptedPrivateKeyInfo (RFC 5958 3) */
	PD_SHAPE_PUBLIC_KEY,     /* SubjectPublicKeyInfo */
	PD_SHAPE_RSA_PUBLIC_KEY, /* RSAPublicKey (RFC 8017 A.1.1) */
	PD_SHAPE_PKCS7,          /* ContentInfo (RFC 5652 3) */
	PD_SHAPE_PKCS12,         /* PFX (RFC 7292 4) */
};

enum pd_shape pd_shape_of(struct pd_bytes der);

/* Is what was decrypted a private key, and nothing behind it? Once in 256 times a wrong
 * passphrase leaves valid padding, but no key before it. */
bool pd_shape_is_key(struct pd_bytes der);

/* The size that the header of the element at data says, also where less is there; 0 if
 * it is no header of a SEQUENCE of definite length. */
uint64_t pd_shape_size(struct pd_bytes data);

/* Without the blanks and NULs at the end that copying adds; they may also belong to the
 * DER. */
size_t pd_shape_size_trimmed(struct pd_bytes bytes);

/* Does it begin as a SEQUENCE of indefinite length (BER)? */
bool pd_shape_is_indefinite(struct pd_bytes input);

/* DER or BER, and not text? That may begin with the digit 0, which is the tag of a SEQUENCE;
 * but not go on with a long length, nor be as long as the short one says. */
bool pd_shape_is_der(struct pd_bytes input);

#endif
