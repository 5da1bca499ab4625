/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/ec_curve.h"

#include <gmp.h>
#include <nettle/bignum.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <string.h>

#include "base/array.h"
#include "x509/key/ec_secp256k1.h"

/* The curves of NIST, by nettle: GnuTLS 3.7 has them, but no Diffie-Hellman. */

/* y^2 = x^3 - 3x + b modulo p (SEC 2); every p is 3 modulo 4. */
struct nist {
	struct pd_ec_curve curve; /* first: one is found by the other */
	const struct ecc_curve *(*nettle)(void);
	const char *p, *b; /* hex */
};

static const struct nist *
nist_of(const struct pd_ec_curve *curve)
{
	return (const struct nist *)curve;
}

/* ---- numbers ------------------------------------------------------------------- */

static void
drop_number(mpz_t *number)
{
	size_t limbs = mpz_size(*number);
	if (limbs > 0)
		pd_wipe(mpz_limbs_modify(*number, (mp_size_t)limbs),
			limbs * sizeof(mp_limb_t));
	mpz_clear(*number);
}

static void
drop_point(struct ecc_point *point)
{
	pd_wipe(point->p, (size_t)ecc_size_a(point->ecc) * sizeof(mp_limb_t));
	ecc_point_clear(point);
}

static void
drop_scalar(struct ecc_scalar *scalar)
{
	pd_wipe(scalar->p, (size_t)ecc_size(scalar->ecc) * sizeof(mp_limb_t));
	ecc_scalar_clear(scalar);
}

static bool
set_nist_scalar(struct ecc_scalar *out, const unsigned char *bytes, size_t size)
{
	PD_AUTO(drop_number) mpz_t number;
	nettle_mpz_init_set_str_256_u(number, size, bytes);
	return ecc_scalar_set(out, number) != 0;
}

/* nettle says whether the point is on the curve. */
static bool
set_point(struct ecc_point *out, const unsigned char *point, size_t size)
{
	PD_AUTO(drop_number) mpz_t x;
	nettle_mpz_init_set_str_256_u(x, size, point + 1);
	PD_AUTO(drop_number) mpz_t y;
	nettle_mpz_init_set_str_256_u(y, size, point + 1 + size);
	return ecc_point_set(out, x, y) != 0;
}

static void
get_point(const struct ecc_point *from, unsigned char *point, size_t size)
{
	PD_AUTO(drop_number) mpz_t x;
	mpz_init(x);
	PD_AUTO(drop_number) mpz_t y;
	mpz_init(y);
	ecc_point_get(from, x, y);
	point[0] = 0x04;
	nettle_mpz_get_str_256(size, point + 1, x);
	nettle_mpz_get_str_256(size, point + 1 + size, y);
}

/* ---- points -------------------------------------------------------------------- */

/* y from x and whether it is odd (SEC 1, 2.3.4); set_point judges what comes out. */
static void
decompress(const struct nist *nist, struct pd_bytes point, unsigned char *out)
{
	size_t size = nist->curve.size;
	PD_AUTO(drop_number) mpz_t p;
	mpz_init_set_str(p, nist->p, 16);
	PD_AUTO(drop_number) mpz_t y;
	mpz_init_set_str(y, nist->b, 16);
	PD_AUTO(drop_number) mpz_t x;
	nettle_mpz_init_set_str_256_u(x, size, point.data + 1);
	PD_AUTO(drop_number) mpz_t power;
	mpz_init(power);
	mpz_powm_ui(power, x, 3, p);
	mpz_add(y, y, power);
	mpz_submul_ui(y, x, 3);
	mpz_add_ui(power, p, 1);
	mpz_fdiv_q_2exp(power, power, 2);
	mpz_powm(y, y, power, p);
	if ((mpz_odd_p(y) != 0) != (point.data[0] == 0x03))
		mpz_sub(y, p, y);
	out[0] = 0x04;
	memcpy(out + 1, point.data + 1, size);
	nettle_mpz_get_str_256(size, out + 1 + size, y);
}

static bool
read_nist_point(
	const struct pd_ec_curve *curve, struct pd_bytes point, unsigned char *out)
{
	bool compressed = point.size == 1 + curve->size &&
			  (point.data[0] == 0x02 || point.data[0] == 0x03);
	bool plain = point.size == 1 + 2 * curve->size && point.data[0] == 0x04;
	if (!compressed && !plain)
		return false;
	if (compressed)
		decompress(nist_of(curve), point, out);
	else
		memcpy(out, point.data, point.size);
	struct ecc_point judged;
	ecc_point_init(&judged, nist_of(curve)->nettle());
	bool good = set_point(&judged, out, curve->size);
	drop_point(&judged);
	return good;
}

static bool
multiply_nist(const struct pd_ec_curve *curve, const unsigned char *scalar,
	const unsigned char *point, unsigned char *x)
{
	const struct ecc_curve *nettle = nist_of(curve)->nettle();
	PD_AUTO(drop_scalar) struct ecc_scalar factor;
	ecc_scalar_init(&factor, nettle);
	PD_AUTO(drop_point) struct ecc_point product;
	ecc_point_init(&product, nettle);
	unsigned char bytes[PD_POINT_BYTES];
	if (!set_nist_scalar(&factor, scalar, curve->size) ||
		!set_point(&product, point, curve->size))
		return false;
	ecc_point_mul(&product, &factor, &product);
	get_point(&product, bytes, curve->size);
	memcpy(x, bytes + 1, curve->size);
	pd_wipe(bytes, sizeof bytes);
	return true;
}

static bool
multiply_nist_base(const struct pd_ec_curve *curve, const unsigned char *scalar,
	unsigned char *point)
{
	const struct ecc_curve *nettle = nist_of(curve)->nettle();
	PD_AUTO(drop_scalar) struct ecc_scalar factor;
	ecc_scalar_init(&factor, nettle);
	PD_AUTO(drop_point) struct ecc_point product;
	ecc_point_init(&product, nettle);
	if (!set_nist_scalar(&factor, scalar, curve->size))
		return false;
	ecc_point_mul_g(&product, &factor);
	get_point(&product, point, curve->size);
	return true;
}

/* ---- table --------------------------------------------------------------------- */

#define NIST(oid_, size_, most_, nettle_, p_, b_)                                      \
	{                                                                              \
		{oid_, size_, most_, read_nist_point, multiply_nist,                   \
			multiply_nist_base},                                           \
			nettle_, p_, b_                                                \
	}

/* clang-format off */
static const struct nist nist[] = {
	NIST("1.2.840.10045.3.1.7", 32, 0xff, nettle_get_secp_256r1,
	     "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
	     "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
	NIST("1.3.132.0.34", 48, 0xff, nettle_get_secp_384r1,
	     "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
	     "ffffffff0000000000000000ffffffff",
	     "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a"
	     "c656398d8a2ed19d2a85c8edd3ec2aef"),
	NIST("1.3.132.0.35", 66, 0x01, nettle_get_secp_521r1,
	     "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
	     "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	     "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109"
	     "e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"),
};
/* clang-format on */

const struct pd_ec_curve *
pd_ec_curve_find(const char *oid)
{
	for (size_t i = 0; i < PD_COUNT(nist); i++)
		if (strcmp(nist[i].curve.oid, oid) == 0)
			return &nist[i].curve;
	return strcmp(oid, PD_OID_SECP256K1) == 0 ? pd_ec_secp256k1() : NULL;
}
