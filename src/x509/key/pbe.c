/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/pbe.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/derive.h"

/* An encrypted text, how to open it, and where the plain text goes. */
struct sealed {
	struct pd_bytes ciphertext;
	const struct pd_secret *passphrase;
	const char *from;
	struct pd_secret *plain;
	struct pd_error *error;
};

static bool
fail_damaged_encryption(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("the description of its encryption is damaged; it has to be made "
		  "anew "
		  "from its source"));
}

static bool
fail_unsupported_method(const char *method, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(method);
	return pd_fail(error, PD_EINPUT, from,
		_("it is encrypted by a method that is not supported (%s); encrypt it "
		  "anew with AES-256-CBC and PBKDF2, as \"openssl pkcs8 -topk8 -v2 "
		  "aes-256-cbc\" does"),
		shown);
}

static enum pd_pbe
refuse_damaged(const struct sealed *sealed)
{
	(void)fail_damaged_encryption(sealed->from, sealed->error);
	return PD_PBE_REFUSED;
}

static enum pd_pbe
refuse_method(const char *method, const struct sealed *sealed)
{
	(void)fail_unsupported_method(method, sealed->from, sealed->error);
	return PD_PBE_REFUSED;
}

static struct pd_bytes
get_passphrase_bytes(const struct pd_secret *passphrase)
{
	static const struct pd_secret nothing;
	return pd_secret_bytes(passphrase ? passphrase : &nothing);
}

/* ---- ciphers ------------------------------------------------------------------- */

struct cipher {
	const char *oid, *traditional; /* in PBES2, in DEK-Info */
	gnutls_cipher_algorithm_t algorithm;
	size_t key_size;
};

// clang-format off
static const struct cipher ciphers[] = {
	{"2.16.840.1.101.3.4.1.2",    "AES-128-CBC",      GNUTLS_CIPHER_AES_128_CBC,      16},
	{"2.16.840.1.101.3.4.1.22",   "AES-192-CBC",      GNUTLS_CIPHER_AES_192_CBC,      24},
	{"2.16.840.1.101.3.4.1.42",   "AES-256-CBC",      GNUTLS_CIPHER_AES_256_CBC,      32},
	{"1.2.840.113549.3.7",        "DES-EDE3-CBC",     GNUTLS_CIPHER_3DES_CBC,         24},
	{"1.3.14.3.2.7",              "DES-CBC",          GNUTLS_CIPHER_DES_CBC,           8},
	{"1.2.392.200011.61.1.1.1.2", "CAMELLIA-128-CBC", GNUTLS_CIPHER_CAMELLIA_128_CBC, 16},
	{"1.2.392.200011.61.1.1.1.3", "CAMELLIA-192-CBC", GNUTLS_CIPHER_CAMELLIA_192_CBC, 24},
	{"1.2.392.200011.61.1.1.1.4", "CAMELLIA-256-CBC", GNUTLS_CIPHER_CAMELLIA_256_CBC, 32},
};

/* Two-key 3DES is 3DES whose third key is the first. */
static const struct cipher pkcs12_schemes[] = {
	{"1.2.840.113549.1.12.1.1", "RC4",  GNUTLS_CIPHER_ARCFOUR_128, 16},
	{"1.2.840.113549.1.12.1.3", "3DES", GNUTLS_CIPHER_3DES_CBC,    24},
	{"1.2.840.113549.1.12.1.4", "3DES", GNUTLS_CIPHER_3DES_CBC,    16},
	{"1.2.840.113549.1.12.1.6", "RC2",  GNUTLS_CIPHER_RC2_40_CBC,   5},
};

static const struct {
	const char *oid;
	gnutls_digest_algorithm_t digest;
} pbes1_schemes[] = {
	{"1.2.840.113549.1.5.3",  GNUTLS_DIG_MD5},
	{"1.2.840.113549.1.5.10", GNUTLS_DIG_SHA1},
};

/* As a hash, and as the HMAC with it (RFC 8018 B.1.1). */
static const struct hash {
	const char *oid, *hmac_oid;
	gnutls_digest_algorithm_t digest;
	gnutls_mac_algorithm_t mac;
} hashes[] = {
	{"1.3.14.3.2.26",          "1.2.840.113549.2.7",  GNUTLS_DIG_SHA1,   GNUTLS_MAC_SHA1},
	{"2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.8",  GNUTLS_DIG_SHA224, GNUTLS_MAC_SHA224},
	{"2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9",  GNUTLS_DIG_SHA256, GNUTLS_MAC_SHA256},
	{"2.16.840.1.101.3.4.2.2", "1.2.840.113549.2.10", GNUTLS_DIG_SHA384, GNUTLS_MAC_SHA384},
	{"2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.11", GNUTLS_DIG_SHA512, GNUTLS_MAC_SHA512},
	{"1.2.840.113549.2.5",     "1.3.6.1.5.5.8.1.1",   GNUTLS_DIG_MD5,    GNUTLS_MAC_MD5},
};
// clang-format on

/* The size of the plain text without its padding (RFC 8018 6.1.1); 0 if the padding
 * is wrong. */
static size_t
without_padding(const unsigned char *plain, size_t size, size_t block)
{
	size_t padding = plain[size - 1];
	if (padding == 0 || padding > block)
		return 0;
	for (size_t i = size - padding; i < size; i++)
		if (plain[i] != padding)
			return 0;
	return size - padding;
}

static bool
decrypt_into(unsigned char *out, const struct cipher *cipher, gnutls_datum_t key,
	gnutls_datum_t *iv, struct pd_bytes ciphertext)
{
	gnutls_cipher_hd_t handle;
	if (gnutls_cipher_init(&handle, cipher->algorithm, &key, iv) < 0)
		return false;
	int result = gnutls_cipher_decrypt2(
		handle, ciphertext.data, ciphertext.size, out, ciphertext.size);
	gnutls_cipher_deinit(handle);
	return result >= 0;
}

/* GnuTLS aborts the process if CBC is given anything but whole blocks. */
static enum pd_pbe
decrypt_sealed(const struct sealed *sealed, const struct cipher *cipher,
	unsigned char *key, unsigned char *iv)
{
	size_t size = sealed->ciphertext.size;
	bool is_stream = cipher->algorithm == GNUTLS_CIPHER_ARCFOUR_128;
	size_t block = is_stream ? 1 : gnutls_cipher_get_block_size(cipher->algorithm);
	if (block == 0 || size == 0 || size % block != 0) {
		(void)pd_fail(sealed->error, PD_EINPUT, sealed->from,
			_("its encrypted part has %zu bytes, which is no whole number "
			  "of "
			  "blocks of %zu; it is damaged or cut off"),
			size, block);
		return PD_PBE_REFUSED;
	}
	gnutls_datum_t iv_datum = {iv, (unsigned)block};
	unsigned char *out = pd_secret_reserve(sealed->plain, size);
	if (!decrypt_into(out, cipher,
		    (gnutls_datum_t){key, (unsigned)cipher->key_size},
		    is_stream ? NULL : &iv_datum, sealed->ciphertext))
		return refuse_method(cipher->traditional, sealed);
	size_t text = is_stream ? size : without_padding(out, size, block);
	pd_wipe(out + text, size - text);
	pd_secret_added(sealed->plain, text);
	return text > 0 ? PD_PBE_OPENED : PD_PBE_CLOSED;
}

/* ---- parameters ---------------------------------------------------------------- */

/* How often the passphrase is hashed. */
static bool
take_rounds(struct pd_bytes *rest, unsigned *rounds, const char *from,
	struct pd_error *error)
{
	struct pd_bytes number;
	if (!pd_take(rest, PD_DER_INTEGER, &number) || number.size == 0 ||
		(number.data[0] & 0x80))
		return fail_damaged_encryption(from, error);
	unsigned value = 0;
	for (size_t i = 0; i < number.size && value <= PD_PBE_MOST_ROUNDS; i++)
		value = value << 8 | number.data[i];
	if (value > PD_PBE_MOST_ROUNDS)
		return pd_fail(error, PD_EINPUT, from,
			_("its passphrase is to be hashed more than %u times, which "
			  "takes "
			  "too long; encrypt it anew with fewer rounds"),
			PD_PBE_MOST_ROUNDS);
	if (value == 0)
		return fail_damaged_encryption(from, error);
	*rounds = value;
	return true;
}

/* SEQUENCE { OBJECT IDENTIFIER, parameters }. Returns the dotted OID, free() it; NULL
 * if it is not one. */
static char *
take_algorithm(struct pd_bytes *rest, struct pd_bytes *parameters)
{
	struct pd_bytes inside, oid;
	if (!pd_take(rest, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OID, &oid))
		return NULL;
	*parameters = inside;
	return pd_oid_text(oid);
}

/* PBKDF2-params, PBEParameter (RFC 8018 A.2, A.3), pkcs-12PbeParams (RFC 7292 C). */
struct derivation {
	struct pd_bytes salt;
	unsigned rounds;
	gnutls_mac_algorithm_t mac; /* PBKDF2 */
};

/* Reads what they all begin with, and moves parameters past it. */
static bool
take_derivation(struct pd_bytes *parameters, struct derivation *out,
	const struct sealed *sealed)
{
	struct pd_bytes inside;
	if (!pd_take(parameters, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OCTET_STRING, &out->salt))
		return fail_damaged_encryption(sealed->from, sealed->error);
	*parameters = inside;
	return take_rounds(parameters, &out->rounds, sealed->from, sealed->error);
}

static bool
take_pbkdf2(
	struct pd_bytes parameters, struct derivation *out, const struct sealed *sealed)
{
	if (!take_derivation(&parameters, out, sealed))
		return false;
	/* The size of the key, which the cipher tells as well. */
	struct pd_bytes ignored;
	(void)pd_take(&parameters, PD_DER_INTEGER, &ignored);
	out->mac = GNUTLS_MAC_SHA1;
	if (parameters.size == 0)
		return true;
	PD_AUTO(pd_drop_text) char *oid = take_algorithm(&parameters, &ignored);
	if (oid == NULL)
		return fail_damaged_encryption(sealed->from, sealed->error);
	for (size_t i = 0; i < PD_COUNT(hashes); i++) {
		if (strcmp(hashes[i].hmac_oid, oid) != 0)
			continue;
		out->mac = hashes[i].mac;
		return true;
	}
	return fail_unsupported_method(oid, sealed->from, sealed->error);
}

/* ---- schemes ------------------------------------------------------------------- */

static const struct cipher *
find_cipher(const char *oid)
{
	for (size_t i = 0; i < PD_COUNT(ciphers); i++)
		if (strcmp(ciphers[i].oid, oid) == 0)
			return &ciphers[i];
	return NULL;
}

static enum pd_pbe
open_by_pbkdf2(const struct sealed *sealed, const struct cipher *cipher,
	const struct derivation *derivation, struct pd_bytes iv)
{
	if (iv.size != gnutls_cipher_get_iv_size(cipher->algorithm))
		return refuse_damaged(sealed);
	unsigned char key[PD_DERIVE_MOST];
	enum pd_pbe result = PD_PBE_CLOSED;
	if (pd_derive_pbkdf2(derivation->mac, get_passphrase_bytes(sealed->passphrase),
		    derivation->salt, derivation->rounds, key, cipher->key_size))
		result = decrypt_sealed(sealed, cipher, key, (unsigned char *)iv.data);
	pd_wipe(key, sizeof key);
	return result;
}

/* PBES2-params (RFC 8018 A.4). */
static enum pd_pbe
open_pbes2(const struct sealed *sealed, struct pd_bytes parameters)
{
	struct pd_bytes inside, for_function, for_cipher, iv;
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &inside))
		return refuse_damaged(sealed);
	PD_AUTO(pd_drop_text) char *function = take_algorithm(&inside, &for_function);
	PD_AUTO(pd_drop_text) char *scheme = take_algorithm(&inside, &for_cipher);
	if (function == NULL || scheme == NULL)
		return refuse_damaged(sealed);
	if (strcmp(function, "1.2.840.113549.1.5.12") != 0)
		return refuse_method(function, sealed);
	const struct cipher *cipher = find_cipher(scheme);
	if (cipher == NULL)
		return refuse_method(scheme, sealed);
	struct derivation derivation;
	if (!take_pbkdf2(for_function, &derivation, sealed))
		return PD_PBE_REFUSED;
	if (!pd_take(&for_cipher, PD_DER_OCTET_STRING, &iv))
		return refuse_damaged(sealed);
	return open_by_pbkdf2(sealed, cipher, &derivation, iv);
}

static enum pd_pbe
open_pbes1(const struct sealed *sealed, gnutls_digest_algorithm_t digest,
	struct pd_bytes parameters)
{
	static const struct cipher des = {NULL, "DES-CBC", GNUTLS_CIPHER_DES_CBC, 8};
	struct derivation derivation;
	if (!take_derivation(&parameters, &derivation, sealed))
		return PD_PBE_REFUSED;
	unsigned char key_and_iv[PD_DERIVE_MOST];
	enum pd_pbe result = PD_PBE_CLOSED;
	if (pd_derive_pbkdf1(digest, get_passphrase_bytes(sealed->passphrase),
		    derivation.salt, derivation.rounds, key_and_iv))
		result = decrypt_sealed(
			sealed, &des, key_and_iv, key_and_iv + des.key_size);
	pd_wipe(key_and_iv, sizeof key_and_iv);
	return result;
}

static enum pd_pbe
open_pkcs12(const struct sealed *sealed, const struct cipher *scheme,
	struct pd_bytes parameters)
{
	struct derivation derivation;
	if (!take_derivation(&parameters, &derivation, sealed))
		return PD_PBE_REFUSED;
	struct cipher cipher = *scheme;
	unsigned char key[PD_DERIVE_MOST] = {0}, iv[8];
	const struct pd_pkcs12_source source = {GNUTLS_DIG_SHA1, sealed->passphrase,
		derivation.salt, derivation.rounds};
	bool derived = pd_derive_pkcs12(&source, PD_DERIVE_KEY, key, cipher.key_size) &&
		       pd_derive_pkcs12(&source, PD_DERIVE_IV, iv, sizeof iv);
	if (cipher.algorithm == GNUTLS_CIPHER_3DES_CBC && cipher.key_size == 16) {
		memcpy(key + 16, key, 8);
		cipher.key_size = 24;
	}
	enum pd_pbe result = PD_PBE_CLOSED;
	if (derived)
		result = decrypt_sealed(sealed, &cipher, key, iv);
	pd_wipe(key, sizeof key);
	return result;
}

enum pd_pbe
pd_pbe_open(struct pd_bytes algorithm, struct pd_bytes ciphertext,
	const struct pd_secret *passphrase, const char *from, struct pd_secret *plain,
	struct pd_error *error)
{
	const struct sealed sealed = {ciphertext, passphrase, from, plain, error};
	struct pd_bytes bytes;
	if (!pd_take(&algorithm, PD_DER_OID, &bytes))
		return refuse_damaged(&sealed);
	PD_AUTO(pd_drop_text) char *oid = pd_oid_text(bytes);
	if (strcmp(oid, "1.2.840.113549.1.5.13") == 0)
		return open_pbes2(&sealed, algorithm);
	for (size_t i = 0; i < PD_COUNT(pbes1_schemes); i++)
		if (strcmp(oid, pbes1_schemes[i].oid) == 0)
			return open_pbes1(&sealed, pbes1_schemes[i].digest, algorithm);
	for (size_t i = 0; i < PD_COUNT(pkcs12_schemes); i++)
		if (strcmp(oid, pkcs12_schemes[i].oid) == 0)
			return open_pkcs12(&sealed, &pkcs12_schemes[i], algorithm);
	return refuse_method(oid, &sealed);
}

/* ---- traditional PEM ----------------------------------------------------------- */

enum { MOST_IV = 16, TRADITIONAL_SALT = 8 };

/* Reads exactly as many hex digits as the block has. */
static bool
read_iv(const char *hex, size_t size, unsigned char iv[MOST_IV])
{
	static const char digits[] = "0123456789ABCDEF0123456789abcdef";
	if (size > MOST_IV || strlen(hex) != 2 * size)
		return false;
	for (size_t i = 0; i < 2 * size; i++) {
		const char *digit = strchr(digits, hex[i]);
		if (digit == NULL)
			return false;
		unsigned value = (unsigned)(digit - digits) % 16;
		iv[i / 2] = (unsigned char)(iv[i / 2] << 4 | value);
	}
	return true;
}

static const struct cipher *
find_traditional_cipher(const char *name, size_t size)
{
	for (size_t i = 0; i < PD_COUNT(ciphers); i++)
		if (strlen(ciphers[i].traditional) == size &&
			strncmp(ciphers[i].traditional, name, size) == 0)
			return &ciphers[i];
	return NULL;
}

enum pd_pbe
pd_pbe_open_traditional(const char *header, struct pd_bytes ciphertext,
	const struct pd_secret *passphrase, const char *from, struct pd_secret *plain,
	struct pd_error *error)
{
	const struct sealed sealed = {ciphertext, passphrase, from, plain, error};
	size_t name_size = strcspn(header, ",");
	if (header[name_size] != ',')
		return refuse_damaged(&sealed);
	const struct cipher *cipher = find_traditional_cipher(header, name_size);
	if (cipher == NULL)
		return refuse_method(header, &sealed);
	unsigned char iv[MOST_IV] = {0}, key[PD_DERIVE_MOST];
	size_t block = gnutls_cipher_get_block_size(cipher->algorithm);
	if (!read_iv(header + name_size + 1, block, iv))
		return refuse_damaged(&sealed);
	enum pd_pbe result = PD_PBE_CLOSED;
	if (pd_derive_traditional(get_passphrase_bytes(passphrase),
		    (struct pd_bytes){iv, TRADITIONAL_SALT}, key, cipher->key_size))
		result = decrypt_sealed(&sealed, cipher, key, iv);
	pd_wipe(key, sizeof key);
	return result;
}

/* ---- the MAC of PKCS#12 -------------------------------------------------------- */

struct mac {
	const struct hash *hash;
	struct pd_bytes digest, salt;
	unsigned rounds;
};

static bool
take_mac(struct pd_bytes content, struct mac *out, const char *from,
	struct pd_error *error)
{
	struct pd_bytes inside, ignored;
	if (!pd_take(&content, PD_DER_SEQUENCE, &inside))
		return fail_damaged_encryption(from, error);
	PD_AUTO(pd_drop_text) char *oid = take_algorithm(&inside, &ignored);
	if (oid == NULL || !pd_take(&inside, PD_DER_OCTET_STRING, &out->digest) ||
		!pd_take(&content, PD_DER_OCTET_STRING, &out->salt))
		return fail_damaged_encryption(from, error);
	for (size_t i = 0; i < PD_COUNT(hashes); i++)
		if (strcmp(hashes[i].oid, oid) == 0)
			out->hash = &hashes[i];
	if (out->hash == NULL)
		return pd_fail(error, PD_EINPUT, from,
			_("its integrity is protected by a method that is not "
			  "supported "
			  "(%s); export it with an HMAC of SHA-256"),
			oid);
	out->rounds = 1;
	return content.size == 0 || take_rounds(&content, &out->rounds, from, error);
}

enum pd_pbe
pd_pbe_check_mac(struct pd_bytes content, struct pd_bytes data,
	const struct pd_secret *passphrase, const char *from, struct pd_error *error)
{
	struct mac mac = {0};
	if (!take_mac(content, &mac, from, error))
		return PD_PBE_REFUSED;
	unsigned char key[PD_DERIVE_MOST], got[PD_DERIVE_MOST];
	size_t size = gnutls_hash_get_len(mac.hash->digest);
	const struct pd_pkcs12_source source = {
		mac.hash->digest, passphrase, mac.salt, mac.rounds};
	bool same = mac.digest.size == size &&
		    pd_derive_pkcs12(&source, PD_DERIVE_MAC, key, size) &&
		    gnutls_hmac_fast(
			    mac.hash->mac, key, size, data.data, data.size, got) >= 0 &&
		    memcmp(got, mac.digest.data, size) == 0;
	pd_wipe(key, sizeof key);
	return same ? PD_PBE_OPENED : PD_PBE_CLOSED;
}
