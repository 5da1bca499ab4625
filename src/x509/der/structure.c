/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/structure.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "x509/der/der.h"

/* [n] EXPLICIT, or IMPLICIT around a SEQUENCE or SET. */
#define TAGGED(n) (PD_DER_CONTEXT | PD_DER_CONSTRUCTED | (n))

bool
pd_take(struct pd_bytes *rest, unsigned tag, struct pd_bytes *content)
{
	struct pd_bytes behind = *rest, found;
	unsigned found_tag;
	if (!pd_der_next(&behind, &found_tag, &found) || found_tag != tag)
		return false;
	*rest = behind;
	*content = found;
	return true;
}

bool
pd_take_whole(struct pd_bytes *rest, unsigned tag, struct pd_bytes *whole)
{
	struct pd_bytes start = *rest, content;
	if (!pd_take(rest, tag, &content))
		return false;
	*whole = (struct pd_bytes){start.data, start.size - rest->size};
	return true;
}

bool
pd_bytes_equal(struct pd_bytes one, struct pd_bytes other)
{
	return one.size == other.size &&
	       (one.size == 0 || memcmp(one.data, other.data, one.size) == 0);
}

int
pd_bytes_compare(struct pd_bytes one, struct pd_bytes other)
{
	size_t both = one.size < other.size ? one.size : other.size;
	int order = both > 0 ? memcmp(one.data, other.data, both) : 0;
	return order != 0 ? order : (one.size > other.size) - (one.size < other.size);
}

/* BIT STRING: signatures and keys are whole octets. With bits left over there are none, so that
 * what has them can be read, and nothing it is signed with is right. */
static bool
take_bits(struct pd_bytes *rest, struct pd_bytes *bits)
{
	struct pd_bytes content;
	if (!pd_take(rest, PD_DER_BIT_STRING, &content) || content.size == 0)
		return false;
	size_t size = content.data[0] == 0 ? content.size - 1 : 0;
	*bits = (struct pd_bytes){content.data + 1, size};
	return true;
}

bool
pd_signed_take(struct pd_bytes der, struct pd_signed *out, struct pd_bytes *rest)
{
	return pd_take(&der, PD_DER_SEQUENCE, rest) &&
	       pd_take_whole(rest, PD_DER_SEQUENCE, &out->content) &&
	       pd_take_whole(rest, PD_DER_SEQUENCE, &out->algorithm) &&
	       take_bits(rest, &out->signature);
}

bool
pd_signed_read(struct pd_bytes der, struct pd_signed *out)
{
	struct pd_bytes rest;
	return pd_signed_take(der, out, &rest) && rest.size == 0;
}

struct pd_bytes
pd_key_bits(struct pd_bytes public_der)
{
	struct pd_bytes inside, algorithm, bits = {0};
	if (pd_take(&public_der, PD_DER_SEQUENCE, &inside) &&
		pd_take(&inside, PD_DER_SEQUENCE, &algorithm))
		(void)take_bits(&inside, &bits);
	return bits;
}

/* Extensions inside their explicit tag, which may be missing. */
static bool
take_tagged_extensions(struct pd_bytes *rest, unsigned tag, struct pd_bytes *out)
{
	struct pd_bytes inside;
	*out = (struct pd_bytes){0};
	return !pd_take(rest, tag, &inside) || pd_take(&inside, PD_DER_SEQUENCE, out);
}

/* The version is counted from 0 and may be missing. */
static bool
take_version(struct pd_bytes *rest, unsigned *version)
{
	struct pd_bytes inside, number;
	*version = 1;
	if (!pd_take(rest, TAGGED(0), &inside))
		return true;
	if (!pd_take(&inside, PD_DER_INTEGER, &number) || number.size != 1)
		return false;
	*version = number.data[0] + 1U;
	return true;
}

bool
pd_certificate_parts_read(struct pd_bytes content, struct pd_certificate_parts *out)
{
	struct pd_bytes rest, skipped;
	if (!pd_take(&content, PD_DER_SEQUENCE, &rest))
		return false;
	if (!take_version(&rest, &out->version) ||
		!pd_take(&rest, PD_DER_INTEGER, &out->serial) ||
		!pd_take_whole(&rest, PD_DER_SEQUENCE, &out->algorithm) ||
		!pd_take_whole(&rest, PD_DER_SEQUENCE, &out->issuer) ||
		!pd_take(&rest, PD_DER_SEQUENCE, &out->validity) ||
		!pd_take_whole(&rest, PD_DER_SEQUENCE, &out->subject) ||
		!pd_take_whole(&rest, PD_DER_SEQUENCE, &out->public_key))
		return false;
	/* The unique identifiers of issuer and subject, which nobody uses. */
	(void)pd_take(&rest, PD_DER_CONTEXT | 1, &skipped);
	(void)pd_take(&rest, PD_DER_CONTEXT | 2, &skipped);
	return take_tagged_extensions(&rest, TAGGED(3), &out->extensions) &&
	       rest.size == 0;
}

bool
pd_attribute_asks_extensions(struct pd_bytes type)
{
	return pd_bytes_equal(type, PD_ATTRIBUTE_EXTENSIONS) ||
	       pd_bytes_equal(type, PD_ATTRIBUTE_EXTENSIONS_MICROSOFT);
}

/* One Extension after the other, to their end. */
static bool
are_extensions(struct pd_bytes rest)
{
	struct pd_extension extension;
	while (pd_extension_next(&rest, &extension))
		continue;
	return rest.size == 0;
}

/* The extensions asked for, if they are; false: an attribute is none. */
static bool
find_requested_extensions(struct pd_bytes attributes, struct pd_bytes *out)
{
	struct pd_bytes attribute, type, values, extensions;
	*out = (struct pd_bytes){0};
	while (attributes.size > 0) {
		if (!pd_take(&attributes, PD_DER_SEQUENCE, &attribute) ||
			!pd_take(&attribute, PD_DER_OID, &type) ||
			!pd_take(&attribute, PD_DER_SET, &values))
			return false;
		bool asks = pd_attribute_asks_extensions(type) && values.size > 0;
		if (!asks || out->size > 0)
			continue;
		if (!pd_take(&values, PD_DER_SEQUENCE, &extensions) ||
			!are_extensions(extensions))
			return false;
		*out = extensions;
	}
	return true;
}

bool
pd_request_parts_read(struct pd_bytes content, struct pd_request_parts *out)
{
	struct pd_bytes rest, version, attributes = {0};
	if (!pd_take(&content, PD_DER_SEQUENCE, &rest) ||
		!pd_take(&rest, PD_DER_INTEGER, &version) ||
		!pd_take_whole(&rest, PD_DER_SEQUENCE, &out->subject) ||
		!pd_take_whole(&rest, PD_DER_SEQUENCE, &out->public_key))
		return false;
	(void)pd_take(&rest, TAGGED(0), &attributes);
	out->attributes = attributes;
	return rest.size == 0 && content.size == 0 &&
	       find_requested_extensions(attributes, &out->extensions);
}

bool
pd_revocation_parts_read(struct pd_bytes content, struct pd_revocation_parts *out)
{
	struct pd_bytes rest, skipped;
	if (!pd_take(&content, PD_DER_SEQUENCE, &rest) || content.size > 0)
		return false;
	(void)pd_take(&rest, PD_DER_INTEGER, &skipped); /* the version */
	if (!pd_take_whole(&rest, PD_DER_SEQUENCE, &out->algorithm) ||
		!pd_take_whole(&rest, PD_DER_SEQUENCE, &out->issuer) ||
		!pd_take_time(&rest, &out->this_update))
		return false;
	if (!pd_take_time(&rest, &out->next_update))
		out->next_update = -1;
	out->entries = (struct pd_bytes){0};
	(void)pd_take(&rest, PD_DER_SEQUENCE, &out->entries);
	/* What was not taken would be entries that nobody sees. */
	return take_tagged_extensions(&rest, TAGGED(0), &out->extensions) &&
	       rest.size == 0;
}

/* Reads count digits at *text; -1 if there are fewer. */
static int
take_digits(struct pd_bytes *text, size_t count)
{
	if (text->size < count)
		return -1;
	int number = 0;
	for (size_t i = 0; i < count; i++) {
		unsigned char digit = text->data[i];
		if (digit < '0' || digit > '9')
			return -1;
		number = number * 10 + digit - '0';
	}
	text->data += count;
	text->size -= count;
	return number;
}

bool
pd_read_time(unsigned tag, struct pd_bytes text, int64_t *time)
{
	bool is_short = tag == PD_DER_UTC_TIME;
	struct pd_civil civil = {.year = take_digits(&text, is_short ? 2 : 4)};
	if (is_short && civil.year >= 0)
		civil.year += civil.year < 50 ? 2000 : 1900; /* RFC 5280 4.1.2.5.1 */
	civil.month = take_digits(&text, 2);
	civil.day = take_digits(&text, 2);
	civil.hour = take_digits(&text, 2);
	civil.minute = take_digits(&text, 2);
	if (text.size > 1)
		civil.second = take_digits(&text, 2);
	return text.size == 1 && text.data[0] == 'Z' &&
	       pd_time_from_civil(&civil, time);
}

bool
pd_take_time(struct pd_bytes *rest, int64_t *time)
{
	struct pd_bytes text, behind = *rest;
	unsigned tag = PD_DER_UTC_TIME;
	if (!pd_take(&behind, tag, &text)) {
		tag = PD_DER_GENERALIZED_TIME;
		if (!pd_take(&behind, tag, &text))
			return false;
	}
	if (!pd_read_time(tag, text, time))
		return false;
	*rest = behind;
	return true;
}

/* How many bytes of an invalid OID are shown: enough to search for it. */
enum { SHOWN_BYTES = 32 };

char *
pd_oid_text(struct pd_bytes content)
{
	char *dotted = pd_der_oid_text(content);
	if (dotted != NULL)
		return dotted;
	size_t shown = content.size < SHOWN_BYTES ? content.size : SHOWN_BYTES;
	PD_AUTO(pd_drop_text) char *hex = pd_text_hex(content.data, shown, '\0');
	return pd_format("#%s%s", hex, shown < content.size ? "..." : "");
}

bool
pd_extension_next(struct pd_bytes *rest, struct pd_extension *out)
{
	struct pd_bytes inside, critical = {0};
	if (!pd_take(rest, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_OID, &out->oid))
		return false;
	(void)pd_take(&inside, PD_DER_BOOLEAN, &critical);
	out->critical = critical.size == 1 && critical.data[0] != 0;
	return pd_take(&inside, PD_DER_OCTET_STRING, &out->value);
}

bool
pd_extension_find(
	struct pd_bytes extensions, struct pd_bytes oid, struct pd_extension *out)
{
	struct pd_extension extension;
	while (pd_extension_next(&extensions, &extension)) {
		if (pd_bytes_equal(extension.oid, oid)) {
			*out = extension;
			return true;
		}
	}
	return false;
}

bool
pd_basic_constraints_read(struct pd_bytes value, struct pd_basic_constraints *out)
{
	struct pd_bytes inside, flag = {0}, number;
	*out = (struct pd_basic_constraints){.path_length = -1};
	if (!pd_take(&value, PD_DER_SEQUENCE, &inside) || value.size > 0 ||
		(pd_take(&inside, PD_DER_BOOLEAN, &flag) && flag.size != 1))
		return false;
	out->is_ca = flag.size == 1 && flag.data[0] != 0;
	if (!pd_take(&inside, PD_DER_INTEGER, &number))
		return inside.size == 0;
	if (inside.size > 0 || number.size == 0 || (number.data[0] & 0x80) != 0)
		return false;
	/* Longer than any real chain, so treat it as unlimited. */
	out->path_length = number.size == 1 ? number.data[0] : UINT8_MAX;
	return true;
}

unsigned
pd_extension_usage(struct pd_bytes value)
{
	enum { USAGE_BITS = 9 };
	struct pd_bytes bits;
	unsigned usage = 0;
	if (!pd_take(&value, PD_DER_BIT_STRING, &bits))
		return 0;
	/* The first byte counts unused bits. */
	for (unsigned i = 0; i < USAGE_BITS && 1 + i / 8 < bits.size; i++)
		if (bits.data[1 + i / 8] & 0x80 >> i % 8)
			usage |= 1U << i;
	return usage;
}

struct pd_bytes
pd_extension_subject_key(struct pd_bytes extensions)
{
	struct pd_extension found;
	struct pd_bytes identifier = {0};
	if (pd_extension_find(extensions, PD_EXTENSION_SUBJECT_KEY, &found))
		(void)pd_take(&found.value, PD_DER_OCTET_STRING, &identifier);
	return identifier;
}

static bool
enter_authority_key(struct pd_bytes extensions, struct pd_bytes *inside)
{
	struct pd_extension found;
	return pd_extension_find(extensions, PD_EXTENSION_AUTHORITY_KEY, &found) &&
	       pd_take(&found.value, PD_DER_SEQUENCE, inside);
}

struct pd_bytes
pd_extension_authority_key(struct pd_bytes extensions)
{
	struct pd_bytes inside, identifier = {0};
	if (enter_authority_key(extensions, &inside))
		(void)pd_take(&inside, PD_DER_CONTEXT | 0, &identifier);
	return identifier;
}

struct pd_bytes
pd_extension_authority_serial(struct pd_bytes extensions)
{
	struct pd_bytes inside, skipped, serial = {0};
	if (!enter_authority_key(extensions, &inside))
		return serial;
	(void)pd_take(&inside, PD_DER_CONTEXT | 0, &skipped);
	(void)pd_take(&inside, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 1, &skipped);
	(void)pd_take(&inside, PD_DER_CONTEXT | 2, &serial);
	return serial;
}

/* The absolute value of a two's complement number, without leading zero bytes. */
struct amount {
	unsigned char *bytes; /* owned */
	size_t first, size;   /* bytes[first] to bytes[size - 1] */
	bool negative;
};

static void
drop_amount(struct amount *amount)
{
	free(amount->bytes);
}

static struct amount
read_amount(struct pd_bytes integer)
{
	struct amount amount = {
		.bytes = (unsigned char *)pd_copy_bytes(integer.data, integer.size),
		.size = integer.size,
		.negative = integer.size > 0 && (integer.data[0] & 0x80),
	};
	unsigned carry = 1;
	for (size_t i = amount.size; amount.negative && i-- > 0; carry >>= 8) {
		carry += (unsigned char)~amount.bytes[i];
		amount.bytes[i] = carry & 0xff;
	}
	while (amount.first < amount.size && amount.bytes[amount.first] == 0)
		amount.first++;
	return amount;
}

char *
pd_integer_hex(struct pd_bytes integer)
{
	PD_AUTO(drop_amount) struct amount amount = read_amount(integer);
	if (amount.first == amount.size)
		return pd_copy("00");
	PD_AUTO(pd_drop_text)
	char *hex = pd_text_hex(
		amount.bytes + amount.first, amount.size - amount.first, '\0');
	return pd_format("%s%s", amount.negative ? "-" : "", hex);
}

enum { DECIMAL_BYTES = 64, DECIMAL_DIGITS = 160 };

char *
pd_integer_decimal(struct pd_bytes integer)
{
	PD_AUTO(drop_amount) struct amount amount = read_amount(integer);
	if (amount.size - amount.first > DECIMAL_BYTES)
		return NULL;
	char digits[DECIMAL_DIGITS];
	size_t at = sizeof digits;
	digits[--at] = '\0';
	do {
		unsigned remainder = 0;
		for (size_t i = amount.first; i < amount.size; i++) {
			remainder = remainder << 8 | amount.bytes[i];
			amount.bytes[i] = (unsigned char)(remainder / 10);
			remainder %= 10;
		}
		digits[--at] = (char)('0' + remainder);
		while (amount.first < amount.size && amount.bytes[amount.first] == 0)
			amount.first++;
	} while (amount.first < amount.size);
	if (amount.negative)
		digits[--at] = '-';
	return pd_copy(digits + at);
}
