/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/envelope.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "x509/envelope/envelope_parts.h"

#define PREFIX "enc:"

enum { PARTS = 3 };

/* ---- sealing ------------------------------------------------------------------- */

bool
pd_envelope_seal(const struct pd_recipient *recipient, unsigned bits,
	struct pd_bytes plain, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_envelope_parts_wipe) struct pd_envelope_parts parts = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret value = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (!pd_envelope_begin(recipient, bits, &parts, &value, error))
		return false;
	PD_AUTO(pd_drop_cipher) struct pd_cipher *cipher = pd_cipher_new(&parts, error);
	if (cipher == NULL)
		return false;
	pd_secret_add(&text, plain.data, plain.size);
	pd_padding_add(&text);
	if (!pd_cipher_encrypt(cipher, text.data, text.size))
		return pd_fail(error, PD_ECRYPTO, "", _("AES refused to encrypt"));
	pd_secret_add(&value, " ", 1);
	pd_base64_add(&value, pd_secret_bytes(&text));
	pd_secret_add(out, value.data, value.size);
	return true;
}

/* ---- taking apart -------------------------------------------------------------- */

static bool
is_break(unsigned char byte)
{
	return byte == '\r' || byte == '\n';
}

/* The words between blanks: how many there are, and the first of them. */
static size_t
split(struct pd_bytes text, struct pd_bytes words[PARTS])
{
	size_t count = 0;
	for (size_t i = 0; i < text.size;) {
		size_t start = i;
		while (i < text.size && !pd_ascii_is_blank((char)text.data[i]))
			i++;
		if (i > start && count++ < PARTS)
			words[count - 1] =
				(struct pd_bytes){text.data + start, i - start};
		while (i < text.size && pd_ascii_is_blank((char)text.data[i]))
			i++;
	}
	return count;
}

static void
add_without_breaks(struct pd_secret *out, struct pd_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!is_break(text.data[i]))
			pd_secret_add(out, &text.data[i], 1);
}

static struct pd_bytes
without_prefix(struct pd_bytes value)
{
	size_t size = sizeof PREFIX - 1;
	while (value.size > 0 && pd_ascii_is_blank((char)value.data[0]))
		value = (struct pd_bytes){value.data + 1, value.size - 1};
	if (value.size < size || memcmp(value.data, PREFIX, size) != 0)
		return value;
	return (struct pd_bytes){value.data + size, value.size - size};
}

/* Mail and terminals break a long value into lines, within a part or between two. */
static bool
take_apart(struct pd_bytes value, struct pd_secret *joined,
	struct pd_bytes words[PARTS], const char *from, struct pd_error *error)
{
	value = without_prefix(value);
	add_without_breaks(joined, value);
	size_t count = split(pd_secret_bytes(joined), words);
	if (count != PARTS)
		count = split(value, words);
	if (count == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("there is no value; it looks like \"enc:KEY IV TEXT\""));
	if (count != PARTS)
		return pd_fail(error, PD_EINPUT, from,
			ngettext("it has %zu part, but a value has three: the "
				 "encrypted key, the initialization vector and the "
				 "text, with a blank between them",
				"it has %zu parts, but a value has three: the "
				"encrypted key, the initialization vector and the "
				"text, with a blank between them",
				count),
			count);
	return true;
}

/* ---- opening ------------------------------------------------------------------- */

/* Decrypts in place, and judges only when all is done. */
static bool
decrypt(const struct pd_envelope_parts *parts, bool unwrapped, struct pd_secret *text,
	const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_cipher) struct pd_cipher *cipher = pd_cipher_new(parts, error);
	if (cipher == NULL)
		return false;
	bool done = pd_cipher_decrypt(cipher, text->data, text->size);
	size_t size = pd_padding_cut(text->data, text->size);
	bool padded = size != SIZE_MAX;
	bool is_text = pd_text_is_utf8(text->data, padded ? size : text->size);
	if (!(unwrapped & done & padded & is_text))
		return pd_envelope_fail(from, error);
	pd_secret_cut(text, size);
	return true;
}

bool
pd_envelope_open(const struct pd_opener *opener, struct pd_bytes value,
	const char *from, struct pd_secret *plain, struct pd_error *error)
{
	PD_AUTO(pd_envelope_parts_wipe) struct pd_envelope_parts parts = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret joined = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	struct pd_bytes words[PARTS] = {{0}};
	bool unwrapped;
	if (!take_apart(value, &joined, words, from, error))
		return false;
	if (!pd_base64_read(words[2], &text) || text.size == 0 ||
		text.size % PD_BLOCK != 0)
		return pd_fail(error, PD_EINPUT, from,
			_("its third part, the text, is not base64 of whole AES "
			  "blocks; copy the value anew and whole"));
	if (!pd_envelope_resume(
		    opener, words[0], words[1], from, &parts, &unwrapped, error) ||
		!decrypt(&parts, unwrapped, &text, from, error))
		return false;
	*plain = pd_secret_steal(&text);
	return true;
}
