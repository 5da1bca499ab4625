/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_PEM_H
#define PD_X509_DER_PEM_H

#include "base/memory.h"

/* Internal to src/x509: PEM (RFC 7468). */

/* 64 characters each with a line feed, between BEGIN and END label; free() it. */
char *pd_pem_text(const char *label, struct pd_bytes der);

/* Appends what stands between the first BEGIN and END of that label, decoded. false: it
 * is not there, or is no base64; out is then undefined. For secrets: GnuTLS, which does
 * the same, leaves a copy of the text in memory. */
bool pd_pem_read(struct pd_bytes pem, const char *label, struct pd_secret *out);

#endif
