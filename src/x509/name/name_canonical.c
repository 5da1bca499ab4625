/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name_canonical.h"

#include <stdlib.h>
#include <string.h>

#include "x509/der/der.h"
#include "x509/der/structure.h"

/* AttributeTypeAndValue; anything else is copied as it is. */
static void
put_canonical_attribute(
	struct pd_buffer *out, struct pd_bytes pair, pd_name_prepare *prepare)
{
	unsigned tag;
	struct pd_bytes rest = pair, type, content;
	PD_AUTO(pd_drop_text) char *text = NULL;
	if (pd_take_whole(&rest, PD_DER_OID, &type) &&
		pd_der_next(&rest, &tag, &content) && rest.size == 0)
		text = prepare(tag, content);
	if (text == NULL) {
		pd_der_put(out, PD_DER_SEQUENCE, pair.data, pair.size);
		return;
	}
	size_t mark = pd_der_begin(out);
	pd_buffer_add_bytes(out, type);
	pd_der_put(out, PD_DER_UTF8, text, strlen(text));
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

static int
compare_elements(const void *one, const void *other)
{
	return pd_bytes_compare(
		*(const struct pd_bytes *)one, *(const struct pd_bytes *)other);
}

/* The elements one after the other, as DER sorts the members of a SET OF. */
static void
put_sorted(struct pd_buffer *out, struct pd_bytes elements, size_t count)
{
	struct pd_bytes *sorted = pd_alloc(count, sizeof *sorted);
	for (size_t i = 0; i < count; i++)
		(void)pd_take_whole(&elements, PD_DER_SEQUENCE, &sorted[i]);
	qsort(sorted, count, sizeof *sorted, compare_elements);
	for (size_t i = 0; i < count; i++)
		pd_buffer_add_bytes(out, sorted[i]);
	free(sorted);
}

void
pd_name_put_canonical(
	struct pd_buffer *out, struct pd_bytes set, pd_name_prepare *prepare)
{
	struct pd_bytes pair;
	size_t count = 0;
	PD_AUTO(pd_buffer_free) struct pd_buffer elements = {0};
	for (; pd_take(&set, PD_DER_SEQUENCE, &pair); count++)
		put_canonical_attribute(&elements, pair, prepare);
	size_t mark = pd_der_begin(out);
	put_sorted(out, pd_buffer_bytes(&elements), count);
	pd_buffer_add_bytes(out, set);
	pd_der_end(out, mark, PD_DER_SET);
}
