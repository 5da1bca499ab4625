/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name_match.h"

#include "x509/der/der.h"
#include "x509/der/structure.h"

static bool
is_text(unsigned tag)
{
	return tag == PD_DER_UTF8 || tag == PD_DER_PRINTABLE || tag == PD_DER_IA5 ||
	       tag == PD_DER_VISIBLE || tag == PD_DER_NUMERIC;
}

/* The next character of a text, lower case, blanks as one; -1 at the end, before which
 * blanks are none. */
static int
next_character(struct pd_bytes *rest)
{
	if (rest->size == 0)
		return -1;
	unsigned char first = *rest->data++;
	rest->size--;
	if (first >= 'A' && first <= 'Z')
		return first - 'A' + 'a';
	if (first != ' ')
		return first;
	while (rest->size > 0 && *rest->data == ' ') {
		rest->data++;
		rest->size--;
	}
	return rest->size > 0 ? ' ' : -1;
}

static struct pd_bytes
without_blanks_before(struct pd_bytes text)
{
	while (text.size > 0 && *text.data == ' ') {
		text.data++;
		text.size--;
	}
	return text;
}

static bool
texts_match(struct pd_bytes one, struct pd_bytes other)
{
	one = without_blanks_before(one);
	other = without_blanks_before(other);
	for (;;) {
		int first = next_character(&one), second = next_character(&other);
		if (first != second)
			return false;
		if (first < 0)
			return true;
	}
}

/* AttributeTypeAndValue */
static bool
attributes_match(struct pd_bytes one, struct pd_bytes other)
{
	struct pd_bytes type, other_type, value, other_value;
	unsigned tag, other_tag;
	if (!pd_take(&one, PD_DER_OID, &type) ||
		!pd_take(&other, PD_DER_OID, &other_type) ||
		!pd_bytes_equal(type, other_type) || !pd_der_next(&one, &tag, &value) ||
		!pd_der_next(&other, &other_tag, &other_value))
		return false;
	if (is_text(tag) && is_text(other_tag))
		return texts_match(value, other_value);
	return tag == other_tag && pd_bytes_equal(value, other_value);
}

/* RelativeDistinguishedName: DER has its attributes in order. */
static bool
sets_match(struct pd_bytes one, struct pd_bytes other)
{
	struct pd_bytes attribute, other_attribute;
	while (pd_take(&one, PD_DER_SEQUENCE, &attribute))
		if (!pd_take(&other, PD_DER_SEQUENCE, &other_attribute) ||
			!attributes_match(attribute, other_attribute))
			return false;
	return one.size == 0 && other.size == 0;
}

static bool
begins(struct pd_bytes name, struct pd_bytes beginning, struct pd_bytes *rest)
{
	struct pd_bytes set, other_set;
	if (!pd_take(&name, PD_DER_SEQUENCE, rest) ||
		!pd_take(&beginning, PD_DER_SEQUENCE, &beginning))
		return false;
	while (pd_take(&beginning, PD_DER_SET, &other_set))
		if (!pd_take(rest, PD_DER_SET, &set) || !sets_match(set, other_set))
			return false;
	return beginning.size == 0;
}

bool
pd_name_equal(struct pd_bytes one, struct pd_bytes other)
{
	struct pd_bytes rest;
	return pd_bytes_equal(one, other) ||
	       (begins(one, other, &rest) && rest.size == 0);
}

bool
pd_name_begins(struct pd_bytes name, struct pd_bytes beginning)
{
	struct pd_bytes rest;
	return begins(name, beginning, &rest);
}
