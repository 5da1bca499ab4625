/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/bundle_pack.h"

#include <gnutls/crypto.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/key_lock.h"
#include "x509/key/pbe_seal.h"
#include "x509/key/protection.h"
#include "x509/write/pkcs12.h"

/* How many members of a bag GnuTLS reads. */
enum { BAG_LIMIT = 31, SHA1_SIZE = 20 };

PD_DROP(drop_pkcs7, gnutls_pkcs7_t, gnutls_pkcs7_deinit);

/* A PKCS#12 file being built. */
struct packing {
	const struct protection *protection;
	const struct pd_certificates *chain;
	const struct pd_key *key; /* may be NULL */
	const char *friendly;     /* may be NULL */
	const struct pd_secret *passphrase;
	/* What ties a key to its certificate: by convention the SHA-1 of the latter. */
	unsigned char id[SHA1_SIZE];
	const struct pd_certificate *own; /* whose identity it is; may be NULL */
	struct pd_key_lock lock;          /* of the passphrase, where it is needed */
	struct pd_secret stretched;
};

/* How a PKCS#12 file is protected. Guessing at its passphrase is to cost as much by the MAC as by
 * what is encrypted. */
struct protection {
	struct pd_pkcs12_mac mac;
	bool (*encrypt)(struct packing *packing, struct pd_secret *text,
		struct pd_buffer *algorithm, struct pd_error *error);
};

static void
drop_packing(struct packing *packing)
{
	pd_secret_wipe(&packing->stretched);
}

/* The passphrase is stretched once for the key and the certificates. */
static bool
encrypt(struct packing *packing, struct pd_secret *text, struct pd_buffer *algorithm,
	struct pd_error *error)
{
	bool is_ready = packing->stretched.size > 0 ||
			pd_key_lock_make(packing->passphrase, &packing->lock,
				&packing->stretched, error);
	return is_ready && pd_key_lock_encrypt(text, &packing->lock,
				   &packing->stretched, algorithm, error);
}

static bool
encrypt_legacy(struct packing *packing, struct pd_secret *text,
	struct pd_buffer *algorithm, struct pd_error *error)
{
	return pd_pbe_seal_3des(text, packing->passphrase, algorithm, error);
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

static bool
set_identity(struct packing *packing, struct pd_error *error)
{
	packing->own = find_own_certificate(packing->chain, packing->key);
	struct pd_bytes named = packing->own ? pd_certificate_der(packing->own)
					     : pd_key_public_der(packing->key);
	int result =
		gnutls_hash_fast(GNUTLS_DIG_SHA1, named.data, named.size, packing->id);
	return result >= 0 || pd_fail_gnutls(error, PD_ECRYPTO, "", result,
				      _("the PKCS#12 file could not be made"));
}

static void
put_bag(struct pd_buffer *out, const struct packing *packing, enum pd_pkcs12_kind kind,
	struct pd_bytes der, bool is_own)
{
	struct pd_pkcs12_bag bag = {.kind = kind, .der = der};
	if (is_own) {
		bag.friendly = packing->friendly;
		bag.id = (struct pd_bytes){packing->id, SHA1_SIZE};
	}
	pd_pkcs12_put_bag(out, &bag);
}

/* The certificates from first on, as many as a bag holds. */
static bool
pack_certificates(struct packing *packing, size_t first, struct pd_buffer *infos,
	struct pd_error *error)
{
	const struct pd_certificates *chain = packing->chain;
	PD_AUTO(pd_buffer_free) struct pd_buffer bags = {0}, algorithm = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret contents = {0};
	size_t end =
		first + BAG_LIMIT < chain->count ? first + BAG_LIMIT : chain->count;
	for (size_t i = first; i < end; i++)
		put_bag(&bags, packing, PD_PKCS12_CERTIFICATE,
			pd_certificate_der(chain->items[i]),
			chain->items[i] == packing->own);
	pd_secret_add(&contents, bags.data, bags.size);
	pd_der_wrap_secret(&contents, 0, PD_DER_SEQUENCE);
	if (!packing->protection->encrypt(packing, &contents, &algorithm, error))
		return false;
	pd_pkcs12_put_encrypted(
		infos, pd_buffer_bytes(&algorithm), pd_secret_bytes(&contents));
	return true;
}

static bool
pack_key(struct packing *packing, struct pd_buffer *infos, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer algorithm = {0}, bag = {0};
	if (!pd_key_der(packing->key, &der, error) ||
		!packing->protection->encrypt(packing, &der, &algorithm, error))
		return false;
	pd_protection_wrap(&der, pd_buffer_bytes(&algorithm));
	put_bag(&bag, packing, PD_PKCS12_KEY, pd_secret_bytes(&der), true);
	pd_pkcs12_put_data(infos, pd_buffer_bytes(&bag));
	return true;
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
	PD_AUTO(pd_buffer_free) struct pd_buffer infos = {0}, whole = {0};
	if (!check_packing_input(packing, error) || !set_identity(packing, error))
		return false;
	for (size_t i = 0; i < packing->chain->count; i += BAG_LIMIT)
		if (!pack_certificates(packing, i, &infos, error))
			return false;
	if (packing->key != NULL && !pack_key(packing, &infos, error))
		return false;
	if (!pd_pkcs12_put(&whole, pd_buffer_bytes(&infos), &packing->protection->mac,
		    packing->passphrase, error))
		return false;
	pd_secret_add(out, whole.data, whole.size);
	return true;
}

bool
pd_bundle_pkcs12(const struct pd_certificates *chain, const struct pd_key *key,
	const char *friendly, const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_error *error)
{
	static const struct protection modern = {
		{PD_PKCS12_SHA256, PD_ROUNDS}, encrypt};
	PD_AUTO(drop_packing)
	struct packing packing = {.protection = &modern,
		.chain = chain,
		.key = key,
		.friendly = friendly,
		.passphrase = passphrase};
	return make_pkcs12(&packing, out, error);
}

bool
pd_bundle_pkcs12_legacy(const struct pd_certificates *chain, const struct pd_key *key,
	const char *friendly, const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_error *error)
{
	static const struct protection old = {
		{PD_PKCS12_SHA1, PD_ROUNDS}, encrypt_legacy};
	PD_AUTO(drop_packing)
	struct packing packing = {.protection = &old,
		.chain = chain,
		.key = key,
		.friendly = friendly,
		.passphrase = passphrase};
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
