/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_UNPACK_KEY_H
#define PD_X509_READ_UNPACK_KEY_H

#include "x509/key/pbe_way.h"

/* Internal to src/x509: opening encrypted keys. An empty passphrase opens unasked. A
 * passphrase that is missing (NULL) or wrong is PD_EPASSPHRASE with the input "passphrase".
 * plain must be empty. */

/* The parts of an EncryptedPrivateKeyInfo (RFC 5958 3); false: it is none. */
bool pd_unpack_key_parts(
	struct pd_bytes der, struct pd_bytes *algorithm, struct pd_bytes *ciphertext);

/* Decrypts an EncryptedPrivateKeyInfo; plain gets PKCS#8 DER. */
bool pd_unpack_key(const struct pd_pbe_way *way, struct pd_bytes der,
	struct pd_secret *plain, struct pd_error *error);

/* The same for OpenSSL's traditional encryption by the value of a DEK-Info header;
 * plain gets the key in whatever DER it was. */
bool pd_unpack_traditional_key(const struct pd_pbe_way *way, const char *header,
	struct pd_bytes ciphertext, struct pd_secret *plain, struct pd_error *error);

/* Says that the key needs a passphrase, or that this one does not open it. Always
 * false. */
bool pd_unpack_fail_passphrase(
	const struct pd_secret *passphrase, const char *from, struct pd_error *error);

#endif
