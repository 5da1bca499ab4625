/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_ENVELOPE_ENVELOPE_KEY_H
#define PD_X509_ENVELOPE_ENVELOPE_KEY_H

#include "base/error.h"
#include "base/memory.h"

/* The keys of both ends: one wraps the AES key of a value or file, one unwraps it. */

/* ---- the recipient, a public key ------------------------------------------------ */

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

/* "EC secp256k1"; free() it. */
char *pd_recipient_text(const struct pd_recipient *recipient);
/* What is weak about the key, translated and constant; NULL: nothing. */
const char *pd_recipient_weakness(const struct pd_recipient *recipient);

/* Appends the key, wrapped for the recipient. */
bool pd_recipient_wrap(const struct pd_recipient *recipient, struct pd_bytes key,
	struct pd_secret *out, struct pd_error *error);

/* ---- the opener, a private key -------------------------------------------------- */

struct pd_opener;

/* Reads DER: PKCS#8 unencrypted, PKCS#1 or SEC1. NULL: error. */
struct pd_opener *pd_opener_new(
	struct pd_bytes der, const char *from, struct pd_error *error);

/* Of a private key that is in a token (key.h), which is opened now. Takes the key, also when
 * it fails: NULL, for one that is not of RSA. */
struct pd_key;
struct pd_opener *pd_opener_of_token(
	struct pd_key *key, const char *from, struct pd_error *error);

void pd_opener_free(struct pd_opener *opener); /* NULL is fine; wipes */
PD_DROP(pd_drop_opener, struct pd_opener *, pd_opener_free);

/* Is it the private key of the recipient? */
bool pd_opener_fits(
	const struct pd_opener *opener, const struct pd_recipient *recipient);

/* Is the DER a private key on secp256k1, which nothing else here can use? */
bool pd_opener_is_secp256k1(struct pd_bytes der);

/* Unwraps into key; false comes after as much work as true. If a token did not do its work,
 * error says so, and is else left alone. */
bool pd_opener_unwrap(const struct pd_opener *opener, struct pd_bytes wrapped,
	struct pd_secret *key, struct pd_error *error);

#endif
