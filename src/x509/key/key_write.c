/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/derive.h"
#include "x509/key/ec_private.h"
#include "x509/key/gnutls_error.h"

#define OID_PBES2 "1.2.840.113549.1.5.13"
#define OID_PBKDF2 "1.2.840.113549.1.5.12"
#define OID_HMAC_SHA256 "1.2.840.113549.2.9"
#define OID_AES_256_CBC "2.16.840.1.101.3.4.1.42"

enum {
	ROUNDS = 600000,
	SALT_SIZE = 16,
	KEY_SIZE = 32,
	BLOCK_SIZE = 16,
};

static bool
fail_writing_key(struct pd_error *error, int result)
{
	return pd_fail_gnutls(
		error, PD_ECRYPTO, "", result, _("the private key cannot be written"));
}

/* ---- PKCS#8 --------------------------------------------------------------------- */

static void
wipe_datum(gnutls_datum_t *datum)
{
	pd_wipe(datum->data, datum->size);
	gnutls_free(datum->data);
}

/* GnuTLS would write the private number without its leading zeros or with one too
 * many, which strict readers refuse. */
static bool
put_ec(const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(wipe_datum) gnutls_datum_t number = {0};
	struct pd_bytes rest = pd_key_public_der(key), public = {0}, algorithm = {0},
			bits = {0};
	int result = gnutls_privkey_export_ecc_raw2(pd_key_gnutls(key), NULL, NULL,
		NULL, &number, GNUTLS_EXPORT_FLAG_NO_LZ);
	if (result < 0)
		return fail_writing_key(error, result);
	bool good = pd_take(&rest, PD_DER_SEQUENCE, &public) &&
		    pd_take_whole(&public, PD_DER_SEQUENCE, &algorithm) &&
		    pd_take(&public, PD_DER_BIT_STRING, &bits) &&
		    bits.size > 2 * number.size;
	if (!good)
		return fail_writing_key(error, GNUTLS_E_PK_INVALID_PUBKEY);
	pd_ec_private_put(out, algorithm, (struct pd_bytes){number.data, number.size},
		(struct pd_bytes){bits.data + 1, bits.size - 1});
	return true;
}

bool
pd_key_der(const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	if (pd_key_kind(key).algorithm == PD_EC)
		return put_ec(key, out, error);
	PD_AUTO(wipe_datum) gnutls_datum_t written = {0};
	gnutls_x509_privkey_t x509 = NULL;
	int result = gnutls_privkey_export_x509(pd_key_gnutls(key), &x509);
	if (result >= 0)
		result = gnutls_x509_privkey_export2_pkcs8(
			x509, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &written);
	gnutls_x509_privkey_deinit(x509);
	if (result < 0)
		return fail_writing_key(error, result);
	pd_secret_add(out, written.data, written.size);
	return true;
}

/* ---- encryption ----------------------------------------------------------------- */

struct parameters {
	unsigned char salt[SALT_SIZE], vector[BLOCK_SIZE];
};

/* The AlgorithmIdentifier of PBES2 (RFC 8018 A.4). */
static void
put_pbes2_parameters(struct pd_buffer *out, const struct parameters *parameters)
{
	size_t whole = pd_der_begin(out);
	pd_der_put_oid(out, OID_PBES2);
	size_t scheme = pd_der_begin(out), derivation = pd_der_begin(out);
	pd_der_put_oid(out, OID_PBKDF2);
	size_t inside = pd_der_begin(out);
	pd_der_put(out, PD_DER_OCTET_STRING, parameters->salt, SALT_SIZE);
	pd_der_put_number(out, ROUNDS);
	pd_der_put_algorithm_null(out, OID_HMAC_SHA256);
	pd_der_end(out, inside, PD_DER_SEQUENCE);
	pd_der_end(out, derivation, PD_DER_SEQUENCE);
	size_t cipher = pd_der_begin(out);
	pd_der_put_oid(out, OID_AES_256_CBC);
	pd_der_put(out, PD_DER_OCTET_STRING, parameters->vector, BLOCK_SIZE);
	pd_der_end(out, cipher, PD_DER_SEQUENCE);
	pd_der_end(out, scheme, PD_DER_SEQUENCE);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

/* AES-256-CBC with the padding of RFC 8018 6.1.1, in place. */
static int
encrypt_padded(struct pd_secret *text, const unsigned char key[KEY_SIZE],
	const struct parameters *parameters)
{
	unsigned char padding[BLOCK_SIZE];
	size_t missing = BLOCK_SIZE - text->size % BLOCK_SIZE;
	memset(padding, (int)missing, missing);
	pd_secret_add(text, padding, missing);
	const gnutls_datum_t secret = {(unsigned char *)key, KEY_SIZE};
	const gnutls_datum_t vector = {(unsigned char *)parameters->vector, BLOCK_SIZE};
	gnutls_cipher_hd_t cipher;
	int result = gnutls_cipher_init(
		&cipher, GNUTLS_CIPHER_AES_256_CBC, &secret, &vector);
	if (result < 0)
		return result;
	result = gnutls_cipher_encrypt(cipher, text->data, text->size);
	gnutls_cipher_deinit(cipher);
	return result;
}

/* Turns PKCS#8 into EncryptedPrivateKeyInfo (RFC 5958 3). */
static bool
encrypt_pkcs8(struct pd_secret *der, const struct pd_secret *passphrase,
	struct pd_error *error)
{
	struct parameters parameters;
	PD_AUTO(pd_secret_wipe) struct pd_secret key = {0};
	int result = gnutls_rnd(GNUTLS_RND_RANDOM, &parameters, sizeof parameters);
	if (result < 0)
		return fail_writing_key(error, result);
	if (!pd_derive_pbkdf2(GNUTLS_MAC_SHA256, pd_secret_bytes(passphrase),
		    (struct pd_bytes){parameters.salt, SALT_SIZE}, ROUNDS,
		    pd_secret_reserve(&key, KEY_SIZE), KEY_SIZE))
		return fail_writing_key(error, GNUTLS_E_INTERNAL_ERROR);
	pd_secret_added(&key, KEY_SIZE);
	result = encrypt_padded(der, key.data, &parameters);
	if (result < 0)
		return fail_writing_key(error, result);
	PD_AUTO(pd_buffer_free) struct pd_buffer algorithm = {0};
	put_pbes2_parameters(&algorithm, &parameters);
	pd_der_wrap_secret(der, 0, PD_DER_OCTET_STRING);
	pd_secret_insert(der, 0, algorithm.data, algorithm.size);
	pd_der_wrap_secret(der, 0, PD_DER_SEQUENCE);
	return true;
}

bool
pd_key_pem(const struct pd_key *key, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_error *error)
{
	bool encrypted = passphrase != NULL && passphrase->size > 0;
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(wipe_datum) gnutls_datum_t pem = {0};
	if (!pd_key_der(key, &der, error) ||
		(encrypted && !encrypt_pkcs8(&der, passphrase, error)))
		return false;
	const gnutls_datum_t input = pd_datum(pd_secret_bytes(&der));
	int result = gnutls_pem_base64_encode2(
		encrypted ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY", &input, &pem);
	if (result < 0)
		return fail_writing_key(error, result);
	pd_secret_add(out, pem.data, pem.size);
	return true;
}
