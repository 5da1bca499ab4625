/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/ber.h"

#include <string.h>

#include "x509/der/der.h"

enum { DEEPEST = 48 };

enum { PIECES = PD_DER_OCTET_STRING | PD_DER_CONSTRUCTED };

static bool convert_element(struct pd_bytes *rest, struct pd_secret *der, int depth);

static bool
is_end_of_contents(struct pd_bytes rest)
{
	return rest.size >= 2 && rest.data[0] == 0 && rest.data[1] == 0;
}

static void
skip_octets(struct pd_bytes *rest, size_t size)
{
	rest->data += size;
	rest->size -= size;
}

/* Elements up to the end-of-contents octets. */
static bool
convert_indefinite(struct pd_bytes *rest, struct pd_secret *der, int depth)
{
	while (!is_end_of_contents(*rest))
		if (!convert_element(rest, der, depth))
			return false;
	skip_octets(rest, 2);
	return true;
}

static bool
convert_definite(struct pd_bytes inside, struct pd_secret *der, int depth)
{
	while (inside.size > 0)
		if (!convert_element(&inside, der, depth))
			return false;
	return true;
}

/* The elements appended since mark are the pieces of one string; replace them by
 * their contents. */
static bool
join_pieces(struct pd_secret *der, size_t mark)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret whole = {0};
	if (der->size == mark)
		return true;
	struct pd_bytes pieces = {der->data + mark, der->size - mark};
	while (pieces.size > 0) {
		unsigned tag;
		struct pd_bytes content;
		if (!pd_der_next(&pieces, &tag, &content) || tag != PD_DER_OCTET_STRING)
			return false;
		pd_secret_add(&whole, content.data, content.size);
	}
	pd_secret_cut(der, mark);
	pd_secret_add(der, whole.data, whole.size);
	return true;
}

static bool
convert_element(struct pd_bytes *rest, struct pd_secret *der, int depth)
{
	struct pd_bytes content;
	unsigned tag = rest->size > 0 ? rest->data[0] : 0;
	bool constructed = (tag & PD_DER_CONSTRUCTED) != 0;
	bool indefinite = rest->size >= 2 && rest->data[1] == 0x80;
	if (depth >= DEEPEST || (tag & 0x1f) == 0x1f || (indefinite && !constructed))
		return false;
	size_t mark = der->size;
	if (indefinite) {
		skip_octets(rest, 2);
		if (!convert_indefinite(rest, der, depth + 1))
			return false;
	} else if (!pd_der_next(rest, &tag, &content))
		return false;
	else if (!constructed)
		pd_secret_add(der, content.data, content.size);
	else if (!convert_definite(content, der, depth + 1))
		return false;
	if (tag == PIECES && !join_pieces(der, mark))
		return false;
	pd_der_wrap_secret(der, mark, tag == PIECES ? PD_DER_OCTET_STRING : tag);
	return true;
}

bool
pd_ber_to_der(struct pd_bytes ber, struct pd_secret *der)
{
	return convert_element(&ber, der, 0);
}
