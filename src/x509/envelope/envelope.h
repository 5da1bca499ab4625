/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_ENVELOPE_ENVELOPE_H
#define PD_X509_ENVELOPE_ENVELOPE_H

#include "x509/envelope/envelope_key.h"

/* Encrypted values as JS7 writes and reads them: a random AES key encrypts the text
 * (CBC, PKCS#7 padding), the recipient's public key wraps the AES key. A value is
 *	enc:KEY IV TEXT
 * each part in base64, one blank between them. KEY is RSA PKCS#1 v1.5, or ECIES on
 * P-256, P-384, P-521 and secp256k1. CBC carries no tag: a changed bit of IV or TEXT
 * may change the text without being noticed. */

/* ---- values -------------------------------------------------------------------- */

/* Appends the value, without "enc:". bits: 128, 192 or 256. */
bool pd_envelope_seal(const struct pd_recipient *recipient, unsigned bits,
	struct pd_bytes plain, struct pd_secret *out, struct pd_error *error);

/* Is it meant as a value: does it begin with "enc:", or have three parts? A file that was encrypted
 * is one word without that. */
bool pd_envelope_is_value(struct pd_bytes text);

/* Reads a value, with or without "enc:", with blanks and line breaks around and within
 * it, into plain (empty). Whatever is wrong with a key or with what it wraps is one
 * sentence, after the same work. What is no UTF-8 is damaged: values are text. */
bool pd_envelope_open(const struct pd_opener *opener, struct pd_bytes value,
	const char *from, struct pd_secret *plain, struct pd_error *error);

#endif
