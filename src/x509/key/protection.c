/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/protection.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/key/derive.h"

#define OID_PBKDF2 "1.2.840.113549.1.5.12"
#define OID_HMAC_SHA256 "1.2.840.113549.2.9"

void
pd_protection_put_pbkdf2(struct pd_buffer *out, const unsigned char salt[PD_SALT_SIZE],
	unsigned rounds, unsigned tag)
{
	size_t whole = pd_der_begin(out);
	pd_der_put_oid(out, OID_PBKDF2);
	size_t inside = pd_der_begin(out);
	pd_der_put(out, PD_DER_OCTET_STRING, salt, PD_SALT_SIZE);
	pd_der_put_number(out, rounds);
	pd_der_put_algorithm_null(out, OID_HMAC_SHA256);
	pd_der_end(out, inside, PD_DER_SEQUENCE);
	pd_der_end(out, whole, tag);
}

void
pd_protection_put_aes(struct pd_buffer *out, const unsigned char vector[PD_AES_BLOCK])
{
	size_t whole = pd_der_begin(out);
	pd_der_put_oid(out, PD_OID_AES_256_CBC);
	pd_der_put(out, PD_DER_OCTET_STRING, vector, PD_AES_BLOCK);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

int
pd_protection_encrypt(
	struct pd_secret *text, int cipher, struct pd_bytes key, struct pd_bytes vector)
{
	unsigned char padding[PD_AES_BLOCK]; /* the largest block */
	size_t missing = vector.size - text->size % vector.size;
	memset(padding, (int)missing, missing);
	pd_secret_add(text, padding, missing);
	const gnutls_datum_t secret = pd_datum(key), start = pd_datum(vector);
	gnutls_cipher_hd_t handle;
	int result = gnutls_cipher_init(
		&handle, (gnutls_cipher_algorithm_t)cipher, &secret, &start);
	if (result < 0)
		return result;
	result = gnutls_cipher_encrypt(handle, text->data, text->size);
	gnutls_cipher_deinit(handle);
	return result;
}

void
pd_protection_wrap(struct pd_secret *encrypted, struct pd_bytes algorithm)
{
	pd_der_wrap_secret(encrypted, 0, PD_DER_OCTET_STRING);
	pd_secret_insert(encrypted, 0, algorithm.data, algorithm.size);
	pd_der_wrap_secret(encrypted, 0, PD_DER_SEQUENCE);
}

bool
pd_protection_derive(const struct pd_secret *passphrase,
	const unsigned char salt[PD_SALT_SIZE], unsigned rounds, struct pd_secret *key)
{
	bool good = pd_derive_pbkdf2(GNUTLS_MAC_SHA256, pd_secret_bytes(passphrase),
		(struct pd_bytes){salt, PD_SALT_SIZE}, rounds,
		pd_secret_reserve(key, PD_AES_KEY_SIZE), PD_AES_KEY_SIZE);
	pd_secret_added(key, good ? PD_AES_KEY_SIZE : 0);
	return good;
}
