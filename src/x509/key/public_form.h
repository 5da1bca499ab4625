/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PUBLIC_FORM_H
#define PD_X509_KEY_PUBLIC_FORM_H

#include "base/buffer.h"
#include "base/error.h"

/* Internal to src/x509: one public key, however its SubjectPublicKeyInfo writes it. */

/* Appends it with its point uncompressed, as GnuTLS needs it; all else as it is. */
void pd_public_form_plain(struct pd_bytes public_der, struct pd_buffer *out);

/* It as a gnutls_pubkey_t, to be deinitialised; NULL if GnuTLS cannot use it. */
void *pd_public_form_gnutls(struct pd_bytes public_der);

/* Is it of an algorithm and curve that are known here, but not a key of them: a point
 * that is not on its curve, numbers that no RSA key has, or too few or many bytes? */
bool pd_public_form_is_damaged(struct pd_bytes public_der);

/* The public key id: SHA-256 of the SubjectPublicKeyInfo, whose point is uncompressed
 * (RFC 5480 2.2) and which has no parameters of RSA-PSS (RFC 4055 3.1: these restrict
 * how a key is used, and are written in several ways). So the id of a key is that of
 * its certificate. id has room for PD_DIGEST_SIZE. */
bool pd_public_form_id(struct pd_bytes public_der, char *id, struct pd_error *error);

#endif
