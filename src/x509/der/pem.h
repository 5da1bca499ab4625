/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_PEM_H
#define PD_X509_DER_PEM_H

#include "base/buffer.h"
#include "base/lines.h"

/* Internal to src/x509: PEM (RFC 7468). */

/* 64 characters each with a line feed, between BEGIN and END label; free() it. The second
 * makes it of DER where that stands: lists of a million are not held twice. */
char *pd_pem_text(const char *label, struct pd_bytes der);
void pd_pem_wrap(const char *label, struct pd_buffer *der);
/* The same into a file, line by line; false: errno. */
bool pd_pem_write(const char *label, struct pd_bytes der, FILE *out);

/* Decodes what stands between the first BEGIN and END of that label and appends it.
 * Returns false, with out undefined, if it is missing or not base64. Meant for
 * secrets: GnuTLS would leave a copy of the text in memory. */
bool pd_pem_read(struct pd_bytes pem, const char *label, struct pd_secret *out);

/* The same of a file that pd_pem_wrap made, line by line, for lists of a million. It holds
 * nothing else, and all lines are read, also where this is false. */
bool pd_pem_read_lines(
	struct pd_lines *lines, const char *label, struct pd_buffer *out);

#endif
