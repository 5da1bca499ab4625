/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/envelope_parts.h"

#include <gnutls/crypto.h>
#include <nettle/base64.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "x509/key/gnutls_error.h"

/* ---- base64 -------------------------------------------------------------------- */

void
pd_base64_add(struct pd_secret *out, struct pd_bytes bytes)
{
	size_t size = BASE64_ENCODE_RAW_LENGTH(bytes.size);
	char *text = (char *)pd_secret_reserve(out, size);
	base64_encode_raw(text, bytes.size, bytes.data);
	pd_secret_added(out, size);
}

/* nettle passes over blanks, which nobody writes into a part. */
static bool
has_blank(struct pd_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] <= ' ')
			return true;
	return false;
}

bool
pd_base64_read(struct pd_bytes text, struct pd_secret *out)
{
	struct base64_decode_ctx decoder;
	size_t size = BASE64_DECODE_LENGTH(text.size);
	if (text.size % 4 != 0 || has_blank(text))
		return false;
	base64_decode_init(&decoder);
	unsigned char *bytes = pd_secret_reserve(out, size + 1);
	if (!base64_decode_update(
		    &decoder, &size, bytes, text.size, (const char *)text.data) ||
		!base64_decode_final(&decoder))
		return false;
	pd_secret_added(out, size);
	return true;
}

/* ---- words --------------------------------------------------------------------- */

static void
skip_blanks_before(struct pd_bytes *rest)
{
	while (rest->size > 0 && pd_ascii_is_blank((char)rest->data[0]))
		*rest = (struct pd_bytes){rest->data + 1, rest->size - 1};
}

struct pd_bytes
pd_envelope_take_word(struct pd_bytes *rest)
{
	skip_blanks_before(rest);
	struct pd_bytes word = {rest->data, 0};
	while (word.size < rest->size &&
		!pd_ascii_is_blank((char)rest->data[word.size]))
		word.size++;
	*rest = (struct pd_bytes){rest->data + word.size, rest->size - word.size};
	return word;
}

struct pd_bytes
pd_envelope_skip_prefix(struct pd_bytes text)
{
	static const char prefix[] = "enc:";
	const size_t size = sizeof prefix - 1;
	skip_blanks_before(&text);
	if (text.size < size || memcmp(text.data, prefix, size) != 0)
		return text;
	return (struct pd_bytes){text.data + size, text.size - size};
}

/* Where a line ends, terminals lose the blank that stood there, and put in others where a
 * row is indented: only the base64 itself tells the parts. */
static size_t
find_padding_end(struct pd_bytes text, size_t at)
{
	while (at < text.size && text.data[at] != '=')
		at++;
	while (at < text.size && text.data[at] == '=')
		at++;
	return at;
}

static bool
ends_iv(struct pd_bytes text, size_t end)
{
	return end <= text.size && text.data[end - 1] == '=' &&
	       text.data[end - 2] == '=' && text.data[end - 3] != '=';
}

bool
pd_envelope_take_head(struct pd_bytes *text, struct pd_envelope_head *head)
{
	enum { IV = (PD_BLOCK + 2) / 3 * 4 };
	/* The first padding is that of KEY, with IV behind it and then more, or that of IV. */
	size_t end = find_padding_end(*text, 0), next = find_padding_end(*text, end);
	if (next == end + IV && next < text->size && ends_iv(*text, next))
		end = next;
	if (end <= IV || !ends_iv(*text, end))
		return false;
	head->key = (struct pd_bytes){text->data, end - IV};
	head->iv = (struct pd_bytes){text->data + end - IV, IV};
	*text = (struct pd_bytes){text->data + end, text->size - end};
	return true;
}

void
pd_envelope_add_bare(struct pd_secret *out, struct pd_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (!pd_ascii_is_blank((char)text.data[i]))
			pd_secret_add(out, &text.data[i], 1);
}

/* ---- cipher -------------------------------------------------------------------- */

struct pd_cipher {
	gnutls_cipher_hd_t handle;
};

static gnutls_cipher_algorithm_t
cbc_of_size(size_t size)
{
	if (size == 32)
		return GNUTLS_CIPHER_AES_256_CBC;
	return size == 24 ? GNUTLS_CIPHER_AES_192_CBC : GNUTLS_CIPHER_AES_128_CBC;
}

struct pd_cipher *
pd_cipher_new(const struct pd_envelope_parts *parts, struct pd_error *error)
{
	PD_AUTO(pd_drop_cipher) struct pd_cipher *cipher = pd_alloc(1, sizeof *cipher);
	const gnutls_datum_t key = {parts->key.data, (unsigned)parts->key.size};
	const gnutls_datum_t iv = {(unsigned char *)parts->iv, PD_BLOCK};
	int result = gnutls_cipher_init(
		&cipher->handle, cbc_of_size(parts->key.size), &key, &iv);
	if (result < 0) {
		cipher->handle = NULL;
		(void)pd_fail_gnutls(error, PD_ECRYPTO, "", result,
			_("AES-CBC is not available here"));
		return NULL;
	}
	return pd_steal(cipher);
}

bool
pd_cipher_encrypt(struct pd_cipher *cipher, unsigned char *bytes, size_t size)
{
	return gnutls_cipher_encrypt(cipher->handle, bytes, size) >= 0;
}

bool
pd_cipher_decrypt(struct pd_cipher *cipher, unsigned char *bytes, size_t size)
{
	return gnutls_cipher_decrypt(cipher->handle, bytes, size) >= 0;
}

void
pd_cipher_free(struct pd_cipher *cipher)
{
	if (cipher == NULL)
		return;
	if (cipher->handle != NULL)
		gnutls_cipher_deinit(cipher->handle);
	pd_wipe(cipher, sizeof *cipher);
	free(cipher);
}

void
pd_padding_add(struct pd_secret *text)
{
	size_t count = PD_BLOCK - text->size % PD_BLOCK;
	memset(pd_secret_reserve(text, count), (int)count, count);
	pd_secret_added(text, count);
}

/* All 16 bytes are looked at, whatever the last one says. */
size_t
pd_padding_cut(const unsigned char *bytes, size_t size)
{
	unsigned count = bytes[size - 1], wrong = count == 0 || count > PD_BLOCK;
	for (unsigned i = 0; i < PD_BLOCK; i++)
		wrong |= (i < count) & (bytes[size - 1 - i] != count);
	return wrong ? SIZE_MAX : size - count;
}

/* ---- key and IV ---------------------------------------------------------------- */

void
pd_envelope_parts_wipe(struct pd_envelope_parts *parts)
{
	pd_secret_wipe(&parts->key);
	pd_wipe(parts->iv, sizeof parts->iv);
}

static bool
make_random(struct pd_secret *out, size_t size)
{
	bool good = gnutls_rnd(GNUTLS_RND_KEY, pd_secret_reserve(out, size), size) >= 0;
	pd_secret_added(out, size);
	return good;
}

static bool
fail_random(struct pd_error *error)
{
	return pd_fail(error, PD_ECRYPTO, "", _("the system gives no random numbers"));
}

bool
pd_envelope_begin(const struct pd_recipient *recipient, unsigned bits,
	struct pd_envelope_parts *parts, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret wrapped = {0};
	if (!make_random(&parts->key, bits / 8) ||
		gnutls_rnd(GNUTLS_RND_NONCE, parts->iv, PD_BLOCK) < 0)
		return fail_random(error);
	if (!pd_recipient_wrap(
		    recipient, pd_secret_bytes(&parts->key), &wrapped, error))
		return false;
	pd_base64_add(out, pd_secret_bytes(&wrapped));
	pd_secret_add(out, " ", 1);
	pd_base64_add(out, (struct pd_bytes){parts->iv, PD_BLOCK});
	return true;
}

static bool
is_key_size(size_t size)
{
	return size == 16 || size == 24 || size == 32;
}

bool
pd_envelope_resume(const struct pd_opener *opener, const struct pd_envelope_head *head,
	const char *from, struct pd_envelope_parts *parts, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret wrapped = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret start = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret random = {0};
	if (!pd_base64_read(head->key, &wrapped) || wrapped.size == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("its first part, the encrypted key, is not base64; copy the "
			  "value anew and whole"));
	if (!pd_base64_read(head->iv, &start) || start.size != PD_BLOCK)
		return pd_fail(error, PD_EINPUT, from,
			_("its second part, the initialization vector, is not base64 "
			  "of 16 bytes; copy the value anew and whole"));
	if (!make_random(&random, 32))
		return fail_random(error);
	memcpy(parts->iv, start.data, PD_BLOCK);
	parts->unwrapped = pd_opener_unwrap(opener, pd_secret_bytes(&wrapped),
				   &parts->key, error) &&
			   is_key_size(parts->key.size);
	if (error->code != PD_OK)
		return false;
	if (!parts->unwrapped) {
		pd_secret_wipe(&parts->key);
		parts->key = pd_secret_steal(&random);
	}
	return true;
}

bool
pd_envelope_fail(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("cannot be decrypted: it was encrypted for another key, or is "
		  "damaged; copy it anew, and give the private key of the certificate "
		  "it was encrypted for"));
}
