/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_EDWARDS_H
#define PD_X509_KEY_EDWARDS_H

#include "base/buffer.h"
#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: keys of Ed25519 and Ed448 (RFC 8410) on the ways through GnuTLS that leave
 * no copy of the private number in memory that is given up. The usual ones do: to GnuTLS the numbers
 * of other keys are such, and are wiped, and these are bytes. x509 is a gnutls_x509_privkey_t. All
 * return a result of GnuTLS, below 0 for an error. */

bool pd_edwards_is(int pk_algorithm); /* a gnutls_pk_algorithm_t */

/* Puts a PrivateKeyInfo's content, an OCTET STRING with the number, into a new x509; its public
 * point is computed. */
int pd_edwards_import(void *x509, int pk_algorithm, struct pd_bytes content);

/* Appends the OCTET STRING; the SubjectPublicKeyInfo. */
int pd_edwards_put_private(void *x509, struct pd_secret *out);
int pd_edwards_put_public(void *x509, struct pd_buffer *out);

#endif
