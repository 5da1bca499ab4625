/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/derive.h"

#include <gnutls/gnutls.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/datum.h"

bool
pd_derive_pbkdf2(gnutls_mac_algorithm_t mac, struct pd_bytes passphrase,
	struct pd_bytes salt, unsigned rounds, unsigned char *out, size_t size)
{
	const gnutls_datum_t key = pd_datum(passphrase);
	const gnutls_datum_t salt_datum = pd_datum(salt);
	return gnutls_pbkdf2(mac, &key, &salt_datum, rounds, out, size) >= 0;
}

/* Hashes out again and again. */
static bool
hash_again(gnutls_digest_algorithm_t digest, unsigned rounds, unsigned char *out)
{
	size_t size = gnutls_hash_get_len(digest);
	for (unsigned i = 1; i < rounds; i++)
		if (gnutls_hash_fast(digest, out, size, out) < 0)
			return false;
	return true;
}

bool
pd_derive_pbkdf1(gnutls_digest_algorithm_t digest, struct pd_bytes passphrase,
	struct pd_bytes salt, unsigned rounds, unsigned char out[PD_DERIVE_MOST])
{
	PD_AUTO(pd_secret_wipe) struct pd_secret first = {0};
	pd_secret_add(&first, passphrase.data, passphrase.size);
	pd_secret_add(&first, salt.data, salt.size);
	return gnutls_hash_fast(digest, first.data, first.size, out) >= 0 &&
	       hash_again(digest, rounds, out);
}

bool
pd_derive_traditional(struct pd_bytes passphrase, struct pd_bytes salt,
	unsigned char *out, size_t size)
{
	enum { MD5_SIZE = 16 };
	unsigned char hash[MD5_SIZE];
	bool good = true;
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	for (size_t done = 0; done < size; done += MD5_SIZE) {
		pd_secret_cut(&text, 0);
		if (done > 0)
			pd_secret_add(&text, hash, sizeof hash);
		pd_secret_add(&text, passphrase.data, passphrase.size);
		pd_secret_add(&text, salt.data, salt.size);
		good = gnutls_hash_fast(GNUTLS_DIG_MD5, text.data, text.size, hash) >=
		       0;
		if (!good)
			break;
		size_t left = size - done;
		memcpy(out + done, hash, left < MD5_SIZE ? left : MD5_SIZE);
	}
	pd_wipe(hash, sizeof hash);
	return good;
}

/* ---- PKCS#12 ------------------------------------------------------------------- */

void
pd_derive_utf16(struct pd_secret *out, const struct pd_secret *passphrase)
{
	struct pd_bytes text = pd_secret_bytes(passphrase);
	bool is_utf8 = pd_text_is_utf8(text.data, text.size);
	for (size_t at = 0; at < text.size;) {
		int32_t character = text.data[at];
		at += is_utf8 ? pd_text_next((const char *)text.data + at,
					text.size - at, &character)
			      : 1;
		unsigned char unit[4];
		size_t size = pd_text_encode_utf16((uint32_t)character, unit);
		pd_secret_add(out, unit, size);
		pd_wipe(unit, sizeof unit);
	}
}

/* The passphrase as a BMPString with a final zero (RFC 7292 B.1). */
static void
add_bmp(struct pd_secret *out, const struct pd_secret *passphrase)
{
	pd_derive_utf16(out, passphrase);
	pd_secret_add(out, "\0", 2);
}

/* Appends bytes repeatedly, up to the next multiple of block. */
static void
add_repeated(struct pd_secret *out, struct pd_bytes bytes, size_t block)
{
	if (bytes.size == 0)
		return;
	size_t left = (bytes.size + block - 1) / block * block;
	while (left > 0) {
		size_t step = bytes.size < left ? bytes.size : left;
		pd_secret_add(out, bytes.data, step);
		left -= step;
	}
}

/* number = number + addend + 1, modulo its size; both big-endian, of block bytes. */
static void
add_number(unsigned char *number, const unsigned char *addend, size_t block)
{
	unsigned carry = 1;
	for (size_t i = block; i-- > 0; carry >>= 8) {
		carry += (unsigned)number[i] + addend[i];
		number[i] = (unsigned char)carry;
	}
}

/* Step 6 C: the next input from this one and the hash A. */
static void
change_input(struct pd_secret *input, size_t block, struct pd_bytes hash)
{
	unsigned char repeated[128];
	for (size_t i = 0; i < block; i++)
		repeated[i] = hash.data[i % hash.size];
	/* The first block is the diversifier, which stays. */
	for (size_t at = block; at < input->size; at += block)
		add_number(input->data + at, repeated, block);
	pd_wipe(repeated, sizeof repeated);
}

bool
pd_derive_pkcs12(const struct pd_pkcs12_source *source, enum pd_derive_purpose purpose,
	unsigned char *out, size_t size)
{
	gnutls_digest_algorithm_t digest = source->digest;
	bool is_long = digest == GNUTLS_DIG_SHA384 || digest == GNUTLS_DIG_SHA512;
	size_t block = is_long ? 128 : 64, hash_size = gnutls_hash_get_len(digest);
	const unsigned char diversifier = (unsigned char)purpose;
	PD_AUTO(pd_secret_wipe) struct pd_secret words = {0}, input = {0};
	if (source->passphrase != NULL)
		add_bmp(&words, source->passphrase);
	add_repeated(&input, (struct pd_bytes){&diversifier, 1}, block);
	add_repeated(&input, source->salt, block);
	add_repeated(&input, pd_secret_bytes(&words), block);
	unsigned char hash[PD_DERIVE_MOST];
	bool good = true;
	for (size_t done = 0; done < size; done += hash_size) {
		good = gnutls_hash_fast(digest, input.data, input.size, hash) >= 0 &&
		       hash_again(digest, source->rounds, hash);
		if (!good)
			break;
		size_t left = size - done;
		memcpy(out + done, hash, left < hash_size ? left : hash_size);
		change_input(&input, block, (struct pd_bytes){hash, hash_size});
	}
	pd_wipe(hash, sizeof hash);
	return good;
}
