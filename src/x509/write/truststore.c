/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/truststore.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/derive.h"

#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_CERTIFICATE_BAG "1.2.840.113549.1.12.10.1.3"
#define OID_X509_CERTIFICATE "1.2.840.113549.1.9.22.1"
#define OID_FRIENDLY_NAME "1.2.840.113549.1.9.20"
#define OID_TRUSTED_KEY_USAGE "2.16.840.1.113894.746875.1.1"
#define OID_ANY_PURPOSE "2.5.29.37.0"
#define OID_SHA256 "2.16.840.1.101.3.4.2.1"

enum { SALT_SIZE = 20, MAC_SIZE = 32, ROUNDS = 10000 };

static const unsigned explicit_0 = PD_DER_CONTEXT | PD_DER_CONSTRUCTED;

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
put_friendly_name(struct pd_buffer *out, const char *alias)
{
	struct pd_der_attribute attribute =
		pd_der_begin_attribute(out, OID_FRIENDLY_NAME);
	put_bmp(out, alias);
	pd_der_end_attribute(out, &attribute);
}

static void
put_trusted(struct pd_buffer *out)
{
	struct pd_der_attribute attribute =
		pd_der_begin_attribute(out, OID_TRUSTED_KEY_USAGE);
	pd_der_put_oid(out, OID_ANY_PURPOSE);
	pd_der_end_attribute(out, &attribute);
}

/* DER sorts a SET OF by its members' bytes. */
static void
put_bag_attributes(struct pd_buffer *out, const char *alias)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer name = {0}, trusted = {0};
	put_friendly_name(&name, alias);
	put_trusted(&trusted);
	bool name_first =
		pd_bytes_compare(pd_buffer_bytes(&name), pd_buffer_bytes(&trusted)) < 0;
	const struct pd_buffer *first = name_first ? &name : &trusted;
	const struct pd_buffer *second = name_first ? &trusted : &name;
	size_t set = pd_der_begin(out);
	pd_buffer_add(out, first->data, first->size);
	pd_buffer_add(out, second->data, second->size);
	pd_der_end(out, set, PD_DER_SET);
}

/* ---- contents ------------------------------------------------------------------ */

static void
put_bag(struct pd_buffer *out, const struct pd_truststore_entry *entry)
{
	size_t bag = pd_der_begin(out);
	pd_der_put_oid(out, OID_CERTIFICATE_BAG);
	size_t value = pd_der_begin(out), certificate = pd_der_begin(out);
	pd_der_put_oid(out, OID_X509_CERTIFICATE);
	size_t octets = pd_der_begin(out);
	pd_der_put(out, PD_DER_OCTET_STRING, entry->der.data, entry->der.size);
	pd_der_end(out, octets, explicit_0);
	pd_der_end(out, certificate, PD_DER_SEQUENCE);
	pd_der_end(out, value, explicit_0);
	put_bag_attributes(out, entry->alias);
	pd_der_end(out, bag, PD_DER_SEQUENCE);
}

/* A ContentInfo of type data. */
static void
put_data_info(struct pd_buffer *out, struct pd_bytes content)
{
	size_t info = pd_der_begin(out);
	pd_der_put_oid(out, OID_DATA);
	size_t octets = pd_der_begin(out);
	pd_der_put(out, PD_DER_OCTET_STRING, content.data, content.size);
	pd_der_end(out, octets, explicit_0);
	pd_der_end(out, info, PD_DER_SEQUENCE);
}

/* Each bag is built by itself, so that closing it does not move all the others. */
static void
put_contents(
	struct pd_buffer *out, const struct pd_truststore_entry *entries, size_t count)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer bags = {0}, contents = {0};
	for (size_t i = 0; i < count; i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer bag = {0};
		put_bag(&bag, &entries[i]);
		pd_buffer_add_bytes(&bags, pd_buffer_bytes(&bag));
	}
	pd_der_put(&contents, PD_DER_SEQUENCE, bags.data, bags.size);
	size_t safe = pd_der_begin(out);
	put_data_info(out, pd_buffer_bytes(&contents));
	pd_der_end(out, safe, PD_DER_SEQUENCE);
}

/* RFC 7292 4: over the content of the authenticated safe. */
static bool
put_mac(struct pd_buffer *out, struct pd_bytes contents,
	const struct pd_secret *passphrase)
{
	unsigned char salt[SALT_SIZE], key[PD_DERIVE_MOST], mac[MAC_SIZE];
	const struct pd_pkcs12_source source = {
		GNUTLS_DIG_SHA256, passphrase, {salt, sizeof salt}, ROUNDS};
	bool good = gnutls_rnd(GNUTLS_RND_NONCE, salt, sizeof salt) >= 0 &&
		    pd_derive_pkcs12(&source, PD_DERIVE_MAC, key, MAC_SIZE) &&
		    gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, MAC_SIZE, contents.data,
			    contents.size, mac) >= 0;
	pd_wipe(key, sizeof key);
	size_t data = pd_der_begin(out), info = pd_der_begin(out);
	pd_der_put_algorithm_null(out, OID_SHA256);
	pd_der_put(out, PD_DER_OCTET_STRING, mac, good ? sizeof mac : 0);
	pd_der_end(out, info, PD_DER_SEQUENCE);
	pd_der_put(out, PD_DER_OCTET_STRING, salt, sizeof salt);
	pd_der_put_number(out, ROUNDS);
	pd_der_end(out, data, PD_DER_SEQUENCE);
	return good;
}

bool
pd_truststore_pkcs12(const struct pd_truststore_entry *entries, size_t count,
	const struct pd_secret *passphrase, struct pd_buffer *out,
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer contents = {0}, packed = {0};
	put_contents(&contents, entries, count);
	pd_der_put_number(&packed, 3);
	put_data_info(&packed, pd_buffer_bytes(&contents));
	if (!put_mac(&packed, pd_buffer_bytes(&contents), passphrase))
		return pd_fail(error, PD_ECRYPTO, "",
			_("the truststore could not be made: this system has no "
			  "SHA-256 for its MAC"));
	pd_der_put(out, PD_DER_SEQUENCE, packed.data, packed.size);
	return true;
}
