/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/rsa_generate.h"

#include <gnutls/crypto.h>
#include <nettle/bignum.h>
#include <nettle/rsa.h>
#include <stdlib.h>

#include "base/array.h"
#include "x509/der/der.h"

enum { EXPONENT = 65537 };

/* GnuTLS has GMP wipe what it frees: what nettle works with is wiped, too. */
struct pair {
	struct rsa_public_key public;
	struct rsa_private_key private;
};

static void
drop_pair(struct pair *pair)
{
	rsa_private_key_clear(&pair->private);
	rsa_public_key_clear(&pair->public);
}

struct source {
	int result;    /* of GnuTLS; below 0: it had no random bytes */
	unsigned seed; /* of what was taken instead */
};

/* nettle cannot be told that there are none, and would look for a prime among zeros for ever: it
 * gets others, and what it makes of them is given up. */
static void
draw(void *context, size_t size, uint8_t *out)
{
	struct source *source = context;
	int result = gnutls_rnd(GNUTLS_RND_KEY, out, size);
	if (result >= 0)
		return;
	source->result = result;
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(rand_r(&source->seed) >> 8);
}

static void
put_integer(struct pd_secret *out, const mpz_t number)
{
	size_t mark = out->size, size = nettle_mpz_sizeinbase_256_s(number);
	nettle_mpz_get_str_256(size, pd_secret_reserve(out, size), number);
	pd_secret_added(out, size);
	pd_der_wrap_secret(out, mark, PD_DER_INTEGER);
}

static void
put_pair(struct pd_secret *out, const struct pair *pair)
{
	static const unsigned char version_0[] = {PD_DER_INTEGER, 1, 0};
	const struct rsa_private_key *private = &pair->private;
	const __mpz_struct *numbers[] = {pair->public.n, pair->public.e, private->d,
		private->p, private->q, private->a, private->b, private->c};
	size_t mark = out->size;
	pd_secret_add(out, version_0, sizeof version_0);
	for (size_t i = 0; i < PD_COUNT(numbers); i++)
		put_integer(out, numbers[i]);
	pd_der_wrap_secret(out, mark, PD_DER_SEQUENCE);
}

int
pd_rsa_generate(unsigned bits, struct pd_secret *out)
{
	PD_AUTO(drop_pair) struct pair pair;
	struct source source = {0};
	rsa_public_key_init(&pair.public);
	rsa_private_key_init(&pair.private);
	mpz_set_ui(pair.public.e, EXPONENT);
	if (!rsa_generate_keypair(
		    &pair.public, &pair.private, &source, draw, NULL, NULL, bits, 0))
		return GNUTLS_E_PK_GENERATION_ERROR;
	if (source.result >= 0)
		put_pair(out, &pair);
	return source.result;
}
