/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_RSA_GENERATE_H
#define PD_X509_KEY_RSA_GENERATE_H

#include "base/memory.h"

/* Internal to src/x509. Appends the RSAPrivateKey (RFC 8017 A.1.2) of a new key, with the
 * exponent 65537. It is nettle that makes it, as for GnuTLS, which would then take its numbers
 * through memory that is not wiped. Returns a result of GnuTLS, below 0 for an error. */
int pd_rsa_generate(unsigned bits, struct pd_secret *out);

#endif
