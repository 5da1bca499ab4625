/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/pbe_mac.h"

#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/derive.h"
#include "x509/key/pbe_parts.h"

#define OID_PBMAC1 "1.2.840.113549.1.5.14"
#define OID_PBKDF2 "1.2.840.113549.1.5.12"

/* Keys shorter than that do not protect (RFC 9579 7). */
enum { LEAST_KEY = 20 };

struct mac {
	const struct pd_pbe_hash *hash;
	struct pd_bytes digest, salt;
	uint32_t rounds;             /* of the old derivation (RFC 7292 B) */
	bool by_pbkdf2;              /* PBMAC1 */
	struct pd_pbe_pbkdf2 pbkdf2; /* its derivation */
};

static bool
fail_mac_method(const char *oid, const struct pd_pbe_way *way, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(oid);
	return pd_fail(error, PD_EINPUT, way->from,
		_("its integrity is protected by a method that is not supported (%s); "
		  "export it with an HMAC of SHA-256"),
		shown);
}

/* PBMAC1-params (RFC 8018 A.5). */
static bool
take_pbmac1(struct pd_bytes parameters, struct mac *out, const struct pd_pbe_way *way,
	struct pd_error *error)
{
	struct pd_bytes inside, for_function, ignored;
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &inside))
		return pd_pbe_fail_damaged(way, error);
	PD_AUTO(pd_drop_text)
	char *function = pd_pbe_take_algorithm(&inside, &for_function);
	PD_AUTO(pd_drop_text) char *scheme = pd_pbe_take_algorithm(&inside, &ignored);
	if (function == NULL || scheme == NULL)
		return pd_pbe_fail_damaged(way, error);
	if (strcmp(function, OID_PBKDF2) != 0)
		return fail_mac_method(function, way, error);
	out->by_pbkdf2 = true;
	out->hash = pd_pbe_hash_by_hmac(scheme);
	if (out->hash == NULL)
		return fail_mac_method(scheme, way, error);
	if (!pd_pbe_take_pbkdf2(for_function, &out->pbkdf2, way, error))
		return false;
	return (out->pbkdf2.key_size >= LEAST_KEY &&
		       out->pbkdf2.key_size <= PD_DERIVE_MOST) ||
	       pd_pbe_fail_damaged(way, error);
}

static bool
take_mac(struct pd_bytes content, struct mac *out, const struct pd_pbe_way *way,
	struct pd_error *error)
{
	struct pd_bytes inside, parameters;
	if (!pd_take(&content, PD_DER_SEQUENCE, &inside))
		return pd_pbe_fail_damaged(way, error);
	PD_AUTO(pd_drop_text) char *oid = pd_pbe_take_algorithm(&inside, &parameters);
	if (oid == NULL || !pd_take(&inside, PD_DER_OCTET_STRING, &out->digest) ||
		!pd_take(&content, PD_DER_OCTET_STRING, &out->salt))
		return pd_pbe_fail_damaged(way, error);
	/* Whose own salt and rounds stand in for nothing. */
	if (strcmp(oid, OID_PBMAC1) == 0)
		return take_pbmac1(parameters, out, way, error);
	out->hash = pd_pbe_hash_by_oid(oid);
	if (out->hash == NULL)
		return fail_mac_method(oid, way, error);
	out->rounds = 1;
	return content.size == 0 ||
	       pd_pbe_take_number(&content, &out->rounds, way, error);
}

static enum pd_pbe
derive_key(const struct mac *mac, const struct pd_pbe_way *way, unsigned char *key,
	size_t size, struct pd_error *error)
{
	if (mac->by_pbkdf2)
		return pd_pbe_derive_pbkdf2(&mac->pbkdf2, way, key, size, error);
	if (!pd_pbe_spend(way, mac->hash, mac->rounds, 1, error))
		return PD_PBE_REFUSED;
	const struct pd_pkcs12_source source = {
		mac->hash->digest, way->passphrase, mac->salt, mac->rounds};
	return pd_derive_pkcs12(&source, PD_DERIVE_MAC, key, size) ? PD_PBE_OPENED
								   : PD_PBE_CLOSED;
}

enum pd_pbe
pd_pbe_mac_check(const struct pd_pbe_way *way, struct pd_bytes content,
	struct pd_bytes data, struct pd_error *error)
{
	struct mac mac = {0};
	if (!take_mac(content, &mac, way, error))
		return PD_PBE_REFUSED;
	unsigned char key[PD_DERIVE_MOST], got[PD_DERIVE_MOST];
	size_t size = gnutls_hash_get_len(mac.hash->digest);
	size_t key_size = mac.by_pbkdf2 ? mac.pbkdf2.key_size : size;
	enum pd_pbe result = derive_key(&mac, way, key, key_size, error);
	bool same = result == PD_PBE_OPENED && mac.digest.size == size &&
		    gnutls_hmac_fast(mac.hash->mac, key, key_size, data.data, data.size,
			    got) >= 0 &&
		    memcmp(got, mac.digest.data, size) == 0;
	pd_wipe(key, sizeof key);
	return result == PD_PBE_OPENED && !same ? PD_PBE_CLOSED : result;
}
