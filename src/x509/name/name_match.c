/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name_match.h"

#include "base/ascii.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/name/name_attribute.h"
#include "x509/name/name_canonical.h"
#include "x509/name/name_fold.h"

/* Longer than any real RDN; decoding longer ones over and over would take too long.
 */
enum { RDN_LIMIT = 4096 };

static char *
prepare_for_match(unsigned tag, struct pd_bytes content)
{
	PD_AUTO(pd_drop_text) char *text = pd_name_decode(tag, content);
	return text != NULL ? pd_name_fold(text) : NULL;
}

/* The first letter of a value if it is visible ASCII, which folding leaves in its place;
 * else 0. */
static char
first_letter(unsigned tag, struct pd_bytes content)
{
	bool has_bytes = tag == PD_DER_UTF8 || tag == PD_DER_PRINTABLE ||
			 tag == PD_DER_IA5 || tag == PD_DER_T61;
	if (!has_bytes || content.size == 0)
		return 0;
	unsigned char first = content.data[0];
	return first > ' ' && first < 0x7f ? pd_ascii_lower((char)first) : 0;
}

/* Most names differ in a type or the first letter of a value, and are not worth decoding.
 * Only RDNs of one attribute are looked at. */
static bool
differ_at_once(struct pd_bytes one, struct pd_bytes other)
{
	struct pd_bytes pair, other_pair, type, other_type, content, other_content;
	unsigned tag, other_tag;
	if (!pd_take(&one, PD_DER_SEQUENCE, &pair) || one.size > 0 ||
		!pd_take(&other, PD_DER_SEQUENCE, &other_pair) || other.size > 0 ||
		!pd_take(&pair, PD_DER_OID, &type) ||
		!pd_take(&other_pair, PD_DER_OID, &other_type) ||
		!pd_der_next(&pair, &tag, &content) ||
		!pd_der_next(&other_pair, &other_tag, &other_content))
		return false;
	char letter = first_letter(tag, content);
	char other_letter = first_letter(other_tag, other_content);
	return !pd_bytes_equal(type, other_type) ||
	       (letter != 0 && other_letter != 0 && letter != other_letter);
}

static bool
rdns_match(struct pd_bytes one, struct pd_bytes other)
{
	if (pd_bytes_equal(one, other))
		return true;
	if (one.size > RDN_LIMIT || other.size > RDN_LIMIT)
		return false;
	if (differ_at_once(one, other))
		return false;
	PD_AUTO(pd_buffer_free) struct pd_buffer first = {0}, second = {0};
	pd_name_put_canonical(&first, one, prepare_for_match);
	pd_name_put_canonical(&second, other, prepare_for_match);
	return pd_bytes_equal(pd_buffer_bytes(&first), pd_buffer_bytes(&second));
}

/* Sets *rest to the RDNs of name that follow those of beginning. */
static bool
skip_beginning(struct pd_bytes name, struct pd_bytes beginning, struct pd_bytes *rest)
{
	struct pd_bytes set, other_set;
	if (!pd_take(&name, PD_DER_SEQUENCE, rest) ||
		!pd_take(&beginning, PD_DER_SEQUENCE, &beginning))
		return false;
	while (pd_take(&beginning, PD_DER_SET, &other_set))
		if (!pd_take(rest, PD_DER_SET, &set) || !rdns_match(set, other_set))
			return false;
	return beginning.size == 0;
}

bool
pd_name_equal(struct pd_bytes one, struct pd_bytes other)
{
	struct pd_bytes rest;
	return pd_bytes_equal(one, other) ||
	       (skip_beginning(one, other, &rest) && rest.size == 0);
}

bool
pd_name_begins(struct pd_bytes name, struct pd_bytes beginning)
{
	struct pd_bytes rest;
	return skip_beginning(name, beginning, &rest);
}

/* Values that are not strings, such as bits, are compared byte by byte. */
static bool
is_comparable_rdn(struct pd_bytes set)
{
	unsigned tag;
	struct pd_bytes pair, type, content;
	if (set.size > RDN_LIMIT)
		return false;
	while (pd_take(&set, PD_DER_SEQUENCE, &pair)) {
		if (!pd_take(&pair, PD_DER_OID, &type) ||
			!pd_der_next(&pair, &tag, &content) || pair.size > 0)
			return false;
		PD_AUTO(pd_drop_text) char *text = pd_name_decode(tag, content);
		if (text == NULL && pd_name_tag_is_string(tag))
			return false;
	}
	return set.size == 0;
}

bool
pd_name_is_comparable(struct pd_bytes name)
{
	struct pd_bytes rdns, set;
	if (!pd_take(&name, PD_DER_SEQUENCE, &rdns))
		return false;
	while (pd_take(&rdns, PD_DER_SET, &set))
		if (!is_comparable_rdn(set))
			return false;
	return rdns.size == 0;
}
