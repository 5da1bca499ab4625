/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_ATTRIBUTE_H
#define PD_X509_NAME_NAME_ATTRIBUTE_H

#include "base/error.h"
#include "base/memory.h"

/* The types of attributes in distinguished names, and their values. */

enum pd_name_string {
	PD_NAME_DIRECTORY, /* PrintableString where possible, else UTF8String */
	PD_NAME_PRINTABLE,
	PD_NAME_IA5,
};

struct pd_name_attribute {
	const char *oid;
	const char *keywords[3]; /* the first is shown; all are read, in any case */
	enum pd_name_string string;
	size_t least, most; /* characters (X.520 upper bounds); most 0: no limit */
};

/* NULL if there is none; constant. */
const struct pd_name_attribute *pd_name_attribute_of_keyword(
	const char *keyword, size_t size);
const struct pd_name_attribute *pd_name_attribute_of_oid(const char *oid);

/* May an attribute have that text for its value? quoted is the attribute as sentences name
 * it, field their input. *too_long, which may be NULL: that is all that is wrong with it. */
bool pd_name_check_value(const struct pd_name_attribute *known, struct pd_bytes text,
	const char *quoted, const char *field, bool *too_long, struct pd_error *error);

/* The content of a string of that type as UTF-8, free() it; NULL if the tag is not
 * that of a string, or if the bytes are not valid in it or contain a NUL. */
char *pd_name_decode(unsigned tag, struct pd_bytes content);

/* Is it the tag of a string type, including those that pd_name_decode does not know?
 */
bool pd_name_tag_is_string(unsigned tag);

/* Are all characters allowed in a PrintableString (X.680 41.4)? */
bool pd_name_is_printable(struct pd_bytes text);

#endif
