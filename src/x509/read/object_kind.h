/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_OBJECT_KIND_H
#define PD_X509_READ_OBJECT_KIND_H

/* What the reader finds. */
enum pd_object_kind {
	PD_OBJECT_CERTIFICATE,
	PD_OBJECT_KEY,        /* PKCS#8, PKCS#1 or SEC1, already decrypted */
	PD_OBJECT_PUBLIC_KEY, /* SubjectPublicKeyInfo */
	PD_OBJECT_REQUEST,
	PD_OBJECT_CRL,
	PD_OBJECT_REGISTER, /* what a database says that a CA has revoked; reading.h */
};

/* Several of them. */
#define PD_WANT(kind) (1U << (kind))
#define PD_WANT_PAIR (PD_WANT(PD_OBJECT_CERTIFICATE) | PD_WANT(PD_OBJECT_KEY))

#endif
