/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_OTHER_NAME_H
#define PD_X509_NAME_OTHER_NAME_H

#include "base/buffer.h"
#include "base/memory.h"
#include "x509/name/alternative_kind.h"

/* The otherName of GeneralName (RFC 5280 4.2.1.6): a type and a value. Types that are in
 * use have a word of their own, UPN:alice@example.org; others are written
 * otherName:1.2.3=text, a UTF8String, or otherName:1.2.3=#hex, any DER value. */

/* Its text without the word, and its kind; free() it. NULL if it is not one. */
char *pd_other_name_read(struct pd_bytes content, enum pd_alternative_kind *kind);

/* Appends the whole name, the tag [0] included. The text is one that was read or found
 * valid. */
void pd_other_name_put(
	struct pd_buffer *out, enum pd_alternative_kind kind, const char *text);

/* Is it the text of PD_ALTERNATIVE_OTHER_NAME? */
bool pd_other_name_is_valid(const char *text);

/* Makes of a valid text what reading its DER gives: the kind that has a word, text where hex
 * says the same. */
void pd_other_name_settle(enum pd_alternative_kind *kind, char **text);

#endif
