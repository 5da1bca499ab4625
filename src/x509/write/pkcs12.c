/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/pkcs12.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/derive.h"

#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_ENCRYPTED_DATA "1.2.840.113549.1.7.6"
#define OID_KEY_BAG "1.2.840.113549.1.12.10.1.2"
#define OID_CERTIFICATE_BAG "1.2.840.113549.1.12.10.1.3"
#define OID_X509_CERTIFICATE "1.2.840.113549.1.9.22.1"
#define OID_FRIENDLY_NAME "1.2.840.113549.1.9.20"
#define OID_LOCAL_KEY_ID "1.2.840.113549.1.9.21"
#define OID_TRUSTED_KEY_USAGE "2.16.840.1.113894.746875.1.1"
#define OID_ANY_PURPOSE "2.5.29.37.0"

enum { SALT_SIZE = 20, ATTRIBUTES = 3 };

static const unsigned implicit_0 = PD_DER_CONTEXT;
static const unsigned explicit_0 = PD_DER_CONTEXT | PD_DER_CONSTRUCTED;

static const struct hash {
	const char *oid;
	gnutls_digest_algorithm_t digest;
	gnutls_mac_algorithm_t mac;
	unsigned size;
} hashes[] = {
	[PD_PKCS12_SHA1] = {"1.3.14.3.2.26", GNUTLS_DIG_SHA1, GNUTLS_MAC_SHA1, 20},
	[PD_PKCS12_SHA256] = {"2.16.840.1.101.3.4.2.1", GNUTLS_DIG_SHA256,
		GNUTLS_MAC_SHA256, 32},
};

/* ---- attributes ---------------------------------------------------------------- */

/* A BMPString, with surrogate pairs beyond the BMP, as Java writes it. */
static void
put_bmp(struct pd_buffer *out, const char *text)
{
	size_t mark = pd_der_begin(out), left = strlen(text), used;
	int32_t character;
	for (; left > 0; text += used, left -= used) {
		unsigned char unit[4];
		used = pd_text_next(text, left, &character);
		pd_buffer_add(
			out, unit, pd_text_encode_utf16((uint32_t)character, unit));
	}
	pd_der_end(out, mark, PD_DER_BMP);
}

static void
put_friendly_name(struct pd_buffer *out, const struct pd_pkcs12_bag *bag)
{
	if (bag->friendly == NULL)
		return;
	struct pd_der_attribute attribute =
		pd_der_begin_attribute(out, OID_FRIENDLY_NAME);
	put_bmp(out, bag->friendly);
	pd_der_end_attribute(out, &attribute);
}

static void
put_id(struct pd_buffer *out, const struct pd_pkcs12_bag *bag)
{
	if (bag->id.size == 0)
		return;
	struct pd_der_attribute attribute =
		pd_der_begin_attribute(out, OID_LOCAL_KEY_ID);
	pd_der_put(out, PD_DER_OCTET_STRING, bag->id.data, bag->id.size);
	pd_der_end_attribute(out, &attribute);
}

static void
put_trusted(struct pd_buffer *out, const struct pd_pkcs12_bag *bag)
{
	if (!bag->is_trusted)
		return;
	struct pd_der_attribute attribute =
		pd_der_begin_attribute(out, OID_TRUSTED_KEY_USAGE);
	pd_der_put_oid(out, OID_ANY_PURPOSE);
	pd_der_end_attribute(out, &attribute);
}

static int
compare_attributes(const void *one, const void *other)
{
	return pd_bytes_compare(pd_buffer_bytes(one), pd_buffer_bytes(other));
}

/* DER sorts a SET OF by its members' bytes. */
static void
put_attributes(struct pd_buffer *out, const struct pd_pkcs12_bag *bag)
{
	struct pd_buffer attributes[ATTRIBUTES] = {{0}};
	put_friendly_name(&attributes[0], bag);
	put_id(&attributes[1], bag);
	put_trusted(&attributes[2], bag);
	qsort(attributes, ATTRIBUTES, sizeof *attributes, compare_attributes);
	size_t set = pd_der_begin(out);
	for (size_t i = 0; i < ATTRIBUTES; i++) {
		pd_buffer_add_bytes(out, pd_buffer_bytes(&attributes[i]));
		pd_buffer_free(&attributes[i]);
	}
	if (out->size > set)
		pd_der_end(out, set, PD_DER_SET);
}

/* ---- contents ------------------------------------------------------------------ */

/* What a CertBag and a ContentInfo are alike: a type, and in [0] an OCTET STRING. */
static void
put_octets(struct pd_buffer *out, const char *type, struct pd_bytes content)
{
	size_t whole = pd_der_begin(out);
	pd_der_put_oid(out, type);
	size_t octets = pd_der_begin(out);
	pd_der_put(out, PD_DER_OCTET_STRING, content.data, content.size);
	pd_der_end(out, octets, explicit_0);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

void
pd_pkcs12_put_bag(struct pd_buffer *out, const struct pd_pkcs12_bag *bag)
{
	bool is_key = bag->kind == PD_PKCS12_KEY;
	/* By itself, so that closing it does not move all the others. */
	PD_AUTO(pd_buffer_free) struct pd_buffer inside = {0};
	pd_der_put_oid(&inside, is_key ? OID_KEY_BAG : OID_CERTIFICATE_BAG);
	size_t value = pd_der_begin(&inside);
	if (is_key)
		pd_buffer_add_bytes(&inside, bag->der);
	else
		put_octets(&inside, OID_X509_CERTIFICATE, bag->der);
	pd_der_end(&inside, value, explicit_0);
	put_attributes(&inside, bag);
	pd_der_put(out, PD_DER_SEQUENCE, inside.data, inside.size);
}

void
pd_pkcs12_put_data(struct pd_buffer *out, struct pd_bytes bags)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer contents = {0};
	pd_der_put(&contents, PD_DER_SEQUENCE, bags.data, bags.size);
	put_octets(out, OID_DATA, pd_buffer_bytes(&contents));
}

void
pd_pkcs12_put_encrypted(
	struct pd_buffer *out, struct pd_bytes algorithm, struct pd_bytes encrypted)
{
	size_t info = pd_der_begin(out);
	pd_der_put_oid(out, OID_ENCRYPTED_DATA);
	size_t outer = pd_der_begin(out), data = pd_der_begin(out);
	pd_der_put_number(out, 0);
	size_t content = pd_der_begin(out);
	pd_der_put_oid(out, OID_DATA);
	pd_buffer_add_bytes(out, algorithm);
	pd_der_put(out, implicit_0, encrypted.data, encrypted.size);
	pd_der_end(out, content, PD_DER_SEQUENCE);
	pd_der_end(out, data, PD_DER_SEQUENCE);
	pd_der_end(out, outer, explicit_0);
	pd_der_end(out, info, PD_DER_SEQUENCE);
}

/* ---- the file ------------------------------------------------------------------ */

/* RFC 7292 4: over the content of the authenticated safe. */
static bool
put_mac(struct pd_buffer *out, struct pd_bytes contents, const struct pd_pkcs12_mac *by,
	const struct pd_secret *passphrase)
{
	const struct hash *hash = &hashes[by->hash];
	unsigned char salt[SALT_SIZE], key[PD_DERIVE_MOST], mac[PD_DERIVE_MOST];
	const struct pd_pkcs12_source source = {
		hash->digest, passphrase, {salt, sizeof salt}, by->rounds};
	bool good = gnutls_rnd(GNUTLS_RND_NONCE, salt, sizeof salt) >= 0 &&
		    pd_derive_pkcs12(&source, PD_DERIVE_MAC, key, hash->size) &&
		    gnutls_hmac_fast(hash->mac, key, hash->size, contents.data,
			    contents.size, mac) >= 0;
	pd_wipe(key, sizeof key);
	size_t data = pd_der_begin(out), info = pd_der_begin(out);
	pd_der_put_algorithm_null(out, hash->oid);
	pd_der_put(out, PD_DER_OCTET_STRING, mac, good ? hash->size : 0);
	pd_der_end(out, info, PD_DER_SEQUENCE);
	pd_der_put(out, PD_DER_OCTET_STRING, salt, sizeof salt);
	pd_der_put_number(out, by->rounds);
	pd_der_end(out, data, PD_DER_SEQUENCE);
	return good;
}

bool
pd_pkcs12_put(struct pd_buffer *out, struct pd_bytes infos,
	const struct pd_pkcs12_mac *mac, const struct pd_secret *passphrase,
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer safe = {0}, packed = {0};
	pd_der_put(&safe, PD_DER_SEQUENCE, infos.data, infos.size);
	pd_der_put_number(&packed, 3);
	put_octets(&packed, OID_DATA, pd_buffer_bytes(&safe));
	if (!put_mac(&packed, pd_buffer_bytes(&safe), mac, passphrase))
		return pd_fail(error, PD_ECRYPTO, "",
			_("the PKCS#12 file could not be made: this system has no hash "
			  "for its MAC"));
	pd_der_put(out, PD_DER_SEQUENCE, packed.data, packed.size);
	return true;
}
