/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/pbe_cipher.h"

#include <gnutls/crypto.h>
#include <nettle/arcfour.h>
#include <nettle/arctwo.h>
#include <nettle/cbc.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"

// clang-format off
static const struct pd_pbe_cipher ciphers[] = {
	{"2.16.840.1.101.3.4.1.2",    "AES-128-CBC",      GNUTLS_CIPHER_AES_128_CBC,      16, 16, 0},
	{"2.16.840.1.101.3.4.1.22",   "AES-192-CBC",      GNUTLS_CIPHER_AES_192_CBC,      24, 16, 0},
	{"2.16.840.1.101.3.4.1.42",   "AES-256-CBC",      GNUTLS_CIPHER_AES_256_CBC,      32, 16, 0},
	{"1.2.840.113549.3.7",        "DES-EDE3-CBC",     GNUTLS_CIPHER_3DES_CBC,         24,  8, 0},
	{"1.3.14.3.2.7",              "DES-CBC",          GNUTLS_CIPHER_DES_CBC,           8,  8, 0},
	{"1.2.392.200011.61.1.1.1.2", "CAMELLIA-128-CBC", GNUTLS_CIPHER_CAMELLIA_128_CBC, 16, 16, 0},
	{"1.2.392.200011.61.1.1.1.3", "CAMELLIA-192-CBC", GNUTLS_CIPHER_CAMELLIA_192_CBC, 24, 16, 0},
	{"1.2.392.200011.61.1.1.1.4", "CAMELLIA-256-CBC", GNUTLS_CIPHER_CAMELLIA_256_CBC, 32, 16, 0},
	{NULL,                        "RC2-CBC",          0,                              16,  8, 128},
	{NULL,                        "RC2-64-CBC",       0,                               8,  8, 64},
	{NULL,                        "RC2-40-CBC",       0,                               5,  8, 40},
};

const struct pd_pbe_cipher
	pd_pbe_cipher_des =     {NULL, "DES-CBC",      GNUTLS_CIPHER_DES_CBC,      8, 8, 0},
	pd_pbe_cipher_3des =    {NULL, "DES-EDE3-CBC", GNUTLS_CIPHER_3DES_CBC,    24, 8, 0},
	pd_pbe_cipher_rc4_40 =  {NULL, "RC4",          0,                          5, 1, 0},
	pd_pbe_cipher_rc4_128 = {NULL, "RC4",          0,                         16, 1, 0},
	pd_pbe_cipher_rc2_40 =  {NULL, "RC2",          0,                          5, 8, 40},
	pd_pbe_cipher_rc2_64 =  {NULL, "RC2",          0,                          8, 8, 64},
	pd_pbe_cipher_rc2_128 = {NULL, "RC2",          0,                         16, 8, 128};
// clang-format on

const struct pd_pbe_cipher *
pd_pbe_cipher_by_oid(const char *oid)
{
	for (size_t i = 0; i < PD_COUNT(ciphers); i++)
		if (ciphers[i].oid != NULL && strcmp(ciphers[i].oid, oid) == 0)
			return &ciphers[i];
	return NULL;
}

const struct pd_pbe_cipher *
pd_pbe_cipher_by_name(const char *name, size_t size)
{
	for (size_t i = 0; i < PD_COUNT(ciphers); i++)
		if (strlen(ciphers[i].name) == size &&
			pd_ascii_compare_begin(ciphers[i].name, name, size) == 0)
			return &ciphers[i];
	return NULL;
}

static void
decrypt_rc2(const struct pd_pbe_cipher *cipher, const unsigned char *key,
	const unsigned char *iv, struct pd_bytes ciphertext, unsigned char *out)
{
	struct CBC_CTX(struct arctwo_ctx, ARCTWO_BLOCK_SIZE) context;
	arctwo_set_key_ekb(&context.ctx, cipher->key_size, key, cipher->rc2_bits);
	CBC_SET_IV(&context, iv);
	CBC_DECRYPT(&context, arctwo_decrypt, ciphertext.size, out, ciphertext.data);
	pd_wipe(&context, sizeof context);
}

static void
decrypt_rc4(const struct pd_pbe_cipher *cipher, const unsigned char *key,
	struct pd_bytes ciphertext, unsigned char *out)
{
	struct arcfour_ctx context;
	arcfour_set_key(&context, cipher->key_size, key);
	arcfour_crypt(&context, ciphertext.size, out, ciphertext.data);
	pd_wipe(&context, sizeof context);
}

bool
pd_pbe_cipher_decrypt(const struct pd_pbe_cipher *cipher, const unsigned char *key,
	const unsigned char *iv, struct pd_bytes ciphertext, unsigned char *out)
{
	if (cipher->gnutls == 0) {
		if (cipher->rc2_bits > 0)
			decrypt_rc2(cipher, key, iv, ciphertext, out);
		else
			decrypt_rc4(cipher, key, ciphertext, out);
		return true;
	}
	const gnutls_datum_t secret = {
		(unsigned char *)key, (unsigned)cipher->key_size};
	const gnutls_datum_t vector = {(unsigned char *)iv, (unsigned)cipher->block};
	gnutls_cipher_hd_t handle;
	if (gnutls_cipher_init(&handle, cipher->gnutls, &secret, &vector) < 0)
		return false;
	int result = gnutls_cipher_decrypt2(
		handle, ciphertext.data, ciphertext.size, out, ciphertext.size);
	gnutls_cipher_deinit(handle);
	return result >= 0;
}

size_t
pd_pbe_cipher_unpad(const unsigned char *plain, size_t size, size_t block)
{
	size_t padding = plain[size - 1];
	if (padding == 0 || padding > block)
		return 0;
	for (size_t i = size - padding; i < size; i++)
		if (plain[i] != padding)
			return 0;
	return size - padding;
}
