/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/envelope.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "x509/envelope/envelope_parts.h"

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

/* The words between blanks: how many there are, and the first three of them. */
static size_t
split_words(struct pd_bytes text, struct pd_bytes words[PARTS])
{
	size_t count = 0;
	for (;;) {
		struct pd_bytes word = pd_envelope_take_word(&text);
		if (word.size == 0)
			return count;
		if (count++ < PARTS)
			words[count - 1] = word;
	}
}

/* Does the text behind KEY and IV have whole blocks in base64? */
static bool
is_third_part(struct pd_bytes text)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret bytes = {0};
	return pd_base64_read(text, &bytes) && bytes.size > 0 &&
	       bytes.size % PD_BLOCK == 0;
}

/* Mail and terminals break a long value into lines, within a part or between two, and lose
 * blanks there: the base64 tells the parts. Where it does not, blanks do, so that what is
 * wrong can be told of the part that it is wrong with. */
static bool
take_apart(struct pd_bytes value, struct pd_secret *bare, struct pd_bytes words[PARTS],
	const char *from, struct pd_error *error)
{
	value = pd_envelope_skip_prefix(value);
	pd_envelope_add_bare(bare, value);
	struct pd_envelope_head head;
	struct pd_bytes text = pd_secret_bytes(bare);
	if (pd_envelope_take_head(&text, &head) && is_third_part(text)) {
		words[0] = head.key, words[1] = head.iv, words[2] = text;
		return true;
	}
	size_t count = split_words(value, words);
	if (count == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("no value; it looks like \"enc:KEY IV TEXT\""));
	if (count != PARTS)
		return pd_fail(error, PD_EINPUT, from,
			ngettext("has %zu part, but a value has three: the encrypted "
				 "key, the initialization vector and the text, with a "
				 "blank between them",
				"has %zu parts, but a value has three: the encrypted "
				"key, the initialization vector and the text, with a "
				"blank between them",
				count),
			count);
	return true;
}

bool
pd_envelope_is_value(struct pd_bytes text)
{
	struct pd_bytes words[PARTS];
	size_t count = split_words(text, words);
	return count == PARTS ||
	       (count > 0 && pd_envelope_skip_prefix(words[0]).size < words[0].size);
}

/* ---- opening ------------------------------------------------------------------- */

/* Decrypts in place, and judges only when all is done. */
static bool
open_text(const struct pd_envelope_parts *parts, struct pd_secret *text,
	const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_cipher) struct pd_cipher *cipher = pd_cipher_new(parts, error);
	if (cipher == NULL)
		return false;
	bool done = pd_cipher_decrypt(cipher, text->data, text->size);
	size_t size = pd_padding_cut(text->data, text->size);
	bool padded = size != SIZE_MAX;
	bool is_text = pd_text_is_utf8(text->data, padded ? size : text->size);
	if (!(parts->unwrapped & done & padded & is_text))
		return pd_envelope_fail(from, error);
	pd_secret_cut(text, size);
	return true;
}

bool
pd_envelope_open(const struct pd_opener *opener, struct pd_bytes value,
	const char *from, struct pd_secret *plain, struct pd_error *error)
{
	PD_AUTO(pd_envelope_parts_wipe) struct pd_envelope_parts parts = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret bare = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	struct pd_bytes words[PARTS] = {{0}};
	if (!take_apart(value, &bare, words, from, error))
		return false;
	if (!pd_base64_read(words[2], &text) || text.size == 0 ||
		text.size % PD_BLOCK != 0)
		return pd_fail(error, PD_EINPUT, from,
			_("its third part, the text, is not base64 of whole AES "
			  "blocks; copy the value anew and whole"));
	const struct pd_envelope_head head = {words[0], words[1]};
	if (!pd_envelope_resume(opener, &head, from, &parts, error) ||
		!open_text(&parts, &text, from, error))
		return false;
	*plain = pd_secret_steal(&text);
	return true;
}
