/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_UNPACK_H
#define PD_X509_READ_UNPACK_H

#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>

/* Taking containers apart: PKCS#7 (RFC 2315, RFC 5652) and PKCS#12 (RFC 7292), and
 * opening encrypted keys. */

/* What is called for each certificate, key and revocation list of a container; its DER,
 * and its friendly name in UTF-8 or NULL, are lent. false ends it; error need not be
 * set then. */
typedef bool pd_unpack_found(void *context, struct pd_bytes der, const char *friendly);

/* What is called for an object that cannot be opened; true goes on with the others. */
typedef bool pd_unpack_problem(void *context, const struct pd_error *problem);

/* Where things come from and what opens them. */
struct pd_unpack {
	const char *from;                   /* for errors */
	const struct pd_secret *passphrase; /* NULL: none was given */
	pd_unpack_found *found;
	pd_unpack_problem *problem;
	void *context;
};

/* Each fails with code PD_EPASSPHRASE and input "passphrase" where a passphrase is
 * needed or not right. Secrets and other things that are not read here are left out. */
bool pd_unpack_pkcs7(
	const struct pd_unpack *unpack, struct pd_bytes der, struct pd_error *error);
bool pd_unpack_pkcs12(
	const struct pd_unpack *unpack, struct pd_bytes der, struct pd_error *error);

/* Decrypts an EncryptedPrivateKeyInfo; plain must be empty and gets PKCS#8 DER. */
bool pd_unpack_key(struct pd_bytes der, const struct pd_secret *passphrase,
	const char *from, struct pd_secret *plain, struct pd_error *error);

/* The same for OpenSSL's traditional encryption by the value of a DEK-Info header;
 * plain gets whatever DER the key was in. */
bool pd_unpack_traditional_key(const char *header, struct pd_bytes ciphertext,
	const struct pd_secret *passphrase, const char *from, struct pd_secret *plain,
	struct pd_error *error);

#endif
