/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/bundle_pack.h"

#include <gnutls/crypto.h>
#include <gnutls/pkcs12.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/pbe_seal.h"
#include "x509/read/armour.h"

/* GnuTLS's limit for objects in a bag. */
enum { BAG_LIMIT = 31 };

PD_DROP(drop_bag, gnutls_pkcs12_bag_t, gnutls_pkcs12_bag_deinit);
PD_DROP(drop_pkcs7, gnutls_pkcs7_t, gnutls_pkcs7_deinit);

enum { SHA1_SIZE = 20 };

/* What ties a key to its certificate: by convention the SHA-1 of the latter. */
struct identity {
	unsigned char bytes[SHA1_SIZE];
	const char *friendly; /* may be NULL */
};

/* How a PKCS#12 file is protected. */
struct protection {
	unsigned cipher; /* of the certificates */
	gnutls_mac_algorithm_t mac;
	bool (*encrypt)(const struct pd_key *key, const struct pd_secret *passphrase,
		struct pd_secret *out, struct pd_error *error);
};

/* A PKCS#12 file being built. */
struct packing {
	const struct protection *protection;
	const struct pd_certificates *chain;
	const struct pd_key *key; /* may be NULL */
	const struct pd_secret *passphrase;
	struct identity identity;
	const struct pd_certificate *own; /* whose identity it is; may be NULL */
	gnutls_pkcs12_t pkcs12;
};

static void
drop_packing(struct packing *packing)
{
	if (packing->pkcs12 != NULL)
		gnutls_pkcs12_deinit(packing->pkcs12);
}

/* identity may be NULL. */
static int
add_to_bag(gnutls_pkcs12_bag_t bag, gnutls_pkcs12_bag_type_t type,
	struct pd_bytes content, const struct identity *identity)
{
	const gnutls_datum_t data = pd_datum(content);
	int index = gnutls_pkcs12_bag_set_data(bag, type, &data);
	if (index < 0 || identity == NULL)
		return index;
	const gnutls_datum_t id = {(unsigned char *)identity->bytes, SHA1_SIZE};
	int result = gnutls_pkcs12_bag_set_key_id(bag, (unsigned)index, &id);
	if (result < 0 || identity->friendly == NULL)
		return result;
	return gnutls_pkcs12_bag_set_friendly_name(
		bag, (unsigned)index, identity->friendly);
}

/* The EncryptedPrivateKeyInfo of a key. */
static bool
encrypt_key(const struct pd_key *key, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	struct pd_scan scan;
	struct pd_block block;
	if (!pd_key_pem(key, passphrase, &pem, error))
		return false;
	pd_scan_begin(&scan, pd_secret_bytes(&pem));
	return pd_armour_next(&scan, &block, out) ||
	       pd_fail(error, PD_ECRYPTO, "",
		       _("the private key could not be encrypted"));
}

/* The same for readers from before 2020. */
static bool
encrypt_key_legacy(const struct pd_key *key, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_error *error)
{
	return pd_key_der(key, out, error) && pd_pbe_seal_3des(out, passphrase, error);
}

/* The certificate of chain that the key is for, else the first. */
static const struct pd_certificate *
find_own_certificate(const struct pd_certificates *chain, const struct pd_key *key)
{
	for (size_t i = 0; key != NULL && i < chain->count; i++)
		if (pd_certificate_fits_key(chain->items[i], key))
			return chain->items[i];
	return chain->count > 0 ? chain->items[0] : NULL;
}

static int
set_identity(struct packing *packing)
{
	packing->own = find_own_certificate(packing->chain, packing->key);
	struct pd_bytes named = packing->own ? pd_certificate_der(packing->own)
					     : pd_key_public_der(packing->key);
	return gnutls_hash_fast(
		GNUTLS_DIG_SHA1, named.data, named.size, packing->identity.bytes);
}

/* The certificates from first on, as many as a bag holds. */
static int
pack_certificate_bag(struct packing *packing, size_t first)
{
	const struct pd_certificates *chain = packing->chain;
	PD_AUTO(drop_bag) gnutls_pkcs12_bag_t bag = NULL;
	int result = gnutls_pkcs12_bag_init(&bag);
	size_t end =
		first + BAG_LIMIT < chain->count ? first + BAG_LIMIT : chain->count;
	for (size_t i = first; i < end && result >= 0; i++)
		result = add_to_bag(bag, GNUTLS_BAG_CERTIFICATE,
			pd_certificate_der(chain->items[i]),
			chain->items[i] == packing->own ? &packing->identity : NULL);
	if (result >= 0)
		result = gnutls_pkcs12_bag_encrypt(bag,
			pd_secret_text(packing->passphrase),
			packing->protection->cipher);
	return result < 0 ? result : gnutls_pkcs12_set_bag(packing->pkcs12, bag);
}

static int
pack_key_bag(struct packing *packing, const struct pd_secret *encrypted)
{
	PD_AUTO(drop_bag) gnutls_pkcs12_bag_t bag = NULL;
	int result = gnutls_pkcs12_bag_init(&bag);
	if (result >= 0)
		result = add_to_bag(bag, GNUTLS_BAG_PKCS8_ENCRYPTED_KEY,
			pd_secret_bytes(encrypted), &packing->identity);
	return result < 0 ? result : gnutls_pkcs12_set_bag(packing->pkcs12, bag);
}

static int
export_pkcs12(const struct packing *packing, struct pd_secret *out)
{
	PD_AUTO(pd_drop_datum) gnutls_datum_t der = {0};
	int result = gnutls_pkcs12_generate_mac2(packing->pkcs12,
		packing->protection->mac, pd_secret_text(packing->passphrase));
	if (result >= 0)
		result = gnutls_pkcs12_export2(
			packing->pkcs12, GNUTLS_X509_FMT_DER, &der);
	if (result >= 0)
		pd_secret_add(out, der.data, der.size);
	return result;
}

static bool
check_packing_input(const struct packing *packing, struct pd_error *error)
{
	const struct pd_secret *passphrase = packing->passphrase;
	if (passphrase->size == 0 ||
		strlen(pd_secret_text(passphrase)) != passphrase->size)
		return pd_fail(error, PD_EPASSPHRASE, "passphrase",
			_("a PKCS#12 file needs a passphrase, which must not be empty "
			  "nor "
			  "hold a NUL"));
	if (packing->chain->count == 0 && packing->key == NULL)
		return pd_fail(
			error, PD_ESTATE, "", _("no certificate and no key to pack"));
	return true;
}

static bool
make_pkcs12(struct packing *packing, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret encrypted = {0};
	if (!check_packing_input(packing, error))
		return false;
	if (packing->key != NULL && !packing->protection->encrypt(packing->key,
					    packing->passphrase, &encrypted, error))
		return false;
	int result = set_identity(packing);
	if (result >= 0)
		result = gnutls_pkcs12_init(&packing->pkcs12);
	for (size_t i = 0; i < packing->chain->count && result >= 0; i += BAG_LIMIT)
		result = pack_certificate_bag(packing, i);
	if (result >= 0 && packing->key != NULL)
		result = pack_key_bag(packing, &encrypted);
	if (result >= 0)
		result = export_pkcs12(packing, out);
	return result >= 0 || pd_fail_gnutls(error, PD_ECRYPTO, "", result,
				      _("the PKCS#12 file could not be made"));
}

bool
pd_bundle_pkcs12(const struct pd_certificates *chain, const struct pd_key *key,
	const char *friendly, const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_error *error)
{
	static const struct protection modern = {
		GNUTLS_PKCS_PBES2_AES_256, GNUTLS_MAC_SHA256, encrypt_key};
	PD_AUTO(drop_packing)
	struct packing packing = {
		&modern, chain, key, passphrase, .identity = {.friendly = friendly}};
	return make_pkcs12(&packing, out, error);
}

bool
pd_bundle_pkcs12_legacy(const struct pd_certificates *chain, const struct pd_key *key,
	const char *friendly, const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_error *error)
{
	static const struct protection old = {
		GNUTLS_PKCS_PKCS12_3DES, GNUTLS_MAC_SHA1, encrypt_key_legacy};
	PD_AUTO(drop_packing)
	struct packing packing = {
		&old, chain, key, passphrase, .identity = {.friendly = friendly}};
	return make_pkcs12(&packing, out, error);
}

bool
pd_bundle_pkcs7(const struct pd_certificates *chain, struct pd_buffer *out,
	struct pd_error *error)
{
	PD_AUTO(drop_pkcs7) gnutls_pkcs7_t pkcs7 = NULL;
	PD_AUTO(pd_drop_datum) gnutls_datum_t der = {0};
	int result = gnutls_pkcs7_init(&pkcs7);
	for (size_t i = 0; i < chain->count && result >= 0; i++) {
		const gnutls_datum_t one =
			pd_datum(pd_certificate_der(chain->items[i]));
		result = gnutls_pkcs7_set_crt_raw(pkcs7, &one);
	}
	if (result >= 0)
		result = gnutls_pkcs7_export2(pkcs7, GNUTLS_X509_FMT_DER, &der);
	if (result >= 0)
		pd_buffer_add(out, der.data, der.size);
	return result >= 0 || pd_fail_gnutls(error, PD_ECRYPTO, "", result,
				      _("the PKCS#7 file could not be made"));
}
