/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_ENVELOPE_ENVELOPE_H
#define PD_X509_ENVELOPE_ENVELOPE_H

#include "base/error.h"
#include "base/memory.h"

/* Encrypted values as JS7 writes and reads them: a random AES key encrypts the text
 * (CBC, PKCS#7 padding), the recipient's public key wraps the AES key. A value is
 *	enc:KEY IV TEXT
 * each part in base64, one blank between them. KEY is RSA PKCS#1 v1.5, or ECIES on
 * P-256, P-384, P-521 and secp256k1. CBC carries no tag: a changed bit of IV or TEXT
 * may change the text without being noticed. */

/* ---- whom for ------------------------------------------------------------------ */

struct pd_recipient;

/* Reads a SubjectPublicKeyInfo. NULL: an algorithm or curve that nothing can be
 * encrypted for, RSA of less than 1024 bits, or a point that is not on its curve. */
struct pd_recipient *pd_recipient_new(
	struct pd_bytes public_der, const char *from, struct pd_error *error);
void pd_recipient_free(struct pd_recipient *recipient); /* NULL is fine */
PD_DROP(pd_drop_recipient, struct pd_recipient *, pd_recipient_free);

/* Reads PUBLIC KEY PEM, as pd_recipient_pem writes it (free() that). */
struct pd_recipient *pd_recipient_from_pem(
	struct pd_bytes pem, const char *from, struct pd_error *error);
char *pd_recipient_pem(const struct pd_recipient *recipient);

struct pd_bytes pd_recipient_der(const struct pd_recipient *recipient); /* borrowed */

/* "EC secp256k1"; free() it. What is weak about the key: NULL if nothing, else a
 * translated phrase; constant. */
char *pd_recipient_text(const struct pd_recipient *recipient);
const char *pd_recipient_weakness(const struct pd_recipient *recipient);

/* ---- by whom ------------------------------------------------------------------- */

/* A private key that opens values. */
struct pd_opener;

/* Reads DER: PKCS#8 unencrypted, PKCS#1 or SEC1. NULL: error. */
struct pd_opener *pd_opener_new(
	struct pd_bytes der, const char *from, struct pd_error *error);
void pd_opener_free(struct pd_opener *opener); /* NULL is fine; wipes */
PD_DROP(pd_drop_opener, struct pd_opener *, pd_opener_free);

/* Is it the private key of the recipient? */
bool pd_opener_fits(
	const struct pd_opener *opener, const struct pd_recipient *recipient);

/* Is the DER a private key on secp256k1, which nothing else here can use? */
bool pd_opener_is_secp256k1(struct pd_bytes der);

/* ---- values -------------------------------------------------------------------- */

/* Appends the value, without "enc:". bits: 128, 192 or 256. */
bool pd_envelope_seal(const struct pd_recipient *recipient, unsigned bits,
	struct pd_bytes plain, struct pd_secret *out, struct pd_error *error);

/* Reads a value, with or without "enc:", with blanks and line breaks around and within
 * it, into plain (empty). Whatever is wrong with a key or with what it wraps is one
 * sentence, after the same work. What is no UTF-8 is damaged: values are text. */
bool pd_envelope_open(const struct pd_opener *opener, struct pd_bytes value,
	const char *from, struct pd_secret *plain, struct pd_error *error);

#endif
