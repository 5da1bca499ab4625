/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/envelope_ecies.h"

#include <gnutls/crypto.h>
#include <string.h>

enum {
	HASH = 20,    /* bytes of SHA-1 */
	MAC_KEY = 32, /* bytes: "256" of the parameters is the size of this key */
	LENGTH_TAG = 8,
	MOST_KEY = 32,
};

/* ---- keys ---------------------------------------------------------------------- */

/* KDF2 of ISO 18033-2 with SHA-1 over V and Z; V as it is sent, also if compressed. */
static bool
derive_keys(struct pd_bytes v, const unsigned char *z, size_t z_size, size_t size,
	struct pd_secret *out)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret input = {0};
	pd_secret_add(&input, v.data, v.size);
	pd_secret_add(&input, z, z_size);
	size_t before = input.size;
	for (unsigned char counter = 1; out->size < size; counter++) {
		const unsigned char number[4] = {0, 0, 0, counter};
		unsigned char *hash = pd_secret_reserve(out, HASH);
		pd_secret_cut(&input, before);
		pd_secret_add(&input, number, sizeof number);
		if (gnutls_hash_fast(GNUTLS_DIG_SHA1, input.data, input.size, hash) < 0)
			return false;
		pd_secret_added(out, HASH);
	}
	return true;
}

/* The key for the HMAC first, then that for the XOR: the other way round only where V
 * is left out. */
static bool
agree_on_keys(const struct pd_ec_curve *curve, const unsigned char *scalar,
	const unsigned char *point, struct pd_bytes v, size_t key_size,
	struct pd_secret *out)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret z = {0};
	unsigned char *x = pd_secret_reserve(&z, curve->size);
	pd_secret_added(&z, curve->size);
	return curve->multiply(curve, scalar, point, x) &&
	       derive_keys(v, x, curve->size, MAC_KEY + key_size, out);
}

static void
add_masked(struct pd_secret *out, struct pd_bytes bytes, const unsigned char *mask)
{
	unsigned char *to = pd_secret_reserve(out, bytes.size);
	for (size_t i = 0; i < bytes.size; i++)
		to[i] = bytes.data[i] ^ mask[i];
	pd_secret_added(out, bytes.size);
}

/* Over C and the length of the encoding vector, which is empty. */
static bool
authenticate_key(const unsigned char *key, struct pd_bytes c, unsigned char out[HASH])
{
	unsigned char input[MOST_KEY + LENGTH_TAG] = {0};
	memcpy(input, c.data, c.size);
	return gnutls_hmac_fast(GNUTLS_MAC_SHA1, key, MAC_KEY, input,
		       c.size + LENGTH_TAG, out) >= 0;
}

/* ---- wrapping ------------------------------------------------------------------ */

bool
pd_ecies_wrap_with(const struct pd_ec_curve *curve, const unsigned char *point,
	const unsigned char *scalar, struct pd_bytes key, struct pd_secret *out)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret keys = {0};
	unsigned char bytes[PD_POINT_BYTES], tag[HASH];
	const struct pd_bytes v = {bytes, 1 + 2 * curve->size};
	if (key.size > MOST_KEY || !curve->multiply_base(curve, scalar, bytes) ||
		!agree_on_keys(curve, scalar, point, v, key.size, &keys))
		return false;
	pd_secret_add(out, v.data, v.size);
	add_masked(out, key, keys.data + MAC_KEY);
	const struct pd_bytes c = {out->data + out->size - key.size, key.size};
	if (!authenticate_key(keys.data, c, tag))
		return false;
	pd_secret_add(out, tag, sizeof tag);
	return true;
}

/* A number below the order is found at once, but for P-521 and once in 2^32. */
static bool
make_scalar(const struct pd_ec_curve *curve, unsigned char *scalar)
{
	unsigned char point[PD_POINT_BYTES];
	for (int tries = 0; tries < 100; tries++) {
		if (gnutls_rnd(GNUTLS_RND_KEY, scalar, curve->size) < 0)
			return false;
		scalar[0] &= curve->most;
		if (curve->multiply_base(curve, scalar, point))
			return true;
	}
	return false;
}

bool
pd_ecies_wrap(const struct pd_ec_curve *curve, const unsigned char *point,
	struct pd_bytes key, struct pd_secret *out)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret scalar = {0};
	unsigned char *bytes = pd_secret_reserve(&scalar, curve->size);
	pd_secret_added(&scalar, curve->size);
	return make_scalar(curve, bytes) &&
	       pd_ecies_wrap_with(curve, point, bytes, key, out);
}

/* ---- unwrapping ---------------------------------------------------------------- */

static size_t
size_of_point(const struct pd_ec_curve *curve, struct pd_bytes wrapped)
{
	bool plain = wrapped.size > 0 && wrapped.data[0] == 0x04;
	return 1 + (plain ? 2 : 1) * curve->size;
}

bool
pd_ecies_unwrap(const struct pd_ec_curve *curve, const unsigned char *scalar,
	struct pd_bytes wrapped, struct pd_secret *out)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret keys = {0};
	unsigned char point[PD_POINT_BYTES], tag[HASH];
	const struct pd_bytes v = {wrapped.data, size_of_point(curve, wrapped)};
	if (wrapped.size <= v.size + HASH || wrapped.size > v.size + MOST_KEY + HASH)
		return false;
	const struct pd_bytes c = {wrapped.data + v.size, wrapped.size - v.size - HASH};
	if (!curve->read(curve, v, point) ||
		!agree_on_keys(curve, scalar, point, v, c.size, &keys) ||
		!authenticate_key(keys.data, c, tag) ||
		gnutls_memcmp(tag, c.data + c.size, HASH) != 0)
		return false;
	add_masked(out, c, keys.data + MAC_KEY);
	return true;
}
