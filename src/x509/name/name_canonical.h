/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_CANONICAL_H
#define PD_X509_NAME_NAME_CANONICAL_H

#include "base/buffer.h"

/* Internal to src/x509: distinguished names in a form whose bytes are equal where the
 * names are. */

/* What a value says, in UTF-8, so that only what matters is left; free() it. NULL if it is
 * no text: it then stays as it is. */
typedef char *pd_name_prepare(unsigned tag, struct pd_bytes content);

/* Appends a RelativeDistinguishedName, given as the content of its SET: each text as
 * UTF8String, and the attributes in the order of DER, which may be another then. */
void pd_name_put_canonical(
	struct pd_buffer *out, struct pd_bytes set, pd_name_prepare *prepare);

#endif
