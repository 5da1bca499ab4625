/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/pbe.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/derive.h"
#include "x509/key/pbe_cipher.h"
#include "x509/key/pbe_parts.h"
#include "x509/key/scrypt.h"

#define OID_PBES2 "1.2.840.113549.1.5.13"
#define OID_PBKDF2 "1.2.840.113549.1.5.12"
#define OID_SCRYPT "1.3.6.1.4.1.11591.4.11"
#define OID_RC2 "1.2.840.113549.3.2"

/* An encrypted text, how to open it, and where the plain text goes. */
struct sealed {
	const struct pd_pbe_way *way;
	struct pd_bytes ciphertext;
	struct pd_secret *plain;
	struct pd_error *error;
};

static enum pd_pbe
refuse_damaged(const struct sealed *sealed)
{
	(void)pd_pbe_fail_damaged(sealed->way, sealed->error);
	return PD_PBE_REFUSED;
}

static enum pd_pbe
refuse_method(const char *method, const struct sealed *sealed)
{
	(void)pd_pbe_fail_method(method, sealed->way, sealed->error);
	return PD_PBE_REFUSED;
}

/* ---- decrypting ----------------------------------------------------------------- */

/* GnuTLS aborts the process if CBC is given anything but whole blocks. */
static enum pd_pbe
decrypt_sealed(const struct sealed *sealed, const struct pd_pbe_cipher *cipher,
	const unsigned char *key, const unsigned char *iv)
{
	size_t size = sealed->ciphertext.size;
	if (size == 0 || size % cipher->block != 0) {
		(void)pd_fail(sealed->error, PD_EINPUT, sealed->way->from,
			_("its encrypted part has %zu bytes, which is not a whole "
			  "number of blocks of %zu; it is damaged or cut off"),
			size, cipher->block);
		return PD_PBE_REFUSED;
	}
	unsigned char *out = pd_secret_reserve(sealed->plain, size);
	if (!pd_pbe_cipher_decrypt(cipher, key, iv, sealed->ciphertext, out))
		return refuse_method(cipher->name, sealed);
	size_t text = cipher->block == 1
			      ? size
			      : pd_pbe_cipher_unpad(out, size, cipher->block);
	pd_wipe(out + text, size - text);
	pd_secret_added(sealed->plain, text);
	return text > 0 ? PD_PBE_OPENED : PD_PBE_CLOSED;
}

/* ---- PBES2 (RFC 8018 A.4) ------------------------------------------------------- */

/* RC2-CBC-Parameter (RFC 8018 B.2.3) says how many bits of a key count. */
static const struct pd_pbe_cipher *
take_rc2(struct pd_bytes parameters, struct pd_bytes *iv)
{
	static const struct {
		unsigned char version;
		const struct pd_pbe_cipher *cipher;
	} versions[] = {{58, &pd_pbe_cipher_rc2_128}, {120, &pd_pbe_cipher_rc2_64},
		{160, &pd_pbe_cipher_rc2_40}};
	struct pd_bytes inside, number;
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_INTEGER, &number) || number.size == 0 ||
		!pd_take(&inside, PD_DER_OCTET_STRING, iv))
		return NULL;
	for (size_t i = 0; i < PD_COUNT(versions); i++)
		if (versions[i].version == number.data[number.size - 1])
			return versions[i].cipher;
	return NULL;
}

/* scrypt-params (RFC 7914 7.1). */
static enum pd_pbe
derive_scrypt(const struct sealed *sealed, struct pd_bytes parameters,
	unsigned char *key, size_t size)
{
	/* Each block costs as much as three hashes, as measured. */
	enum { BLOCK_COST = 3 };
	static const struct pd_pbe_hash block = {.cost = BLOCK_COST};
	struct pd_scrypt scrypt;
	struct pd_bytes inside;
	const struct pd_pbe_way *way = sealed->way;
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OCTET_STRING, &scrypt.salt))
		return refuse_damaged(sealed);
	if (!pd_pbe_take_number(&inside, &scrypt.cost, way, sealed->error) ||
		!pd_pbe_take_number(&inside, &scrypt.block, way, sealed->error) ||
		!pd_pbe_take_number(&inside, &scrypt.parallel, way, sealed->error))
		return PD_PBE_REFUSED;
	if (!pd_scrypt_is_bearable(&scrypt)) {
		(void)pd_fail(sealed->error, PD_EINPUT, way->from,
			_("its passphrase is stretched by scrypt with N=%u, r=%u, "
			  "p=%u, which takes more than 128 MiB or is not what RFC 7914 "
			  "allows; encrypt it anew with N=131072 or less, r=8, p=1"),
			scrypt.cost, scrypt.block, scrypt.parallel);
		return PD_PBE_REFUSED;
	}
	if (!pd_pbe_spend(way, &block, scrypt.cost * scrypt.block, scrypt.parallel,
		    sealed->error))
		return PD_PBE_REFUSED;
	return pd_scrypt(&scrypt, pd_pbe_passphrase(way), key, size) ? PD_PBE_OPENED
								     : PD_PBE_CLOSED;
}

static enum pd_pbe
derive_pbes2(const struct sealed *sealed, const char *function,
	struct pd_bytes parameters, unsigned char *key, size_t size)
{
	struct pd_pbe_pbkdf2 pbkdf2;
	const struct pd_secret *stretched = sealed->way->stretched;
	if (stretched != NULL && stretched->size != size)
		return PD_PBE_CLOSED;
	if (stretched != NULL) {
		memcpy(key, stretched->data, size);
		return PD_PBE_OPENED;
	}
	if (strcmp(function, OID_SCRYPT) == 0)
		return derive_scrypt(sealed, parameters, key, size);
	if (strcmp(function, OID_PBKDF2) != 0)
		return refuse_method(function, sealed);
	if (!pd_pbe_take_pbkdf2(parameters, &pbkdf2, sealed->way, sealed->error))
		return PD_PBE_REFUSED;
	return pd_pbe_derive_pbkdf2(&pbkdf2, sealed->way, key, size, sealed->error);
}

static enum pd_pbe
open_pbes2(const struct sealed *sealed, struct pd_bytes parameters)
{
	struct pd_bytes inside, for_function, for_cipher, iv = {0};
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &inside))
		return refuse_damaged(sealed);
	PD_AUTO(pd_drop_text)
	char *function = pd_pbe_take_algorithm(&inside, &for_function);
	PD_AUTO(pd_drop_text)
	char *scheme = pd_pbe_take_algorithm(&inside, &for_cipher);
	if (function == NULL || scheme == NULL)
		return refuse_damaged(sealed);
	const struct pd_pbe_cipher *cipher = strcmp(scheme, OID_RC2) == 0
						     ? take_rc2(for_cipher, &iv)
						     : pd_pbe_cipher_by_oid(scheme);
	if (cipher == NULL)
		return refuse_method(scheme, sealed);
	if (iv.size == 0)
		(void)pd_take(&for_cipher, PD_DER_OCTET_STRING, &iv);
	if (iv.size != cipher->block)
		return refuse_damaged(sealed);
	unsigned char key[PD_DERIVE_MOST];
	enum pd_pbe result =
		derive_pbes2(sealed, function, for_function, key, cipher->key_size);
	if (result == PD_PBE_OPENED)
		result = decrypt_sealed(sealed, cipher, key, iv.data);
	pd_wipe(key, sizeof key);
	return result;
}

bool
pd_pbe_salt(struct pd_bytes algorithm, struct pd_bytes *salt)
{
	struct pd_bytes oid, scheme, inside;
	if (!pd_take(&algorithm, PD_DER_OID, &oid) ||
		!pd_take(&algorithm, PD_DER_SEQUENCE, &scheme))
		return false;
	PD_AUTO(pd_drop_text) char *name = pd_oid_text(oid);
	PD_AUTO(pd_drop_text) char *function = pd_pbe_take_algorithm(&scheme, &inside);
	return strcmp(name, OID_PBES2) == 0 && function != NULL &&
	       strcmp(function, OID_PBKDF2) == 0 &&
	       pd_take(&inside, PD_DER_SEQUENCE, &scheme) &&
	       pd_take(&scheme, PD_DER_OCTET_STRING, salt);
}

/* ---- schemes that name their cipher --------------------------------------------- */

/* PBEParameter (RFC 8018 A.3), pkcs-12PbeParams (RFC 7292 C). */
static bool
take_pbe_parameters(struct pd_bytes parameters, struct pd_bytes *salt, uint32_t *rounds,
	const struct sealed *sealed)
{
	struct pd_bytes inside;
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OCTET_STRING, salt))
		return pd_pbe_fail_damaged(sealed->way, sealed->error);
	return pd_pbe_take_number(&inside, rounds, sealed->way, sealed->error);
}

/* RFC 8018 A.3 */
static const struct pbes1 {
	const char *oid;
	gnutls_digest_algorithm_t digest;
	const struct pd_pbe_cipher *cipher;
} pbes1_schemes[] = {
	{"1.2.840.113549.1.5.3", GNUTLS_DIG_MD5, &pd_pbe_cipher_des},
	{"1.2.840.113549.1.5.6", GNUTLS_DIG_MD5, &pd_pbe_cipher_rc2_64},
	{"1.2.840.113549.1.5.10", GNUTLS_DIG_SHA1, &pd_pbe_cipher_des},
	{"1.2.840.113549.1.5.11", GNUTLS_DIG_SHA1, &pd_pbe_cipher_rc2_64},
};

static enum pd_pbe
open_pbes1(const struct sealed *sealed, const struct pbes1 *scheme,
	struct pd_bytes parameters)
{
	struct pd_bytes salt;
	uint32_t rounds;
	if (!take_pbe_parameters(parameters, &salt, &rounds, sealed) ||
		!pd_pbe_spend(sealed->way, pd_pbe_hash_of(scheme->digest), rounds, 1,
			sealed->error))
		return PD_PBE_REFUSED;
	unsigned char key_and_iv[PD_DERIVE_MOST];
	enum pd_pbe result = PD_PBE_CLOSED;
	if (pd_derive_pbkdf1(scheme->digest, pd_pbe_passphrase(sealed->way), salt,
		    rounds, key_and_iv))
		result = decrypt_sealed(sealed, scheme->cipher, key_and_iv,
			key_and_iv + scheme->cipher->key_size);
	pd_wipe(key_and_iv, sizeof key_and_iv);
	return result;
}

/* RFC 7292 C. Two-key 3DES is 3DES whose third key is the first. */
static const struct pkcs12 {
	const char *oid;
	const struct pd_pbe_cipher *cipher;
	size_t key_size;
} pkcs12_schemes[] = {
	{"1.2.840.113549.1.12.1.1", &pd_pbe_cipher_rc4_128, 16},
	{"1.2.840.113549.1.12.1.2", &pd_pbe_cipher_rc4_40, 5},
	{"1.2.840.113549.1.12.1.3", &pd_pbe_cipher_3des, 24},
	{"1.2.840.113549.1.12.1.4", &pd_pbe_cipher_3des, 16},
	{"1.2.840.113549.1.12.1.5", &pd_pbe_cipher_rc2_128, 16},
	{"1.2.840.113549.1.12.1.6", &pd_pbe_cipher_rc2_40, 5},
};

static enum pd_pbe
open_pkcs12(const struct sealed *sealed, const struct pkcs12 *scheme,
	struct pd_bytes parameters)
{
	/* SHA-1 has 20 bytes, and the vector is one more. */
	enum { HASHES = 3, BLOCK = 8, KEY_3DES = 24 };
	struct pd_bytes salt;
	uint32_t rounds;
	if (!take_pbe_parameters(parameters, &salt, &rounds, sealed) ||
		!pd_pbe_spend(sealed->way, pd_pbe_hash_of(GNUTLS_DIG_SHA1), rounds,
			HASHES, sealed->error))
		return PD_PBE_REFUSED;
	unsigned char key[PD_DERIVE_MOST] = {0}, iv[BLOCK];
	const struct pd_pkcs12_source source = {
		GNUTLS_DIG_SHA1, sealed->way->passphrase, salt, rounds};
	bool derived =
		pd_derive_pkcs12(&source, PD_DERIVE_KEY, key, scheme->key_size) &&
		pd_derive_pkcs12(&source, PD_DERIVE_IV, iv, sizeof iv);
	if (scheme->cipher == &pd_pbe_cipher_3des && scheme->key_size < KEY_3DES)
		memcpy(key + scheme->key_size, key, KEY_3DES - scheme->key_size);
	enum pd_pbe result = PD_PBE_CLOSED;
	if (derived)
		result = decrypt_sealed(sealed, scheme->cipher, key, iv);
	pd_wipe(key, sizeof key);
	return result;
}

enum pd_pbe
pd_pbe_open(const struct pd_pbe_way *way, struct pd_bytes algorithm,
	struct pd_bytes ciphertext, struct pd_secret *plain, struct pd_error *error)
{
	const struct sealed sealed = {way, ciphertext, plain, error};
	struct pd_bytes bytes;
	if (!pd_take(&algorithm, PD_DER_OID, &bytes))
		return refuse_damaged(&sealed);
	PD_AUTO(pd_drop_text) char *oid = pd_oid_text(bytes);
	if (strcmp(oid, OID_PBES2) == 0)
		return open_pbes2(&sealed, algorithm);
	for (size_t i = 0; i < PD_COUNT(pbes1_schemes); i++)
		if (strcmp(oid, pbes1_schemes[i].oid) == 0)
			return open_pbes1(&sealed, &pbes1_schemes[i], algorithm);
	for (size_t i = 0; i < PD_COUNT(pkcs12_schemes); i++)
		if (strcmp(oid, pkcs12_schemes[i].oid) == 0)
			return open_pkcs12(&sealed, &pkcs12_schemes[i], algorithm);
	return refuse_method(oid, &sealed);
}

/* ---- traditional PEM ------------------------------------------------------------ */

enum { TRADITIONAL_SALT = 8 };

/* Reads exactly as many hex digits as the block has. */
static bool
read_iv(const char *hex, size_t size, unsigned char iv[PD_PBE_MOST_BLOCK])
{
	if (size > PD_PBE_MOST_BLOCK || strlen(hex) != 2 * size)
		return false;
	for (size_t i = 0; i < 2 * size; i++) {
		int value = pd_hex_digit(hex[i]);
		if (value < 0)
			return false;
		iv[i / 2] = (unsigned char)(iv[i / 2] << 4 | value);
	}
	return true;
}

enum pd_pbe
pd_pbe_open_traditional(const struct pd_pbe_way *way, const char *header,
	struct pd_bytes ciphertext, struct pd_secret *plain, struct pd_error *error)
{
	const struct sealed sealed = {way, ciphertext, plain, error};
	size_t name_size = strcspn(header, ",");
	if (header[name_size] != ',')
		return refuse_damaged(&sealed);
	const struct pd_pbe_cipher *cipher = pd_pbe_cipher_by_name(header, name_size);
	if (cipher == NULL) {
		PD_AUTO(pd_drop_text) char *method = pd_copy_bytes(header, name_size);
		return refuse_method(method, &sealed);
	}
	unsigned char iv[PD_PBE_MOST_BLOCK] = {0}, key[PD_DERIVE_MOST];
	if (!read_iv(header + name_size + 1, cipher->block, iv))
		return refuse_damaged(&sealed);
	enum pd_pbe result = PD_PBE_CLOSED;
	if (pd_derive_traditional(pd_pbe_passphrase(way),
		    (struct pd_bytes){iv, TRADITIONAL_SALT}, key, cipher->key_size))
		result = decrypt_sealed(&sealed, cipher, key, iv);
	pd_wipe(key, sizeof key);
	return result;
}
