/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/ec_secp256k1.h"

#include "x509/key/ec_curve.h"

#ifdef HAVE_SECP256K1

#include <gnutls/crypto.h>
#include <secp256k1.h>
#include <secp256k1_ecdh.h>
#include <string.h>

enum { SIZE = 32 };

PD_DROP(drop_context, secp256k1_context *, secp256k1_context_destroy);

/* Blinded against what one could measure of a multiplication. */
static secp256k1_context *
new_context(void)
{
	unsigned char seed[SIZE];
	secp256k1_context *context = secp256k1_context_create(
		SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
	bool blinded = context != NULL &&
		       gnutls_rnd(GNUTLS_RND_RANDOM, seed, sizeof seed) >= 0 &&
		       secp256k1_context_randomize(context, seed) != 0;
	pd_wipe(seed, sizeof seed);
	if (blinded || context == NULL)
		return context;
	secp256k1_context_destroy(context);
	return NULL;
}

static bool
serialize(const secp256k1_context *context, const secp256k1_pubkey *key,
	unsigned char *out)
{
	size_t size = 1 + 2 * SIZE;
	return secp256k1_ec_pubkey_serialize(
		       context, out, &size, key, SECP256K1_EC_UNCOMPRESSED) != 0;
}

static bool
read_secp256k1_point(
	const struct pd_ec_curve *curve, struct pd_bytes point, unsigned char *out)
{
	(void)curve;
	/* The hybrid form (06, 07) would be taken as well, but nobody writes it. */
	bool known = point.size > 0 && point.data[0] >= 0x02 && point.data[0] <= 0x04;
	PD_AUTO(drop_context) secp256k1_context *context = known ? new_context() : NULL;
	secp256k1_pubkey key;
	return context != NULL &&
	       secp256k1_ec_pubkey_parse(context, &key, point.data, point.size) != 0 &&
	       serialize(context, &key, out);
}

static int
take_x(unsigned char *out, const unsigned char *x, const unsigned char *y, void *data)
{
	(void)y;
	(void)data;
	memcpy(out, x, SIZE);
	return 1;
}

static bool
multiply_secp256k1(const struct pd_ec_curve *curve, const unsigned char *scalar,
	const unsigned char *point, unsigned char *x)
{
	(void)curve;
	PD_AUTO(drop_context) secp256k1_context *context = new_context();
	secp256k1_pubkey key;
	return context != NULL &&
	       secp256k1_ec_pubkey_parse(context, &key, point, 1 + 2 * SIZE) != 0 &&
	       secp256k1_ecdh(context, x, &key, scalar, take_x, NULL) != 0;
}

static bool
multiply_secp256k1_base(const struct pd_ec_curve *curve, const unsigned char *scalar,
	unsigned char *point)
{
	(void)curve;
	PD_AUTO(drop_context) secp256k1_context *context = new_context();
	secp256k1_pubkey key;
	return context != NULL &&
	       secp256k1_ec_pubkey_create(context, &key, scalar) != 0 &&
	       serialize(context, &key, point);
}

static const struct pd_ec_curve secp256k1 = {PD_OID_SECP256K1, SIZE, 0xff,
	read_secp256k1_point, multiply_secp256k1, multiply_secp256k1_base};

const struct pd_ec_curve *
pd_ec_secp256k1(void)
{
	return &secp256k1;
}

#else

const struct pd_ec_curve *
pd_ec_secp256k1(void)
{
	return NULL;
}

#endif
