/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_PKCS12_H
#define PD_X509_WRITE_PKCS12_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: the parts that PKCS#12 files consist of (RFC 7292). GnuTLS, which writes
 * them too, takes the passphrase through memory that is not wiped. */

/* A SafeBag (4.2): a certificate, or a key as EncryptedPrivateKeyInfo. */
struct pd_pkcs12_bag {
	enum pd_pkcs12_kind { PD_PKCS12_CERTIFICATE, PD_PKCS12_KEY } kind;
	struct pd_bytes der;
	const char *friendly; /* UTF-8; NULL: no name */
	struct pd_bytes
		id; /* what a key and its certificate have in common; empty: none */
	bool is_trusted; /* a certificate that Java is to trust */
};
void pd_pkcs12_put_bag(struct pd_buffer *out, const struct pd_pkcs12_bag *bag);

/* A ContentInfo with the SafeContents of these bags, as data or as encrypted data (5.1); of the
 * second what was encrypted, and the AlgorithmIdentifier that says how. */
void pd_pkcs12_put_data(struct pd_buffer *out, struct pd_bytes bags);
void pd_pkcs12_put_encrypted(
	struct pd_buffer *out, struct pd_bytes algorithm, struct pd_bytes encrypted);

/* Appends the whole file: the ContentInfos, and their MAC by the passphrase (4), which takes as
 * long to guess at as the rounds say. */
struct pd_pkcs12_mac {
	enum pd_pkcs12_hash { PD_PKCS12_SHA1, PD_PKCS12_SHA256 } hash;
	unsigned rounds;
};
bool pd_pkcs12_put(struct pd_buffer *out, struct pd_bytes infos,
	const struct pd_pkcs12_mac *mac, const struct pd_secret *passphrase,
	struct pd_error *error);

#endif
