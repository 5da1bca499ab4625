/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/text.h"

enum { RAW_SIZE = (PD_DIGEST_SIZE - 1) / 2 };

bool
pd_digest_sha256(struct pd_bytes data, char out[PD_DIGEST_SIZE], struct pd_error *error)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char raw[RAW_SIZE];
	int status = gnutls_hash_fast(GNUTLS_DIG_SHA256, data.data, data.size, raw);
	if (status < 0)
		return pd_fail(error, PD_ECRYPTO, "",
			_("GnuTLS refused to compute a SHA-256 digest: %s"),
			gnutls_strerror(status));
	for (size_t i = 0; i < RAW_SIZE; i++) {
		out[2 * i] = digits[raw[i] >> 4];
		out[2 * i + 1] = digits[raw[i] & 0xf];
	}
	out[2 * RAW_SIZE] = '\0';
	return true;
}
