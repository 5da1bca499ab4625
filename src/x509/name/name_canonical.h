/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_CANONICAL_H
#define PD_X509_NAME_NAME_CANONICAL_H

#include "base/buffer.h"

/* Internal to src/x509: a form of distinguished names in which equal names are equal
 * bytes. */

/* Returns the text of a value reduced to what is compared, in UTF-8; free() it. NULL
 * if the value is not text and is to be compared byte by byte. */
typedef char *pd_name_prepare(unsigned tag, struct pd_bytes content);

/* Appends a RelativeDistinguishedName, given as the content of its SET, with every
 * text as a UTF8String and the attributes sorted anew as DER wants. */
void pd_name_put_canonical(
	struct pd_buffer *out, struct pd_bytes set, pd_name_prepare *prepare);

#endif
