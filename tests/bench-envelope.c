/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "x509/envelope/envelope.h"
#include "x509/key/key.h"

/* 1,000 short values for RSA-2048: what the operation encrypt calls, and the bare calls
 * of GnuTLS that this cannot do without, by turns; the best of five of each. */

enum { VALUES = 1000, TURNS = 5, KEY = 32, IV = 16, BLOCK = 16 };

static void
must(bool good, const char *what)
{
	if (good)
		return;
	(void)fprintf(stderr, "bench-envelope: %s failed\n", what);
	exit(1);
}

static double
now(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static const char text[] = "a short secret";

static void
seal_ours(const struct pd_recipient *recipient)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret value = {0};
	struct pd_error error = {0};
	const struct pd_bytes plain = {(const unsigned char *)text, sizeof text - 1};
	must(pd_envelope_seal(recipient, KEY * 8, plain, &value, &error), "sealing");
}

static void
put_base64(const unsigned char *bytes, size_t size)
{
	char coded[BASE64_ENCODE_RAW_LENGTH(512)];
	base64_encode_raw(coded, size, bytes);
}

static void
seal_bare(gnutls_pubkey_t public)
{
	unsigned char key[KEY], iv[IV], block[BLOCK] = "a short secret\2\2";
	gnutls_datum_t key_bytes = {key, KEY}, iv_bytes = {iv, IV}, wrapped = {0};
	gnutls_cipher_hd_t cipher = NULL;
	must(gnutls_rnd(GNUTLS_RND_KEY, key, KEY) == 0 &&
			gnutls_rnd(GNUTLS_RND_NONCE, iv, IV) == 0,
		"randomness");
	put_base64(iv, IV);
	must(gnutls_pubkey_encrypt_data(public, 0, &key_bytes, &wrapped) == 0, "RSA");
	must(gnutls_cipher_init(
		     &cipher, GNUTLS_CIPHER_AES_256_CBC, &key_bytes, &iv_bytes) == 0 &&
			gnutls_cipher_encrypt(cipher, block, BLOCK) == 0,
		"AES");
	gnutls_cipher_deinit(cipher);
	put_base64(wrapped.data, wrapped.size);
	put_base64(block, BLOCK);
	gnutls_free(wrapped.data);
}

int
main(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_key_generate(
		&(struct pd_key_kind){.algorithm = PD_RSA, .bits = 2048}, &error);
	must(key != NULL, "making a key");
	struct pd_bytes der = pd_key_public_der(key);
	const gnutls_datum_t public_der = {
		(unsigned char *)der.data, (unsigned)der.size};
	PD_AUTO(pd_drop_recipient)
	struct pd_recipient *recipient = pd_recipient_new(der, "key", &error);
	gnutls_pubkey_t public = NULL;
	must(recipient != NULL && gnutls_pubkey_init(&public) == 0 &&
			gnutls_pubkey_import(
				public, &public_der, GNUTLS_X509_FMT_DER) == 0,
		"reading it");
	double ours = 1e9, bare = 1e9;
	for (int turn = 0; turn < TURNS; turn++) {
		double begin = now();
		for (int i = 0; i < VALUES; i++)
			seal_ours(recipient);
		double middle = now();
		for (int i = 0; i < VALUES; i++)
			seal_bare(public);
		double end = now();
		ours = middle - begin < ours ? middle - begin : ours;
		bare = end - middle < bare ? end - middle : bare;
	}
	gnutls_pubkey_deinit(public);
	printf("%d values for RSA-2048: pemdeck %.0f ms, bare GnuTLS %.0f ms (%.2f "
	       "times; goal: at most 1.5 times)\n",
		VALUES, ours, bare, ours / bare);
	return 0;
}
