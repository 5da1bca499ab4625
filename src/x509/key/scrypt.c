/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/scrypt.h"

#include <stdlib.h>
#include <string.h>

#include "x509/key/derive.h"

/* The names of RFC 7914 are kept where it has formulas. */

enum {
	SALSA_WORDS = 16,
	SALSA_BYTES = 4 * SALSA_WORDS,
	ROUNDS = 8,
	MOST_BLOCKS = 1 << 20, /* N * r: 128 MiB */
	MOST_PARALLEL = 16,
};

bool
pd_scrypt_is_bearable(const struct pd_scrypt *parameters)
{
	uint32_t cost = parameters->cost;
	bool is_power = cost > 1 && (cost & (cost - 1)) == 0;
	return is_power && parameters->block > 0 && parameters->parallel > 0 &&
	       parameters->parallel <= MOST_PARALLEL &&
	       (uint64_t)cost * parameters->block <= MOST_BLOCKS &&
	       (uint64_t)parameters->block * parameters->parallel <= MOST_BLOCKS / 16;
}

/* ---- Salsa20/8 (3) -------------------------------------------------------------- */

static uint32_t
rotate(uint32_t word, unsigned bits)
{
	return word << bits | word >> (32 - bits);
}

static void
mix_quarter(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
	*b ^= rotate(*a + *d, 7);
	*c ^= rotate(*b + *a, 9);
	*d ^= rotate(*c + *b, 13);
	*a ^= rotate(*d + *c, 18);
}

static void
mix_salsa(uint32_t words[SALSA_WORDS])
{
	uint32_t x[SALSA_WORDS];
	memcpy(x, words, sizeof x);
	for (int round = 0; round < ROUNDS; round += 2) {
		mix_quarter(&x[0], &x[4], &x[8], &x[12]);
		mix_quarter(&x[5], &x[9], &x[13], &x[1]);
		mix_quarter(&x[10], &x[14], &x[2], &x[6]);
		mix_quarter(&x[15], &x[3], &x[7], &x[11]);
		mix_quarter(&x[0], &x[1], &x[2], &x[3]);
		mix_quarter(&x[5], &x[6], &x[7], &x[4]);
		mix_quarter(&x[10], &x[11], &x[8], &x[9]);
		mix_quarter(&x[15], &x[12], &x[13], &x[14]);
	}
	for (size_t i = 0; i < SALSA_WORDS; i++)
		words[i] += x[i];
}

/* ---- scryptBlockMix, scryptROMix (4, 5) ----------------------------------------- */

/* What one lane works with: 2r blocks of 16 words, as much again, and N times that. */
struct lane {
	uint32_t *block, *other, *memory;
	size_t words; /* of 2r blocks */
};

static void
mix_block(struct lane *lane)
{
	size_t blocks = lane->words / SALSA_WORDS;
	uint32_t x[SALSA_WORDS];
	memcpy(x, lane->block + lane->words - SALSA_WORDS, sizeof x);
	for (size_t i = 0; i < blocks; i++) {
		for (size_t j = 0; j < SALSA_WORDS; j++)
			x[j] ^= lane->block[i * SALSA_WORDS + j];
		mix_salsa(x);
		/* The even ones come first. */
		size_t at = i / 2 + (i % 2) * (blocks / 2);
		memcpy(lane->other + at * SALSA_WORDS, x, sizeof x);
	}
	uint32_t *mixed = lane->other;
	lane->other = lane->block;
	lane->block = mixed;
}

static void
mix_memory(struct lane *lane, uint32_t cost)
{
	size_t size = lane->words * sizeof(uint32_t);
	for (uint32_t i = 0; i < cost; i++) {
		memcpy(lane->memory + i * lane->words, lane->block, size);
		mix_block(lane);
	}
	for (uint32_t i = 0; i < cost; i++) {
		uint32_t last = lane->block[lane->words - SALSA_WORDS];
		const uint32_t *from = lane->memory + (last & (cost - 1)) * lane->words;
		for (size_t j = 0; j < lane->words; j++)
			lane->block[j] ^= from[j];
		mix_block(lane);
	}
}

/* ---- scrypt (6) ----------------------------------------------------------------- */

static void
take_words(uint32_t *words, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++, bytes += 4)
		words[i] = bytes[0] | (uint32_t)bytes[1] << 8 |
			   (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void
put_words(unsigned char *bytes, const uint32_t *words, size_t count)
{
	for (size_t i = 0; i < 4 * count; i++)
		bytes[i] = (unsigned char)(words[i / 4] >> 8 * (i % 4));
}

static void
mix_lanes(const struct pd_scrypt *parameters, unsigned char *bytes)
{
	size_t words = (size_t)2 * SALSA_WORDS * parameters->block;
	size_t all = words * (2 + (size_t)parameters->cost);
	uint32_t *memory = pd_alloc(all, sizeof *memory);
	struct lane lane = {memory, memory + words, memory + 2 * words, words};
	for (uint32_t i = 0; i < parameters->parallel; i++, bytes += 4 * words) {
		take_words(lane.block, bytes, words);
		mix_memory(&lane, parameters->cost);
		put_words(bytes, lane.block, words);
	}
	pd_wipe(memory, all * sizeof *memory);
	free(memory);
}

bool
pd_scrypt(const struct pd_scrypt *parameters, struct pd_bytes passphrase,
	unsigned char *out, size_t size)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret lanes = {0};
	size_t bytes =
		(size_t)2 * SALSA_BYTES * parameters->block * parameters->parallel;
	unsigned char *mixed = pd_secret_reserve(&lanes, bytes);
	pd_secret_added(&lanes, bytes);
	if (!pd_derive_pbkdf2(
		    GNUTLS_MAC_SHA256, passphrase, parameters->salt, 1, mixed, bytes))
		return false;
	mix_lanes(parameters, mixed);
	return pd_derive_pbkdf2(
		GNUTLS_MAC_SHA256, passphrase, pd_secret_bytes(&lanes), 1, out, size);
}
