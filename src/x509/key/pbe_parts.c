/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/pbe_parts.h"

#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/derive.h"

bool
pd_pbe_fail_damaged(const struct pd_pbe_way *way, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, way->from,
		_("the description of its encryption is damaged; it has to be made "
		  "anew "
		  "from its source"));
}

bool
pd_pbe_fail_method(
	const char *method, const struct pd_pbe_way *way, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(method);
	if (way->container == PD_PBE_PKCS12)
		return pd_fail(error, PD_EINPUT, way->from,
			_("the PKCS#12 file is encrypted by a method that is not "
			  "supported (%s); write it anew with: openssl pkcs12 -legacy "
			  "-nodes -in OLD | openssl pkcs12 -export -out NEW"),
			shown);
	return pd_fail(error, PD_EINPUT, way->from,
		_("is encrypted by a method that is not supported (%s); encrypt it "
		  "anew with AES-256-CBC and PBKDF2, as \"openssl pkcs8 -topk8 -v2 "
		  "aes-256-cbc\" does"),
		shown);
}

struct pd_bytes
pd_pbe_passphrase(const struct pd_pbe_way *way)
{
	static const struct pd_secret nothing;
	return pd_secret_bytes(way->passphrase ? way->passphrase : &nothing);
}

/* ---- hashes --------------------------------------------------------------------- */

// clang-format off
static const struct pd_pbe_hash hashes[] = {
	{"1.3.14.3.2.26",          "1.2.840.113549.2.7",  GNUTLS_DIG_SHA1,   GNUTLS_MAC_SHA1,   1},
	{"2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.8",  GNUTLS_DIG_SHA224, GNUTLS_MAC_SHA224, 1},
	{"2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9",  GNUTLS_DIG_SHA256, GNUTLS_MAC_SHA256, 1},
	{"2.16.840.1.101.3.4.2.2", "1.2.840.113549.2.10", GNUTLS_DIG_SHA384, GNUTLS_MAC_SHA384, 4},
	{"2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.11", GNUTLS_DIG_SHA512, GNUTLS_MAC_SHA512, 4},
	{"1.2.840.113549.2.5",     "1.3.6.1.5.5.8.1.1",   GNUTLS_DIG_MD5,    GNUTLS_MAC_MD5,    2},
};
// clang-format on

const struct pd_pbe_hash *
pd_pbe_hash_by_oid(const char *oid)
{
	for (size_t i = 0; i < PD_COUNT(hashes); i++)
		if (strcmp(hashes[i].oid, oid) == 0)
			return &hashes[i];
	return NULL;
}

const struct pd_pbe_hash *
pd_pbe_hash_by_hmac(const char *hmac_oid)
{
	for (size_t i = 0; i < PD_COUNT(hashes); i++)
		if (strcmp(hashes[i].hmac_oid, hmac_oid) == 0)
			return &hashes[i];
	return NULL;
}

const struct pd_pbe_hash *
pd_pbe_hash_of(int digest)
{
	for (size_t i = 0; i < PD_COUNT(hashes); i++)
		if (hashes[i].digest == digest)
			return &hashes[i];
	return NULL;
}

/* ---- descriptions --------------------------------------------------------------- */

char *
pd_pbe_take_algorithm(struct pd_bytes *rest, struct pd_bytes *parameters)
{
	struct pd_bytes inside, oid;
	if (!pd_take(rest, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OID, &oid))
		return NULL;
	*parameters = inside;
	return pd_oid_text(oid);
}

bool
pd_pbe_take_number(struct pd_bytes *rest, uint32_t *number,
	const struct pd_pbe_way *way, struct pd_error *error)
{
	struct pd_bytes bytes;
	uint64_t value = 0;
	if (!pd_take(rest, PD_DER_INTEGER, &bytes) || bytes.size == 0 ||
		(bytes.data[0] & 0x80))
		return pd_pbe_fail_damaged(way, error);
	for (size_t i = 0; i < bytes.size && value <= UINT32_MAX; i++)
		value = value << 8 | bytes.data[i];
	if (value == 0)
		return pd_pbe_fail_damaged(way, error);
	*number = value <= UINT32_MAX ? (uint32_t)value : UINT32_MAX;
	return true;
}

bool
pd_pbe_spend(const struct pd_pbe_way *way, const struct pd_pbe_hash *hash,
	uint32_t rounds, size_t hashes_made, struct pd_error *error)
{
	uint64_t cost = (uint64_t)rounds * hash->cost * hashes_made;
	if (cost > *way->effort)
		return pd_fail(error, PD_EINPUT, way->from,
			_("its passphrase is to be hashed %u times, which takes too "
			  "long; encrypt it anew with a million rounds or fewer"),
			rounds);
	*way->effort -= cost;
	return true;
}

bool
pd_pbe_take_pbkdf2(struct pd_bytes parameters, struct pd_pbe_pbkdf2 *out,
	const struct pd_pbe_way *way, struct pd_error *error)
{
	struct pd_bytes rest, size, ignored;
	*out = (struct pd_pbe_pbkdf2){.hash = pd_pbe_hash_of(GNUTLS_DIG_SHA1)};
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &rest) ||
		!pd_take(&rest, PD_DER_OCTET_STRING, &out->salt))
		return pd_pbe_fail_damaged(way, error);
	if (!pd_pbe_take_number(&rest, &out->rounds, way, error))
		return false;
	struct pd_bytes behind = rest;
	if (pd_take(&behind, PD_DER_INTEGER, &size) &&
		!pd_pbe_take_number(&rest, &out->key_size, way, error))
		return false;
	if (rest.size == 0)
		return true;
	PD_AUTO(pd_drop_text) char *oid = pd_pbe_take_algorithm(&rest, &ignored);
	if (oid == NULL)
		return pd_pbe_fail_damaged(way, error);
	out->hash = pd_pbe_hash_by_hmac(oid);
	return out->hash != NULL || pd_pbe_fail_method(oid, way, error);
}

enum pd_pbe
pd_pbe_derive_pbkdf2(const struct pd_pbe_pbkdf2 *parameters,
	const struct pd_pbe_way *way, unsigned char *out, size_t size,
	struct pd_error *error)
{
	size_t hash = gnutls_hash_get_len(parameters->hash->digest);
	if (!pd_pbe_spend(way, parameters->hash, parameters->rounds,
		    (size + hash - 1) / hash, error))
		return PD_PBE_REFUSED;
	return pd_derive_pbkdf2(parameters->hash->mac, pd_pbe_passphrase(way),
		       parameters->salt, parameters->rounds, out, size)
		       ? PD_PBE_OPENED
		       : PD_PBE_CLOSED;
}
