/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/pbe_java.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/derive.h"
#include "x509/key/pbe_cipher.h"
#include "x509/key/pbe_parts.h"
#include "x509/read/shape.h"

#define OID_JKS "1.3.6.1.4.1.42.2.17.1.1"
#define OID_JCEKS "1.3.6.1.4.1.42.2.19.1"

enum { SHA1_SIZE = 20, MD5_SIZE = 16 };

static bool
hash_two(gnutls_digest_algorithm_t digest, struct pd_bytes one, struct pd_bytes other,
	unsigned char *out)
{
	gnutls_hash_hd_t handle;
	if (gnutls_hash_init(&handle, digest) < 0)
		return false;
	bool good = gnutls_hash(handle, one.data, one.size) >= 0 &&
		    gnutls_hash(handle, other.data, other.size) >= 0;
	gnutls_hash_deinit(handle, out);
	return good;
}

/* ---- JKS ------------------------------------------------------------------------ */

/* Salt, the text under a stream of hashes, and the hash of the text; all with the
 * passphrase before them. */
static enum pd_pbe
open_jks(const struct pd_pbe_way *way, struct pd_bytes text, struct pd_secret *plain)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret words = {0};
	unsigned char stream[SHA1_SIZE], check[SHA1_SIZE];
	if (text.size <= (size_t)2 * SHA1_SIZE)
		return PD_PBE_CLOSED;
	pd_derive_utf16(&words, way->passphrase);
	struct pd_bytes passphrase = pd_secret_bytes(&words);
	size_t size = text.size - (size_t)2 * SHA1_SIZE;
	unsigned char *out = pd_secret_reserve(plain, size);
	bool good = true;
	memcpy(stream, text.data, sizeof stream);
	for (size_t i = 0; good && i < size; i++) {
		if (i % SHA1_SIZE == 0)
			good = hash_two(GNUTLS_DIG_SHA1, passphrase,
				(struct pd_bytes){stream, sizeof stream}, stream);
		out[i] = text.data[SHA1_SIZE + i] ^ stream[i % SHA1_SIZE];
	}
	pd_secret_added(plain, size);
	good = good &&
	       hash_two(GNUTLS_DIG_SHA1, passphrase, (struct pd_bytes){out, size},
		       check) &&
	       memcmp(check, text.data + SHA1_SIZE + size, SHA1_SIZE) == 0;
	pd_wipe(stream, sizeof stream);
	return good ? PD_PBE_OPENED : PD_PBE_CLOSED;
}

/* ---- JCEKS ---------------------------------------------------------------------- */

enum { SALT = 8, HALF = 4, KEY_3DES = 24, BLOCK_3DES = 8 };

/* Where the halves of the salt are alike, the JDK means to turn the first one round, and
 * by a slip does this to it. */
static void
part_salt(unsigned char salt[SALT])
{
	if (memcmp(salt, salt + HALF, HALF) != 0)
		return;
	for (size_t i = 0; i < HALF / 2; i++) {
		unsigned char swapped = salt[i];
		salt[i] = salt[HALF - 1 - i];
		salt[HALF - 2] = swapped;
	}
}

/* PBEWithMD5AndTripleDES: key and vector are hashes of the two halves of the salt. */
static bool
derive_jceks(const struct pd_pbe_way *way, const unsigned char *given, uint32_t rounds,
	unsigned char out[2 * MD5_SIZE])
{
	unsigned char salt[SALT];
	struct pd_bytes passphrase = pd_pbe_passphrase(way);
	bool good = true;
	memcpy(salt, given, SALT);
	part_salt(salt);
	for (size_t half = 0; half < 2; half++) {
		unsigned char *hash = out + half * MD5_SIZE;
		struct pd_bytes before = {salt + half * HALF, HALF};
		for (uint32_t i = 0; good && i < rounds; i++) {
			good = hash_two(GNUTLS_DIG_MD5, before, passphrase, hash);
			before = (struct pd_bytes){hash, MD5_SIZE};
		}
	}
	return good;
}

static enum pd_pbe
open_jceks(const struct pd_pbe_way *way, struct pd_bytes parameters,
	struct pd_bytes text, struct pd_secret *plain, struct pd_error *error)
{
	/* A hash is set up anew for each round, which costs as much again. */
	enum { SETUP_COST = 2 };
	struct pd_bytes inside, salt;
	uint32_t rounds;
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OCTET_STRING, &salt) || salt.size != SALT ||
		text.size == 0 || text.size % BLOCK_3DES != 0) {
		(void)pd_pbe_fail_damaged(way, error);
		return PD_PBE_REFUSED;
	}
	if (!pd_pbe_take_number(&inside, &rounds, way, error) ||
		!pd_pbe_spend(way, pd_pbe_hash_of(GNUTLS_DIG_MD5), rounds,
			2 * SETUP_COST, error))
		return PD_PBE_REFUSED;
	unsigned char derived[2 * MD5_SIZE];
	unsigned char *out = pd_secret_reserve(plain, text.size);
	bool good = derive_jceks(way, salt.data, rounds, derived) &&
		    pd_pbe_cipher_decrypt(&pd_pbe_cipher_3des, derived,
			    derived + KEY_3DES, text, out);
	pd_wipe(derived, sizeof derived);
	if (good)
		pd_secret_added(plain, pd_pbe_cipher_unpad(out, text.size, BLOCK_3DES));
	return pd_shape_is_key(pd_secret_bytes(plain)) ? PD_PBE_OPENED : PD_PBE_CLOSED;
}

/* ---- both ----------------------------------------------------------------------- */

enum pd_pbe
pd_pbe_java_open(const struct pd_pbe_way *way, struct pd_bytes sealed,
	struct pd_secret *plain, struct pd_error *error)
{
	struct pd_bytes inside, parameters, text;
	if (!pd_take(&sealed, PD_DER_SEQUENCE, &inside)) {
		(void)pd_pbe_fail_damaged(way, error);
		return PD_PBE_REFUSED;
	}
	PD_AUTO(pd_drop_text) char *oid = pd_pbe_take_algorithm(&inside, &parameters);
	if (oid == NULL || !pd_take(&inside, PD_DER_OCTET_STRING, &text)) {
		(void)pd_pbe_fail_damaged(way, error);
		return PD_PBE_REFUSED;
	}
	if (strcmp(oid, OID_JKS) == 0)
		return open_jks(way, text, plain);
	if (strcmp(oid, OID_JCEKS) == 0)
		return open_jceks(way, parameters, text, plain, error);
	(void)pd_fail(error, PD_EINPUT, way->from,
		_("a key in the Java keystore is protected by a method that is not "
		  "supported (%s); convert it with \"keytool -importkeystore "
		  "-deststoretype PKCS12\""),
		oid);
	return PD_PBE_REFUSED;
}

bool
pd_pbe_java_check(
	const struct pd_pbe_way *way, struct pd_bytes data, struct pd_bytes digest)
{
	static const char name[] = "Mighty Aphrodite";
	PD_AUTO(pd_secret_wipe) struct pd_secret words = {0};
	unsigned char check[SHA1_SIZE];
	pd_derive_utf16(&words, way->passphrase);
	pd_secret_add(&words, name, sizeof name - 1);
	return hash_two(GNUTLS_DIG_SHA1, pd_secret_bytes(&words), data, check) &&
	       pd_bytes_equal(digest, (struct pd_bytes){check, sizeof check});
}
