/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_ENVELOPE_ENVELOPE_PARTS_H
#define PD_X509_ENVELOPE_ENVELOPE_PARTS_H

#include "x509/envelope/envelope_key.h"

/* Internal to src/x509: what values and files have in common. */

enum { PD_BLOCK = 16 }; /* bytes of AES */

/* The key and IV of one value or file. */
struct pd_envelope_parts {
	struct pd_secret key; /* 16, 24 or 32 bytes */
	unsigned char iv[PD_BLOCK];
	bool unwrapped; /* false: the key could not be had and is a random one, with which
			 * to go on as if nothing had happened */
};
void pd_envelope_parts_wipe(struct pd_envelope_parts *parts); /* PD_AUTO fits */

/* Both as they are written, in base64. */
struct pd_envelope_head {
	struct pd_bytes key, iv;
};

/* Makes key and IV, and appends both as they are written: "KEY IV". */
bool pd_envelope_begin(const struct pd_recipient *recipient, unsigned bits,
	struct pd_envelope_parts *parts, struct pd_secret *out, struct pd_error *error);

/* Reads KEY and IV; false, with an error, where they are not written correctly. */
bool pd_envelope_resume(const struct pd_opener *opener,
	const struct pd_envelope_head *head, const char *from,
	struct pd_envelope_parts *parts, struct pd_error *error);

/* The one sentence for whatever a wrong key or a damaged value leads to. Always false. */
bool pd_envelope_fail(const char *from, struct pd_error *error);

/* AES-CBC that goes on from call to call; sizes are multiples of PD_BLOCK. */
struct pd_cipher;
struct pd_cipher *pd_cipher_new(
	const struct pd_envelope_parts *parts, struct pd_error *error);
bool pd_cipher_encrypt(struct pd_cipher *cipher, unsigned char *bytes, size_t size);
bool pd_cipher_decrypt(struct pd_cipher *cipher, unsigned char *bytes, size_t size);
void pd_cipher_free(struct pd_cipher *cipher); /* NULL is fine */
PD_DROP(pd_drop_cipher, struct pd_cipher *, pd_cipher_free);

/* Appends PKCS#7 padding. */
void pd_padding_add(struct pd_secret *text);
/* The size of the text before the padding; SIZE_MAX if the padding is wrong. */
size_t pd_padding_cut(const unsigned char *bytes, size_t size);

/* Takes the next word off the text; empty at its end. Blanks and line breaks part
 * words. */
struct pd_bytes pd_envelope_take_word(struct pd_bytes *rest);
/* The text without blanks and "enc:" before it. */
struct pd_bytes pd_envelope_skip_prefix(struct pd_bytes text);
/* Takes KEY and IV off a text in which nothing need stand between the parts: KEY ends with
 * its own padding or where IV begins, which is 24 characters, the last two "=". false: the
 * text does not begin like that. */
bool pd_envelope_take_head(struct pd_bytes *text, struct pd_envelope_head *head);
/* Appends the text without blanks and line breaks. */
void pd_envelope_add_bare(struct pd_secret *out, struct pd_bytes text);

/* Appends base64. */
void pd_base64_add(struct pd_secret *out, struct pd_bytes bytes);
/* Decodes it strictly: no blanks, nothing behind the padding, no unused bits set. */
bool pd_base64_read(struct pd_bytes text, struct pd_secret *out);

#endif
