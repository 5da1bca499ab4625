/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_SEAL_H
#define PD_X509_KEY_PBE_SEAL_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

/* Internal to src/x509. Encrypts text in place as readers from before 2020 open it: 3DES and
 * SHA-1 (pbeWithSHAAnd3-KeyTripleDES-CBC, RFC 7292 C); appends the AlgorithmIdentifier that says
 * how. It is ours for the reason that PKCS#8 is (key_write.c): GnuTLS leaves copies in the heap. */
bool pd_pbe_seal_3des(struct pd_secret *text, const struct pd_secret *passphrase,
	struct pd_buffer *algorithm, struct pd_error *error);

#endif
