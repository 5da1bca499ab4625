/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_SIGN_DETACHED_HASH_H
#define PD_X509_SIGN_DETACHED_HASH_H

#include "x509/sign/detached.h"

/* Internal to src/x509: what both forms of a detached signature need. */

/* The digest by that hash; lent. */
struct pd_bytes pd_digest_bytes(const struct pd_digests *digests, unsigned hash);

/* The gnutls_sign_algorithm_t for a key, RSA or EC, and a hash. */
int pd_detached_scheme(bool rsa, unsigned hash);

/* The RSA or EC key of a certificate, a gnutls_pubkey_t; NULL if it is of another kind.
 * The caller deinitialises it. */
void *pd_detached_public(const struct pd_certificate *certificate, bool *rsa);

/* Is an ECDSA signature strict DER? */
bool pd_detached_is_well_formed(bool rsa, struct pd_bytes signature);

#endif
