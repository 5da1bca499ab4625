/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_PEM_H
#define PD_X509_DER_PEM_H

#include "base/memory.h"

/* Internal to src/x509: PEM of what is no secret (RFC 7468). */

/* 64 characters each with a line feed, between BEGIN and END label; free() it. */
char *pd_pem_text(const char *label, struct pd_bytes der);

#endif
