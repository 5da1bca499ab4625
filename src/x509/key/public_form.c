/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/public_form.h"

#include <gnutls/abstract.h>

#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/digest.h"
#include "x509/der/structure.h"
#include "x509/key/ec_curve.h"

#define OID_EC PD_OID("\x2a\x86\x48\xce\x3d\x02\x01")
#define OID_RSA PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01")
#define OID_PSS PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a")
#define OID_ED25519 PD_OID("\x2b\x65\x70")
#define OID_ED448 PD_OID("\x2b\x65\x71")

/* AlgorithmIdentifier and bits. */
static bool
take_parts(
	struct pd_bytes public_der, struct pd_bytes *algorithm, struct pd_bytes *bits)
{
	struct pd_bytes inside;
	return pd_take(&public_der, PD_DER_SEQUENCE, &inside) &&
	       pd_take_whole(&inside, PD_DER_SEQUENCE, algorithm) &&
	       pd_take(&inside, PD_DER_BIT_STRING, bits);
}

/* The point as 04, x, y; its size, or 0 if it is none of a curve that is known. */
static size_t
read_point(struct pd_bytes algorithm, struct pd_bytes bits,
	unsigned char point[PD_POINT_BYTES])
{
	struct pd_bytes inside, type, named;
	if (!pd_take(&algorithm, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OID, &type) || !pd_bytes_equal(type, OID_EC) ||
		!pd_take(&inside, PD_DER_OID, &named) || bits.size == 0)
		return 0;
	PD_AUTO(pd_drop_text) char *oid = pd_oid_text(named);
	const struct pd_ec_curve *curve = pd_ec_curve_find(oid);
	bool good = curve != NULL &&
		    curve->read(curve, (struct pd_bytes){bits.data + 1, bits.size - 1},
			    point);
	return good ? 1 + 2 * curve->size : 0;
}

void
pd_public_form_plain(struct pd_bytes public_der, struct pd_buffer *out)
{
	unsigned char point[PD_POINT_BYTES];
	struct pd_bytes algorithm, bits;
	size_t size = take_parts(public_der, &algorithm, &bits)
			      ? read_point(algorithm, bits, point)
			      : 0;
	if (size == 0) {
		pd_buffer_add_bytes(out, public_der);
		return;
	}
	size_t whole = pd_der_begin(out);
	pd_buffer_add_bytes(out, algorithm);
	size_t inside = pd_der_begin(out);
	pd_buffer_add(out, "", 1);
	pd_buffer_add(out, point, size);
	pd_der_end(out, inside, PD_DER_BIT_STRING);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

void *
pd_public_form_gnutls(struct pd_bytes public_der)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer plain = {0};
	pd_public_form_plain(public_der, &plain);
	const gnutls_datum_t der = pd_datum(pd_buffer_bytes(&plain));
	gnutls_pubkey_t key = NULL;
	if (gnutls_pubkey_init(&key) < 0)
		return NULL;
	if (gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER) >= 0)
		return key;
	gnutls_pubkey_deinit(key);
	return NULL;
}

/* The products and powers of odd numbers alone are of use. */
static bool
take_odd(struct pd_bytes *rest)
{
	struct pd_bytes number;
	return pd_take(rest, PD_DER_INTEGER, &number) && number.size > 0 &&
	       (number.data[0] & 0x80) == 0 && (number.data[number.size - 1] & 1) != 0;
}

/* RSAPublicKey (RFC 8017 A.1.1). */
static bool
is_rsa(struct pd_bytes key)
{
	struct pd_bytes inside;
	return pd_take(&key, PD_DER_SEQUENCE, &inside) && take_odd(&inside) &&
	       take_odd(&inside);
}

bool
pd_public_form_is_damaged(struct pd_bytes public_der)
{
	enum { ED25519_SIZE = 32, ED448_SIZE = 57 };
	unsigned char point[PD_POINT_BYTES];
	struct pd_bytes algorithm, bits, inside, type, named;
	if (!take_parts(public_der, &algorithm, &bits) || bits.size == 0)
		return false;
	const struct pd_bytes key = {bits.data + 1, bits.size - 1};
	struct pd_bytes rest = algorithm;
	if (!pd_take(&rest, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OID, &type))
		return false;
	if (pd_bytes_equal(type, OID_RSA) || pd_bytes_equal(type, OID_PSS))
		return !is_rsa(key);
	if (pd_bytes_equal(type, OID_ED25519))
		return key.size != ED25519_SIZE;
	if (pd_bytes_equal(type, OID_ED448))
		return key.size != ED448_SIZE;
	if (!pd_bytes_equal(type, OID_EC) || !pd_take(&inside, PD_DER_OID, &named))
		return false;
	PD_AUTO(pd_drop_text) char *oid = pd_oid_text(named);
	return pd_ec_curve_find(oid) != NULL && read_point(algorithm, bits, point) == 0;
}

/* false: the algorithm is another. */
static bool
put_unbound_pss(struct pd_bytes public_der, struct pd_buffer *out)
{
	struct pd_bytes algorithm, bits, inside, oid;
	if (!take_parts(public_der, &algorithm, &bits) ||
		!pd_take(&algorithm, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OID, &oid) || !pd_bytes_equal(oid, OID_PSS))
		return false;
	size_t whole = pd_der_begin(out), shortened = pd_der_begin(out);
	pd_der_put(out, PD_DER_OID, oid.data, oid.size);
	pd_der_end(out, shortened, PD_DER_SEQUENCE);
	pd_der_put(out, PD_DER_BIT_STRING, bits.data, bits.size);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
	return true;
}

bool
pd_public_form_id(struct pd_bytes public_der, char *id, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer plain = {0};
	if (!put_unbound_pss(public_der, &plain))
		pd_public_form_plain(public_der, &plain);
	return pd_digest_sha256(pd_buffer_bytes(&plain), id, error);
}
