/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/der.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/time.h"

/* GnuTLS reads fewer bytes than this past the end of its input. */
enum { SLACK = 16 };

/* A tag, the form of the length, and the length itself. */
enum { HEADER_SIZE = 2 + sizeof(uint64_t) };

static size_t
write_header(unsigned char out[HEADER_SIZE], unsigned tag, size_t size)
{
	size_t used = 0;
	out[used++] = (unsigned char)tag;
	if (size < 0x80) {
		out[used++] = (unsigned char)size;
		return used;
	}
	unsigned count = 1;
	while (count < sizeof size && size >> (8 * count) != 0)
		count++;
	out[used++] = (unsigned char)(0x80 | count);
	while (count-- > 0)
		out[used++] = (unsigned char)(size >> (8 * count));
	return used;
}

void
pd_der_put(struct pd_buffer *out, unsigned tag, const void *content, size_t size)
{
	unsigned char bytes[HEADER_SIZE];
	pd_buffer_add(out, bytes, write_header(bytes, tag, size));
	pd_buffer_add(out, content, size);
}

size_t
pd_der_begin(struct pd_buffer *out)
{
	return out->size;
}

void
pd_der_end(struct pd_buffer *out, size_t mark, unsigned tag)
{
	unsigned char bytes[HEADER_SIZE];
	size_t size = write_header(bytes, tag, out->size - mark);
	pd_buffer_insert(out, mark, bytes, size);
}

void
pd_der_wrap_secret(struct pd_secret *out, size_t mark, unsigned tag)
{
	unsigned char bytes[HEADER_SIZE];
	size_t size = write_header(bytes, tag, out->size - mark);
	pd_secret_insert(out, mark, bytes, size);
}

/* Reads one arc and moves past it and the following dot. Arcs of more than 64 bits
 * are refused, since GnuTLS would not read them back. */
static bool
take_arc(const char **dotted, uint64_t *arc)
{
	const char *at = *dotted;
	bool leading_zero = at[0] == '0' && at[1] >= '0' && at[1] <= '9';
	if (*at < '0' || *at > '9' || leading_zero)
		return false;
	uint64_t value = 0;
	for (; *at >= '0' && *at <= '9'; at++) {
		uint64_t digit = (uint64_t)(*at - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (*at != '\0' && (*at != '.' || at[1] == '\0'))
		return false;
	*dotted = *at == '.' ? at + 1 : at;
	*arc = value;
	return true;
}

/* The first two arcs share one number: 40 times the first plus the second. */
static bool
take_first_arcs(const char **dotted, uint64_t *joined)
{
	uint64_t first, second;
	if (!take_arc(dotted, &first) || **dotted == '\0')
		return false;
	if (!take_arc(dotted, &second) || first > 2)
		return false;
	if (first < 2 && second >= 40)
		return false;
	if (second > UINT64_MAX - 80)
		return false;
	*joined = first * 40 + second;
	return true;
}

bool
pd_der_oid_is_valid(const char *dotted)
{
	uint64_t arc;
	if (!take_first_arcs(&dotted, &arc))
		return false;
	while (*dotted != '\0')
		if (!take_arc(&dotted, &arc))
			return false;
	return true;
}

static void
put_arc(struct pd_buffer *out, uint64_t arc)
{
	unsigned char bytes[10];
	size_t at = sizeof bytes;
	bytes[--at] = arc & 0x7f;
	while ((arc >>= 7) != 0)
		bytes[--at] = (unsigned char)(0x80 | (arc & 0x7f));
	pd_buffer_add(out, bytes + at, sizeof bytes - at);
}

void
pd_der_put_oid(struct pd_buffer *out, const char *dotted)
{
	uint64_t arc;
	size_t mark = pd_der_begin(out);
	bool valid = take_first_arcs(&dotted, &arc);
	while (valid) {
		put_arc(out, arc);
		valid = take_arc(&dotted, &arc);
	}
	pd_der_end(out, mark, PD_DER_OID);
}

struct pd_der_attribute
pd_der_begin_attribute(struct pd_buffer *out, const char *dotted)
{
	struct pd_der_attribute attribute = {.sequence = pd_der_begin(out)};
	pd_der_put_oid(out, dotted);
	attribute.set = pd_der_begin(out);
	return attribute;
}

void
pd_der_end_attribute(struct pd_buffer *out, const struct pd_der_attribute *attribute)
{
	pd_der_end(out, attribute->set, PD_DER_SET);
	pd_der_end(out, attribute->sequence, PD_DER_SEQUENCE);
}

void
pd_der_put_algorithm(struct pd_buffer *out, const char *dotted)
{
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, dotted);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

void
pd_der_put_algorithm_null(struct pd_buffer *out, const char *dotted)
{
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, dotted);
	pd_der_put(out, PD_DER_NULL, NULL, 0);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

/* Returns the end of what was written. */
static char *
write_number(char *at, uint64_t number)
{
	char digits[20];
	size_t first = sizeof digits;
	do
		digits[--first] = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	memcpy(at, digits + first, sizeof digits - first);
	return at + sizeof digits - first;
}

/* A certificate has ten of these, so printf would be too slow. A byte carries seven
 * bits of an arc, hence at most four characters including the dot; the first two arcs
 * share one number. */
char *
pd_der_oid_text(struct pd_bytes content)
{
	if (content.size == 0 || (content.data[content.size - 1] & 0x80))
		return NULL;
	PD_AUTO(pd_drop_text) char *text = pd_alloc(content.size + 1, 4);
	char *at = text;
	uint64_t arc = 0;
	for (size_t i = 0; i < content.size; i++) {
		bool begins = arc == 0;
		unsigned char byte = content.data[i];
		if ((begins && byte == 0x80) || arc > UINT64_MAX >> 7)
			return NULL;
		arc = arc << 7 | (byte & 0x7f);
		if (byte & 0x80)
			continue;
		if (at == text) {
			uint64_t first = arc < 80 ? arc / 40 : 2;
			at = write_number(at, first);
			arc -= first * 40;
		}
		*at++ = '.';
		at = write_number(at, arc);
		arc = 0;
	}
	return pd_steal(text);
}

void
pd_der_put_unsigned(struct pd_buffer *out, const void *big_endian, size_t size)
{
	const unsigned char *bytes = big_endian;
	while (size > 0 && *bytes == 0) {
		bytes++;
		size--;
	}
	size_t mark = pd_der_begin(out);
	/* A leading 1 bit would make the number negative, and zero still takes one
	 * byte. */
	if (size == 0 || (*bytes & 0x80))
		pd_buffer_add(out, "", 1);
	pd_buffer_add(out, bytes, size);
	pd_der_end(out, mark, PD_DER_INTEGER);
}

void
pd_der_put_number(struct pd_buffer *out, uint64_t number)
{
	unsigned char bytes[sizeof number] = {0};
	for (size_t i = sizeof bytes; i-- > 0; number >>= 8)
		bytes[i] = number & 0xff;
	pd_der_put_unsigned(out, bytes, sizeof bytes);
}

static void
put_two_digits(struct pd_buffer *out, int number)
{
	pd_buffer_add_byte(out, (unsigned char)('0' + number / 10));
	pd_buffer_add_byte(out, (unsigned char)('0' + number % 10));
}

/* By hand, as a list of a million entries has as many times. */
static void
put_time_as(struct pd_buffer *out, int64_t time, unsigned tag)
{
	struct pd_civil civil = pd_time_to_civil(time);
	size_t mark = pd_der_begin(out);
	const int numbers[] = {civil.year / 100, civil.year % 100, civil.month,
		civil.day, civil.hour, civil.minute, civil.second};
	for (size_t i = tag == PD_DER_GENERALIZED_TIME ? 0 : 1; i < PD_COUNT(numbers);
		i++)
		put_two_digits(out, numbers[i]);
	pd_buffer_add_byte(out, 'Z');
	pd_der_end(out, mark, tag);
}

void
pd_der_put_time(struct pd_buffer *out, int64_t time)
{
	int year = pd_time_to_civil(time).year;
	put_time_as(out, time,
		year >= 1950 && year < 2050 ? PD_DER_UTC_TIME
					    : PD_DER_GENERALIZED_TIME);
}

void
pd_der_put_generalized_time(struct pd_buffer *out, int64_t time)
{
	put_time_as(out, time, PD_DER_GENERALIZED_TIME);
}

unsigned char *
pd_der_copy(struct pd_bytes bytes)
{
	unsigned char *copy = pd_alloc(bytes.size + SLACK, 1);
	if (bytes.size > 0)
		memcpy(copy, bytes.data, bytes.size);
	return copy;
}

/* Returns the size of the header at data and sets *content to that of its content; 0
 * if there is no header or the content is incomplete. */
static size_t
read_header(struct pd_bytes data, size_t *content)
{
	if (data.size < 2 || (data.data[0] & 0x1f) == 0x1f || data.data[1] == 0x80)
		return 0;
	size_t used = 2, size = data.data[1];
	if (size & 0x80) {
		size_t count = size & 0x7f;
		if (count > 4 || count > data.size - used)
			return 0;
		for (size = 0; count > 0; count--)
			size = size << 8 | data.data[used++];
	}
	if (size > data.size - used)
		return 0;
	*content = size;
	return used;
}

bool
pd_der_next(struct pd_bytes *rest, unsigned *tag, struct pd_bytes *content)
{
	size_t size;
	size_t used = read_header(*rest, &size);
	if (used == 0)
		return false;
	*tag = rest->data[0];
	*content = (struct pd_bytes){rest->data + used, size};
	rest->data += used + size;
	rest->size -= used + size;
	return true;
}

size_t
pd_der_size(struct pd_bytes data)
{
	size_t content;
	size_t used = read_header(data, &content);
	return used > 0 ? used + content : 0;
}
