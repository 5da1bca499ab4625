/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_BUNDLE_PACK_H
#define PD_X509_WRITE_BUNDLE_PACK_H

#include "base/buffer.h"
#include "x509/certificate/chain.h"

/* PKCS#12 with AES-256-CBC (PBES2) and a SHA-256 MAC, appended to out. key may be
 * NULL, passphrase must not be empty. */
bool pd_bundle_pkcs12(const struct pd_certificates *chain, const struct pd_key *key,
	const char *friendly, const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_error *error);
/* The same with 3DES and a SHA-1 MAC, for old readers. */
bool pd_bundle_pkcs12_legacy(const struct pd_certificates *chain,
	const struct pd_key *key, const char *friendly,
	const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_error *error);

bool pd_bundle_pkcs7(const struct pd_certificates *chain, struct pd_buffer *out,
	struct pd_error *error);

#endif
