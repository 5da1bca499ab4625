/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/file.h"
#include "base/text.h"

enum { RAW_SIZE = (PD_DIGEST_SIZE - 1) / 2 };

enum { CHUNK = 1 << 16 };

static bool
fail_hash(int status, struct pd_error *error)
{
	return pd_fail(error, PD_ECRYPTO, "",
		_("GnuTLS refused to compute a SHA-256 digest: %s"),
		gnutls_strerror(status));
}

static void
write_digest(const unsigned char raw[RAW_SIZE], char out[PD_DIGEST_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < RAW_SIZE; i++) {
		out[2 * i] = digits[raw[i] >> 4];
		out[2 * i + 1] = digits[raw[i] & 0xf];
	}
	out[2 * RAW_SIZE] = '\0';
}

bool
pd_digest_sha256(struct pd_bytes data, char out[PD_DIGEST_SIZE], struct pd_error *error)
{
	unsigned char raw[RAW_SIZE];
	int status = gnutls_hash_fast(GNUTLS_DIG_SHA256, data.data, data.size, raw);
	if (status < 0)
		return fail_hash(status, error);
	write_digest(raw, out);
	return true;
}

/* A small file takes one page of the locked memory. */
static bool
hash_file(int descriptor, const char *shown, size_t size, gnutls_hash_hd_t hash,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret chunk = {0};
	size_t room = size < CHUNK ? size + 1 : CHUNK, got = room;
	unsigned char *bytes = pd_secret_reserve(&chunk, room);
	pd_secret_added(&chunk, room);
	while (got == room) {
		if (!pd_file_fill(descriptor, shown, bytes, room, &got, error))
			return false;
		int status = gnutls_hash(hash, bytes, got);
		if (status < 0)
			return fail_hash(status, error);
	}
	return true;
}

bool
pd_digest_file(int descriptor, const char *shown, size_t size, char out[PD_DIGEST_SIZE],
	struct pd_error *error)
{
	unsigned char raw[RAW_SIZE];
	gnutls_hash_hd_t hash;
	int status = gnutls_hash_init(&hash, GNUTLS_DIG_SHA256);
	if (status < 0)
		return fail_hash(status, error);
	bool good = hash_file(descriptor, shown, size, hash, error);
	gnutls_hash_deinit(hash, raw);
	if (good)
		write_digest(raw, out);
	return good;
}
