/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/ec_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"

enum {
	TAG_PARAMETERS = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	TAG_PUBLIC = PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 1,
	/* Around the key (RFC 5958 2). */
	TAG_ATTRIBUTES = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	TAG_OUTER_PUBLIC = PD_DER_CONTEXT | 1,
};

/* ---- reading -------------------------------------------------------------------- */

/* BIT STRING without the count of unused bits. */
static struct pd_bytes
point_in(struct pd_bytes bits)
{
	return bits.size > 1 ? (struct pd_bytes){bits.data + 1, bits.size - 1}
			     : (struct pd_bytes){0};
}

/* ECPrivateKey behind its version. */
static bool
read_sec1(struct pd_bytes rest, struct pd_ec_private *out)
{
	struct pd_bytes tagged, oid, bits;
	if (!pd_take(&rest, PD_DER_OCTET_STRING, &out->scalar))
		return false;
	if (pd_take(&rest, TAG_PARAMETERS, &tagged) && out->curve_oid == NULL &&
		pd_take(&tagged, PD_DER_OID, &oid))
		out->curve_oid = pd_der_oid_text(oid);
	if (pd_take(&rest, TAG_PUBLIC, &tagged) &&
		pd_take(&tagged, PD_DER_BIT_STRING, &bits))
		out->points[0] = point_in(bits);
	/* Else what is there is none, and the number perhaps another. */
	return rest.size == 0;
}

bool
pd_ec_private_read(struct pd_bytes der, struct pd_ec_private *out)
{
	struct pd_bytes inside, version, algorithm, oid, content, bits, ignored;
	if (!pd_take(&der, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_INTEGER, &version))
		return false;
	if (!pd_take(&inside, PD_DER_SEQUENCE, &algorithm))
		return read_sec1(inside, out);
	if (!pd_take(&algorithm, PD_DER_OID, &oid) ||
		!pd_bytes_equal(oid, PD_OID("\x2a\x86\x48\xce\x3d\x02\x01")) ||
		!pd_take(&inside, PD_DER_OCTET_STRING, &content))
		return false;
	(void)pd_take(&inside, TAG_ATTRIBUTES, &ignored);
	if (pd_take(&inside, TAG_OUTER_PUBLIC, &bits))
		out->points[1] = point_in(bits);
	if (inside.size > 0 || !pd_take(&content, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_INTEGER, &version))
		return false;
	if (pd_take(&algorithm, PD_DER_OID, &oid))
		out->curve_oid = pd_der_oid_text(oid);
	return read_sec1(inside, out);
}

void
pd_ec_private_free(struct pd_ec_private *key)
{
	free(key->curve_oid);
	*key = (struct pd_ec_private){0};
}

/* ---- its number and point ------------------------------------------------------- */

/* With as many leading zeros as the curve wants. */
static bool
put_scalar(struct pd_bytes scalar, size_t size, struct pd_secret *out)
{
	while (scalar.size > size && scalar.data[0] == 0) {
		scalar.data++;
		scalar.size--;
	}
	if (scalar.size > size)
		return false;
	unsigned char *bytes = pd_secret_reserve(out, size);
	memset(bytes, 0, size - scalar.size);
	memcpy(bytes + size - scalar.size, scalar.data, scalar.size);
	pd_secret_added(out, size);
	return true;
}

bool
pd_ec_private_open(const struct pd_ec_private *key, const struct pd_ec_curve *curve,
	struct pd_secret *scalar, unsigned char point[PD_POINT_BYTES])
{
	unsigned char given[PD_POINT_BYTES];
	size_t mark = scalar->size;
	if (!put_scalar(key->scalar, curve->size, scalar) ||
		!curve->multiply_base(curve, scalar->data + mark, point))
		return false;
	for (size_t i = 0; i < PD_COUNT(key->points); i++)
		if (key->points[i].size > 0 &&
			(!curve->read(curve, key->points[i], given) ||
				memcmp(given, point, 1 + 2 * curve->size) != 0))
			return false;
	return true;
}

/* ---- writing -------------------------------------------------------------------- */

/* ECPrivateKey. The number is as long as a coordinate, half of the point, which follows
 * the byte that tells its form. */
static void
put_sec1(struct pd_secret *out, struct pd_bytes scalar, struct pd_bytes point)
{
	static const unsigned char version_1[] = {PD_DER_INTEGER, 1, 1};
	size_t mark = out->size;
	pd_secret_add(out, version_1, sizeof version_1);
	size_t private = out->size;
	(void)put_scalar(scalar, (point.size - 1) / 2, out);
	pd_der_wrap_secret(out, private, PD_DER_OCTET_STRING);
	size_t public = out->size;
	pd_secret_add(out, "", 1);
	pd_secret_add(out, point.data, point.size);
	pd_der_wrap_secret(out, public, PD_DER_BIT_STRING);
	pd_der_wrap_secret(out, public, TAG_PUBLIC);
	pd_der_wrap_secret(out, mark, PD_DER_SEQUENCE);
}

void
pd_ec_private_put(struct pd_secret *out, struct pd_bytes algorithm,
	struct pd_bytes scalar, struct pd_bytes point)
{
	static const unsigned char version_0[] = {PD_DER_INTEGER, 1, 0};
	size_t mark = out->size;
	pd_secret_add(out, version_0, sizeof version_0);
	pd_secret_add(out, algorithm.data, algorithm.size);
	size_t wrapped = out->size;
	put_sec1(out, scalar, point);
	pd_der_wrap_secret(out, wrapped, PD_DER_OCTET_STRING);
	pd_der_wrap_secret(out, mark, PD_DER_SEQUENCE);
}
