/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_ENVELOPE_ENVELOPE_PARTS_H
#define PD_X509_ENVELOPE_ENVELOPE_PARTS_H

#include "x509/envelope/envelope.h"

/* Internal to src/x509: what values and files have in common. */

enum { PD_BLOCK = 16 }; /* bytes of AES */

/* The key and IV of one value or file. Its secrets are wiped by pd_envelope_parts_wipe.
 */
struct pd_envelope_parts {
	struct pd_secret key; /* 16, 24 or 32 bytes */
	unsigned char iv[PD_BLOCK];
};
void pd_envelope_parts_wipe(struct pd_envelope_parts *parts); /* PD_AUTO fits */

/* Makes key and IV, and appends both as they are written: "KEY IV". */
bool pd_envelope_begin(const struct pd_recipient *recipient, unsigned bits,
	struct pd_envelope_parts *parts, struct pd_secret *out, struct pd_error *error);

/* Reads KEY and IV. false, with an error, where they are not written rightly.
 * *unwrapped is false where the key cannot be had: parts then have a random one, with
 * which to go on as if nothing had happened. */
bool pd_envelope_resume(const struct pd_opener *opener, struct pd_bytes key,
	struct pd_bytes iv, const char *from, struct pd_envelope_parts *parts,
	bool *unwrapped, struct pd_error *error);

/* The one sentence for all that a wrong key or a damaged value brings about. */
bool pd_envelope_fail(const char *from, struct pd_error *error);

/* Wraps for the recipient; unwraps, false after as much work as true. */
bool pd_recipient_wrap(const struct pd_recipient *recipient, struct pd_bytes key,
	struct pd_secret *out, struct pd_error *error);
bool pd_opener_unwrap(
	const struct pd_opener *opener, struct pd_bytes wrapped, struct pd_secret *key);

/* AES-CBC that goes on from call to call; sizes are multiples of PD_BLOCK. */
struct pd_cipher;
struct pd_cipher *pd_cipher_new(
	const struct pd_envelope_parts *parts, struct pd_error *error);
bool pd_cipher_encrypt(struct pd_cipher *cipher, unsigned char *bytes, size_t size);
bool pd_cipher_decrypt(struct pd_cipher *cipher, unsigned char *bytes, size_t size);
void pd_cipher_free(struct pd_cipher *cipher); /* NULL is fine */
PD_DROP(pd_drop_cipher, struct pd_cipher *, pd_cipher_free);

/* Appends PKCS#7 padding; the size of the text in front of it, SIZE_MAX if the padding
 * is not right. */
void pd_padding_add(struct pd_secret *text);
size_t pd_padding_cut(const unsigned char *bytes, size_t size);

/* Appends base64; decodes it, strictly: no blanks, nothing behind the padding, no bits
 * set that mean nothing. */
void pd_base64_add(struct pd_secret *out, struct pd_bytes bytes);
bool pd_base64_read(struct pd_bytes text, struct pd_secret *out);

#endif
