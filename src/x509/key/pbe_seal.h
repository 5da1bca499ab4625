/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_SEAL_H
#define PD_X509_KEY_PBE_SEAL_H

#include "base/error.h"
#include "base/memory.h"

/* Internal to src/x509. Makes of a PrivateKeyInfo in der the EncryptedPrivateKeyInfo that
 * readers from before 2020 open: 3DES and SHA-1 (pbeWithSHAAnd3-KeyTripleDES-CBC, RFC 7292 C).
 * It is ours for the reason that PKCS#8 is (key_write.c): GnuTLS leaves copies of the key in
 * the heap. */
bool pd_pbe_seal_3des(struct pd_secret *der, const struct pd_secret *passphrase,
	struct pd_error *error);

#endif
