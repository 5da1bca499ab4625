/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/put.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/text.h"
#include "x509/certificate/extra.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/gnutls_error.h"

enum {
	SHA256_SIZE = 32,
	KEY_IDENTIFIER_SIZE = 20,
	TAG_KEY_IDENTIFIER = PD_DER_CONTEXT
};

void
pd_put_extension(struct pd_buffer *out, const char *oid,
	enum pd_criticality criticality, struct pd_bytes value)
{
	static const unsigned char yes = 0xff;
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, oid);
	if (criticality == PD_CRITICAL)
		pd_der_put(out, PD_DER_BOOLEAN, &yes, 1);
	pd_der_put(out, PD_DER_OCTET_STRING, value.data, value.size);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

struct key_identifier {
	unsigned char bytes[SHA256_SIZE];
};

/* RFC 7093 2, method 1: a hash of the bits of the key alone. */
static bool
identify_key(
	struct pd_bytes public_der, struct key_identifier *out, struct pd_error *error)
{
	struct pd_bytes bits = pd_key_bits(public_der);
	if (bits.size == 0)
		return pd_fail(error, PD_EINPUT, "",
			_("the public key is damaged; it has to be a "
			  "SubjectPublicKeyInfo (RFC 5280 4.1.2.7)"));
	int result =
		gnutls_hash_fast(GNUTLS_DIG_SHA256, bits.data, bits.size, out->bytes);
	return result >= 0 || pd_fail_gnutls(error, PD_ECRYPTO, "", result,
				      _("the key identifier cannot be computed"));
}

bool
pd_put_subject_key(
	struct pd_buffer *out, struct pd_bytes public_der, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	struct key_identifier identifier;
	if (!identify_key(public_der, &identifier, error))
		return false;
	pd_der_put(&value, PD_DER_OCTET_STRING, identifier.bytes, KEY_IDENTIFIER_SIZE);
	pd_put_extension(
		out, PD_OID_SUBJECT_KEY, PD_NOT_CRITICAL, pd_buffer_bytes(&value));
	return true;
}

bool
pd_put_authority_key(struct pd_buffer *out, const struct pd_certificate *issuer,
	struct pd_error *error)
{
	struct pd_bytes own = pd_certificate_key_identifier(issuer);
	struct key_identifier computed;
	if (own.size == 0) {
		if (!identify_key(pd_certificate_public_der(issuer), &computed, error))
			return false;
		own = (struct pd_bytes){computed.bytes, KEY_IDENTIFIER_SIZE};
	}
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t mark = pd_der_begin(&value);
	pd_der_put(&value, TAG_KEY_IDENTIFIER, own.data, own.size);
	pd_der_end(&value, mark, PD_DER_SEQUENCE);
	pd_put_extension(
		out, PD_OID_AUTHORITY_KEY, PD_NOT_CRITICAL, pd_buffer_bytes(&value));
	return true;
}

bool
pd_put_signature(struct pd_buffer *out, size_t mark, struct pd_bytes behind,
	const struct pd_key *key, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer algorithm = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer bits = {0};
	const struct pd_bytes content = {out->data + mark, out->size - mark};
	pd_buffer_add(&bits, "", 1); /* no unused bits */
	if (!pd_key_signature_algorithm(key, &algorithm, error) ||
		!pd_key_sign(key, content, &bits, error))
		return false;
	pd_buffer_add_bytes(out, pd_buffer_bytes(&algorithm));
	pd_der_put(out, PD_DER_BIT_STRING, bits.data, bits.size);
	pd_buffer_add_bytes(out, behind);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}
