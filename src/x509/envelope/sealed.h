/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_ENVELOPE_SEALED_H
#define PD_X509_ENVELOPE_SEALED_H

#include "x509/key/pbe_way.h"

/* Content that a passphrase seals: CMS EnvelopedData (RFC 5652 6) for one
 * PasswordRecipientInfo (6.2.4; the key is wrapped as RFC 3211 2.3 says), with PBKDF2 and
 * AES-256-CBC, as `openssl cms -decrypt -pwri_password` opens it. CBC carries no tag: what
 * is sealed has to prove itself that it is whole. */

/* Seals the content in place. */
bool pd_sealed_make(struct pd_secret *content, const struct pd_secret *passphrase,
	struct pd_error *error);

/* Appends the content. Bytes of others are only opened in a confined child. */
enum pd_pbe pd_sealed_open(struct pd_bytes der, const struct pd_pbe_way *way,
	struct pd_secret *content, struct pd_error *error);

#endif
