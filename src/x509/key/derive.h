/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_DERIVE_H
#define PD_X509_KEY_DERIVE_H

#include "base/memory.h"

#include <gnutls/crypto.h>
#include <stdbool.h>

/* Internal to src/x509: keys derived from passphrases. They return false if a hash is
 * not available (there is no MD5 in FIPS mode). */

#define PD_DERIVE_MOST 64 /* bytes of the largest key or hash */

/* RFC 8018 5.2. */
bool pd_derive_pbkdf2(gnutls_mac_algorithm_t mac, struct pd_bytes passphrase,
	struct pd_bytes salt, unsigned rounds, unsigned char *out, size_t size);

/* RFC 8018 5.1: 8 bytes of key and 8 of IV. */
bool pd_derive_pbkdf1(gnutls_digest_algorithm_t digest, struct pd_bytes passphrase,
	struct pd_bytes salt, unsigned rounds, unsigned char out[PD_DERIVE_MOST]);

/* Appends the passphrase in UTF-16, big-endian, without an end. If it is not UTF-8, it is
 * taken byte by byte, as OpenSSL does. */
void pd_derive_utf16(struct pd_secret *out, const struct pd_secret *passphrase);

/* RFC 7292 B.2; purpose is its ID. No passphrase (NULL) differs from an empty one. */
enum pd_derive_purpose { PD_DERIVE_KEY = 1, PD_DERIVE_IV = 2, PD_DERIVE_MAC = 3 };
struct pd_pkcs12_source {
	gnutls_digest_algorithm_t digest;
	const struct pd_secret *passphrase;
	struct pd_bytes salt;
	unsigned rounds;
};
bool pd_derive_pkcs12(const struct pd_pkcs12_source *source,
	enum pd_derive_purpose purpose, unsigned char *out, size_t size);

/* OpenSSL's traditional PEM: MD5 over its previous output, passphrase and salt,
 * repeated until there are enough bytes. */
bool pd_derive_traditional(struct pd_bytes passphrase, struct pd_bytes salt,
	unsigned char *out, size_t size);

#endif
