/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SHAPE_H
#define PD_X509_READ_SHAPE_H

#include "base/memory.h"

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

/* The size that the header of the element at data says, also where less is there; 0 if
 * it is no header of a SEQUENCE of definite length. */
uint64_t pd_shape_size(struct pd_bytes data);

#endif
