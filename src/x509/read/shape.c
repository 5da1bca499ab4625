/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/shape.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"

/* The first elements of a structure as a string: one letter for each, so that a shape
 * is a prefix, and a dot where nothing follows. */
enum { MOST_ELEMENTS = 7, SPELLING_SIZE = MOST_ELEMENTS + 2 };

static char
letter_of(unsigned tag)
{
	switch (tag) {
	case PD_DER_INTEGER:
		return 'i';
	case PD_DER_BIT_STRING:
		return 'b';
	case PD_DER_OCTET_STRING:
		return 'o';
	case PD_DER_OID:
		return 'd';
	case PD_DER_SEQUENCE:
		return 's';
	case PD_DER_UTC_TIME:
	case PD_DER_GENERALIZED_TIME:
		return 't';
	case PD_DER_CONTEXT | PD_DER_CONSTRUCTED:
		return '0';
	default:
		return '?';
	}
}

static void
spell_elements(struct pd_bytes inside, char spelling[SPELLING_SIZE])
{
	size_t used = 0;
	unsigned tag;
	struct pd_bytes content;
	while (used < MOST_ELEMENTS && pd_der_next(&inside, &tag, &content))
		spelling[used++] = letter_of(tag);
	if (inside.size == 0)
		spelling[used++] = '.';
	spelling[used] = '\0';
}

static bool
spells(const char *spelling, const char *prefix)
{
	return strncmp(spelling, prefix, strlen(prefix)) == 0;
}

struct spelling {
	const char *prefix;
	enum pd_shape shape;
};

static enum pd_shape
find_shape(const struct spelling *table, size_t count, struct pd_bytes inside)
{
	char spelling[SPELLING_SIZE];
	spell_elements(inside, spelling);
	for (size_t i = 0; i < count; i++)
		if (spells(spelling, table[i].prefix))
			return table[i].shape;
	return PD_SHAPE_UNKNOWN;
}

/* Of the content of X.509's SIGNED. */
static enum pd_shape
shape_of_signed(struct pd_bytes content)
{
	static const struct spelling table[] = {
		{"0issss", PD_SHAPE_CERTIFICATE},
		{"issss", PD_SHAPE_CERTIFICATE},               /* version 1 */
		{"isst", PD_SHAPE_CRL}, {"sst", PD_SHAPE_CRL}, /* version 1 */
		{"iss0", PD_SHAPE_REQUEST},
		{"iss.", PD_SHAPE_REQUEST}, /* without attributes */
	};
	struct pd_bytes inside;
	if (!pd_take(&content, PD_DER_SEQUENCE, &inside))
		return PD_SHAPE_UNKNOWN;
	return find_shape(table, PD_COUNT(table), inside);
}

/* PKCS#8 has an AlgorithmIdentifier where PKCS#12 has a ContentInfo. */
static enum pd_shape
shape_of_numbered(struct pd_bytes content)
{
	static const struct spelling content_info = {"d0", PD_SHAPE_PKCS12};
	struct pd_bytes number, inside;
	if (!pd_take(&content, PD_DER_INTEGER, &number) ||
		!pd_take(&content, PD_DER_SEQUENCE, &inside))
		return PD_SHAPE_UNKNOWN;
	enum pd_shape shape = find_shape(&content_info, 1, inside);
	return shape == PD_SHAPE_UNKNOWN ? PD_SHAPE_KEY : shape;
}

enum pd_shape
pd_shape_of(struct pd_bytes der)
{
	struct pd_bytes inside;
	if (!pd_take(&der, PD_DER_SEQUENCE, &inside))
		return PD_SHAPE_UNKNOWN;
	char spelling[SPELLING_SIZE];
	spell_elements(inside, spelling);
	if (spells(spelling, "ssb"))
		return shape_of_signed(inside);
	if (spells(spelling, "is"))
		return shape_of_numbered(inside);
	if (spells(spelling, "io") || spells(spelling, "iiiiii"))
		return PD_SHAPE_KEY;
	if (strcmp(spelling, "ii.") == 0)
		return PD_SHAPE_RSA_PUBLIC_KEY;
	if (strcmp(spelling, "so.") == 0)
		return PD_SHAPE_ENCRYPTED_KEY;
	if (strcmp(spelling, "sb.") == 0)
		return PD_SHAPE_PUBLIC_KEY;
	return spells(spelling, "d0") ? PD_SHAPE_PKCS7 : PD_SHAPE_UNKNOWN;
}

bool
pd_shape_is_key(struct pd_bytes der)
{
	return pd_shape_of(der) == PD_SHAPE_KEY && pd_der_size(der) == der.size;
}

uint64_t
pd_shape_size(struct pd_bytes data)
{
	if (data.size < 2 || data.data[0] != PD_DER_SEQUENCE || data.data[1] == 0x80)
		return 0;
	if (data.data[1] < 0x80)
		return 2 + (uint64_t)data.data[1];
	size_t count = data.data[1] & 0x7f;
	if (count > sizeof(uint32_t) || count > data.size - 2)
		return 0;
	uint64_t size = 0;
	for (size_t i = 0; i < count; i++)
		size = size << 8 | data.data[2 + i];
	return 2 + count + size;
}

static bool
is_filler(unsigned char byte)
{
	return byte == '\0' || byte == '\t' || byte == '\n' || byte == '\r' ||
	       byte == ' ';
}

size_t
pd_shape_size_trimmed(struct pd_bytes bytes)
{
	size_t size = bytes.size;
	while (size > 0 && is_filler(bytes.data[size - 1]))
		size--;
	return size;
}

bool
pd_shape_is_indefinite(struct pd_bytes input)
{
	return input.size >= 2 && input.data[0] == PD_DER_SEQUENCE &&
	       input.data[1] == 0x80;
}

bool
pd_shape_is_der(struct pd_bytes input)
{
	uint64_t size = pd_shape_size(input);
	if (pd_shape_is_indefinite(input))
		return true;
	if (size == 0)
		return false;
	return (input.data[1] & 0x80) != 0 ||
	       (size <= input.size && size >= pd_shape_size_trimmed(input));
}
