/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name_hash.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/name/name_attribute.h"

/* X509_NAME_hash of OpenSSL since 1.0.0: SHA-1 of the RDNs one after the other, without
 * the SEQUENCE around them, each value that is text as a UTF8String in lower case
 * (ASCII), without blanks at its ends, and with one for each run of them. */

enum { SHA1_SIZE = 20, RDN_LIMIT = 64 };

static bool
is_text(unsigned tag)
{
	return tag == PD_DER_UTF8 || tag == PD_DER_PRINTABLE || tag == PD_DER_T61 ||
	       tag == PD_DER_IA5 || tag == PD_DER_VISIBLE || tag == PD_DER_UNIVERSAL ||
	       tag == PD_DER_BMP;
}

static bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void
put_text(struct pd_buffer *out, char *text)
{
	size_t size = 0;
	const char *from = text;
	while (is_blank(*from))
		from++;
	for (; *from != '\0'; from++) {
		char c = *from;
		if (is_blank(c) && (from[1] == '\0' || is_blank(from[1])))
			continue;
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		text[size++] = is_blank(c) ? ' ' : c;
	}
	while (size > 0 && text[size - 1] == ' ')
		size--;
	pd_der_put(out, PD_DER_UTF8, text, size);
}

/* An AttributeTypeAndValue. What is no text stays as it is. */
static void
put_attribute(struct pd_buffer *out, struct pd_bytes pair)
{
	unsigned tag;
	struct pd_bytes type, content, value;
	size_t mark = pd_der_begin(out);
	if (pd_take_whole(&pair, PD_DER_OID, &type)) {
		pd_buffer_add(out, type.data, type.size);
		value = pair;
		bool good = pd_der_next(&pair, &tag, &content) && is_text(tag);
		PD_AUTO(pd_drop_text)
		char *text = good ? pd_name_decode(tag, content) : NULL;
		if (text != NULL)
			put_text(out, text);
		else
			pd_buffer_add(out, value.data, value.size);
	}
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

static int
compare(const void *one, const void *other)
{
	const struct pd_bytes *first = one, *second = other;
	size_t both = first->size < second->size ? first->size : second->size;
	int order = memcmp(first->data, second->data, both);
	return order != 0 ? order
			  : (first->size > second->size) - (first->size < second->size);
}

/* DER sorts the members of a SET OF, and their canonical forms may sort otherwise. */
static void
put_rdn(struct pd_buffer *out, struct pd_bytes set)
{
	struct pd_bytes pair, sorted[RDN_LIMIT];
	size_t count = 0;
	PD_AUTO(pd_buffer_free) struct pd_buffer members = {0};
	while (pd_take(&set, PD_DER_SEQUENCE, &pair))
		put_attribute(&members, pair);
	struct pd_bytes rest = pd_buffer_bytes(&members);
	while (count < RDN_LIMIT &&
		pd_take_whole(&rest, PD_DER_SEQUENCE, &sorted[count]))
		count++;
	qsort(sorted, count, sizeof *sorted, compare);
	size_t mark = pd_der_begin(out);
	for (size_t i = 0; i < count; i++)
		pd_buffer_add(out, sorted[i].data, sorted[i].size);
	pd_der_end(out, mark, PD_DER_SET);
}

uint32_t
pd_name_hash(struct pd_bytes name)
{
	struct pd_bytes rdns = {0}, set;
	unsigned char hash[SHA1_SIZE] = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer canonical = {0};
	(void)pd_take(&name, PD_DER_SEQUENCE, &rdns);
	while (pd_take(&rdns, PD_DER_SET, &set))
		put_rdn(&canonical, set);
	struct pd_bytes bytes = pd_buffer_bytes(&canonical);
	/* A hash of bytes in memory cannot fail. */
	(void)gnutls_hash_fast(GNUTLS_DIG_SHA1, bytes.data, bytes.size, hash);
	return (uint32_t)hash[0] | (uint32_t)hash[1] << 8 | (uint32_t)hash[2] << 16 |
	       (uint32_t)hash[3] << 24;
}
