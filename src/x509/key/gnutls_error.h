/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_GNUTLS_ERROR_H
#define PD_X509_KEY_GNUTLS_ERROR_H

#include "base/error.h"

/* Internal to src/x509: errors of GnuTLS in words for the operator. */

/* Like pd_fail, and appends ": " and what GnuTLS's return code means. */
bool pd_fail_gnutls(struct pd_error *error, enum pd_code code, const char *input,
	int result, const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
