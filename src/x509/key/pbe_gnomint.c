/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/pbe_gnomint.h"

#include <nettle/aes.h>
#include <nettle/ctr.h>
#include <string.h>

#include "base/ascii.h"

enum { VECTOR_DIGITS = 32 };

static const char begin[] = "-----BEGIN ";
static const char mark[] = "gCP";

bool
pd_gnomint_is_plain(const char *text)
{
	return strncmp(text, begin, sizeof begin - 1) == 0;
}

static bool
is_marked(const char *text)
{
	return strncmp(text, mark, sizeof mark - 1) == 0;
}

bool
pd_gnomint_is_sealed(const char *text)
{
	size_t least = 0, digits = 0;
	if (is_marked(text)) {
		text += sizeof mark - 1;
		least = (size_t)2 * VECTOR_DIGITS;
	}
	while (pd_hex_digit(text[digits]) >= 0)
		digits++;
	return text[digits] == '\0' && digits > least && digits % 2 == 0;
}

/* Decodes size bytes of hex; false: there are not so many. */
static bool
hex_to_bytes(const char *text, size_t size, unsigned char *out)
{
	for (size_t i = 0; i < size; i++) {
		int high = pd_hex_digit(text[2 * i]);
		int low = high < 0 ? -1 : pd_hex_digit(text[2 * i + 1]);
		if (low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* Short words are repeated, and end in a NUL; of long ones each 32 bytes are added up. */
static void
fold_key(const struct pd_secret *words, unsigned char key[AES256_KEY_SIZE])
{
	memset(key, 0, AES256_KEY_SIZE);
	if (words->size > AES256_KEY_SIZE)
		for (size_t i = 0; i < words->size; i++)
			key[i % AES256_KEY_SIZE] ^= words->data[i];
	else
		for (size_t i = 0; i < AES256_KEY_SIZE - 1; i++)
			key[i] = words->data[i % words->size];
}

static void
decrypt(const struct pd_secret *words, unsigned char counter[AES_BLOCK_SIZE],
	unsigned char *text, size_t size)
{
	struct aes256_ctx cipher;
	unsigned char key[AES256_KEY_SIZE];
	fold_key(words, key);
	aes256_set_encrypt_key(&cipher, key);
	ctr_crypt(&cipher, (nettle_cipher_func *)aes256_encrypt, AES_BLOCK_SIZE,
		counter, size, text, text);
	pd_wipe(key, sizeof key);
	pd_wipe(&cipher, sizeof cipher);
}

bool
pd_gnomint_open(const char *text, const struct pd_secret *password, const char *name,
	struct pd_secret *pem)
{
	/* Of all that is older than the mark. */
	unsigned char counter[AES_BLOCK_SIZE + 1] = "dg4eJ53lc-!GzAz=";
	PD_AUTO(pd_secret_wipe) struct pd_secret words = {0};
	if (is_marked(text)) {
		text += sizeof mark - 1;
		if (strlen(text) < (size_t)2 * VECTOR_DIGITS ||
			!hex_to_bytes(text + VECTOR_DIGITS, AES_BLOCK_SIZE, counter))
			return false;
		text += (size_t)2 * VECTOR_DIGITS;
	}
	pd_secret_add_text(&words, "gnoMintPrivateKey");
	pd_secret_add(&words, password->data, password->size);
	pd_secret_add_text(&words, name);
	size_t size = strlen(text) / 2, before = pem->size;
	unsigned char *out = pd_secret_reserve(pem, size + 1);
	if (!hex_to_bytes(text, size, out))
		return false;
	decrypt(&words, counter, out, size);
	pd_secret_added(pem, size);
	return size >= sizeof begin - 1 &&
	       memcmp(pem->data + before, begin, sizeof begin - 1) == 0;
}
