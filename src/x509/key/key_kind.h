/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_KEY_KIND_H
#define PD_X509_KEY_KEY_KIND_H

#include "x509/key/algorithm.h"
#include "x509/key/key.h"

/* Internal to src/x509: what the parts of key.c know of a key. */

/* The kind of a public key, if it is one that we use; else a sentence that names its
 * algorithm or curve. */
bool pd_key_kind_read(const struct pd_public_key *key, const char *from,
	struct pd_key_kind *out, struct pd_error *error);

/* Makes a key of a gnutls_x509_privkey_t that came from elsewhere, which it takes also
 * where it fails. The key has to sign what its public part verifies. */
struct pd_key *pd_key_adopt(void *x509, const char *from, struct pd_error *error);

/* May a key with these parameters of RSA-PSS (RFC 4055 3.1; empty if there are none) be
 * used? */
bool pd_key_check_pss(
	struct pd_bytes parameters, const char *from, struct pd_error *error);

struct pd_key_kind pd_key_kind(const struct pd_key *key);

#endif
