/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/time.h"

/* RFC 3629: what a lead byte promises; least is the smallest character that needs so
 * many bytes (a smaller one is an overlong form). */
static const struct lead {
	unsigned char mask, value;
	size_t size;
	int32_t least;
} leads[] = {
	{0x80, 0x00, 1, 0},
	{0xe0, 0xc0, 2, 0x80},
	{0xf0, 0xe0, 3, 0x800},
	{0xf8, 0xf0, 4, 0x10000},
};

static const struct lead *
lead_of(unsigned char byte)
{
	for (size_t i = 0; i < PD_COUNT(leads); i++)
		if ((byte & leads[i].mask) == leads[i].value)
			return &leads[i];
	return NULL;
}

static bool
is_scalar(int32_t character, int32_t least)
{
	bool surrogate = character >= 0xd800 && character <= 0xdfff;
	return character >= least && character <= 0x10ffff && !surrogate;
}

size_t
pd_text_next(const char *text, size_t size, int32_t *character)
{
	const unsigned char *bytes = (const unsigned char *)text;
	*character = -1;
	if (size == 0)
		return 0;
	if (bytes[0] < 0x80) {
		*character = bytes[0];
		return 1;
	}
	const struct lead *lead = lead_of(bytes[0]);
	if (lead == NULL || lead->size > size)
		return 1;
	int32_t value = bytes[0] & (unsigned char)~lead->mask;
	for (size_t i = 1; i < lead->size; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return 1;
		value = value << 6 | (bytes[i] & 0x3f);
	}
	if (!is_scalar(value, lead->least))
		return 1;
	*character = value;
	return lead->size;
}

size_t
pd_text_encode(uint32_t character, char out[4])
{
	if (character < 0x80) {
		out[0] = (char)character;
		return 1;
	}
	size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
	for (size_t i = size - 1; i > 0; i--, character >>= 6)
		out[i] = (char)(0x80 | (character & 0x3f));
	out[0] = (char)(leads[size - 1].value | character);
	return size;
}

size_t
pd_text_encode_utf16(uint32_t character, unsigned char out[4])
{
	uint32_t beyond = character - 0x10000;
	bool is_pair = character >= 0x10000;
	uint32_t first = is_pair ? 0xd800 + (beyond >> 10) : character;
	uint32_t second = 0xdc00 + (beyond & 0x3ff);
	out[0] = (unsigned char)(first >> 8);
	out[1] = (unsigned char)first;
	out[2] = (unsigned char)(second >> 8);
	out[3] = (unsigned char)second;
	return is_pair ? 4 : 2;
}

static uint32_t
read_utf16_unit(const unsigned char *at, bool big)
{
	return big ? (uint32_t)at[0] << 8 | at[1] : (uint32_t)at[1] << 8 | at[0];
}

size_t
pd_text_next_utf16(
	const unsigned char *text, size_t size, bool big, uint32_t *character)
{
	*character = 0;
	if (size < 2)
		return 0;
	uint32_t first = read_utf16_unit(text, big);
	uint32_t second = size >= 4 ? read_utf16_unit(text + 2, big) : 0;
	bool is_pair = first >= 0xd800 && first < 0xdc00 && second >= 0xdc00 &&
		       second < 0xe000;
	*character = is_pair ? 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
			     : first;
	return is_pair ? 4 : 2;
}

size_t
pd_text_bom_size(const void *bytes, size_t size)
{
	static const char mark[] = "\xef\xbb\xbf";
	enum { SIZE = sizeof mark - 1 };
	return size >= SIZE && memcmp(bytes, mark, SIZE) == 0 ? SIZE : 0;
}

bool
pd_text_is_utf8(const void *bytes, size_t size)
{
	const char *text = bytes;
	for (size_t at = 0; at < size;) {
		int32_t character;
		at += pd_text_next(text + at, size - at, &character);
		if (character < 0)
			return false;
	}
	return true;
}

/* Characters that a terminal obeys, or that change what is seen without being seen:
 * Unicode's Bidi_Control, zero-width and other invisible ones, tags, variation
 * selectors' supplement, interlinear marks, private use, noncharacters. */
static const struct range {
	int32_t first, last;
} unsafe[] = {
	{0x00, 0x1f},
	{0x7f, 0x9f},
	{0xad, 0xad},
	{0x34f, 0x34f},
	{0x61c, 0x61c},
	{0x115f, 0x1160},
	{0x17b4, 0x17b5},
	{0x180b, 0x180f},
	{0x200b, 0x200f},
	{0x2028, 0x202e},
	{0x2060, 0x206f},
	{0x3164, 0x3164},
	{0xe000, 0xf8ff},
	{0xfdd0, 0xfdef},
	{0xfe00, 0xfe0f},
	{0xfeff, 0xfeff},
	{0xffa0, 0xffa0},
	{0xfff0, 0xffff},
	{0x1bca0, 0x1bca3},
	{0x1d173, 0x1d17a},
	{0xe0000, 0x10ffff},
};

static bool
is_safe(int32_t character)
{
	if (character < 0 || (character & 0xfffe) == 0xfffe)
		return false;
	for (size_t i = 0; i < PD_COUNT(unsafe); i++)
		if (character >= unsafe[i].first && character <= unsafe[i].last)
			return false;
	return true;
}

/* The longest escape is \U0010ffff: 10 bytes for 4, 4 bytes (\x1b) for 1. */
enum { ESCAPE_GROWTH = 4, ESCAPE_SIZE = 11 };

static size_t
escape(char *out, int32_t character, unsigned char byte)
{
	int size;
	if (character < 0x80) /* and invalid bytes */
		size = snprintf(out, ESCAPE_SIZE, "\\x%02x", byte);
	else if (character < 0x10000)
		size = snprintf(out, ESCAPE_SIZE, "\\u%04x", (unsigned)character);
	else
		size = snprintf(out, ESCAPE_SIZE, "\\U%08x", (unsigned)character);
	return (size_t)size;
}

/* Most text is printable ASCII, which is known without looking at tables. */
static size_t
count_plain_bytes(const char *text, size_t size)
{
	size_t plain = 0;
	while (plain < size && text[plain] >= ' ' && text[plain] < 0x7f)
		plain++;
	return plain;
}

bool
pd_text_is_safe(const void *bytes, size_t size)
{
	const char *text = bytes;
	size_t at = count_plain_bytes(text, size);
	for (size_t step; at < size; at += step) {
		int32_t character;
		step = pd_text_next(text + at, size - at, &character);
		if (!is_safe(character))
			return false;
	}
	return true;
}

char *
pd_text_safe(const void *bytes, size_t size)
{
	const char *text = bytes;
	if (count_plain_bytes(text, size) == size)
		return pd_copy_bytes(text, size);
	char *safe = pd_alloc(size * ESCAPE_GROWTH + ESCAPE_SIZE, 1);
	size_t used = 0;
	for (size_t at = 0, step; at < size; at += step) {
		int32_t character;
		step = pd_text_next(text + at, size - at, &character);
		if (is_safe(character)) {
			memcpy(safe + used, text + at, step);
			used += step;
		} else
			used += escape(safe + used, character, (unsigned char)text[at]);
	}
	safe[used] = '\0';
	return safe;
}

char *
pd_text_safe_string(const char *text)
{
	return text ? pd_text_safe(text, strlen(text)) : pd_copy("");
}

int
pd_text_cells_of(int32_t character)
{
	/* An escape of an invalid byte has been made before; plain ASCII is the usual.
	 */
	if (character < 0)
		return 1;
	if (character < 0x300)
		return 1;
	int cells = wcwidth((wchar_t)character);
	return cells < 0 ? 1 : cells;
}

int
pd_text_cells(const char *text)
{
	size_t size = strlen(text), plain = count_plain_bytes(text, size);
	int cells = (int)plain;
	for (size_t at = plain; at < size;) {
		int32_t character;
		at += pd_text_next(text + at, size - at, &character);
		cells += pd_text_cells_of(character);
	}
	return cells;
}

size_t
pd_text_fit(const char *text, int cells)
{
	size_t size = strlen(text), at = 0;
	while (at < size) {
		int32_t character;
		size_t step = pd_text_next(text + at, size - at, &character);
		int width = pd_text_cells_of(character);
		if (width > cells)
			break;
		cells -= width;
		at += step;
	}
	return at;
}

char *
pd_text_shorten(const char *text, int cells)
{
	if (pd_text_cells(text) <= cells)
		return pd_copy(text);
	return pd_format("%.*s~", (int)pd_text_fit(text, cells - 1), text);
}

char *
pd_text_sentence(const char *reason)
{
	size_t size = strlen(reason), word = 0;
	int32_t first = -1, character;
	for (size_t step; word < size; word += step) {
		step = pd_text_next(reason + word, size - word, &character);
		if (character < 0 || !iswlower((wint_t)character))
			break;
		if (word == 0)
			first = character;
	}
	if (first < 0 || (word < size && strchr(" ,;", reason[word]) == NULL))
		return pd_copy(reason);
	char capital[4];
	size_t capital_size =
		pd_text_encode((uint32_t)towupper((wint_t)first), capital);
	size_t first_size = pd_text_next(reason, size, &character);
	return pd_format("%.*s%s", (int)capital_size, capital, reason + first_size);
}

char *
pd_text_hex(const void *bytes, size_t size, char separator)
{
	static const char digits[] = "0123456789ABCDEF";
	const unsigned char *data = bytes;
	char *text = pd_alloc(size * 3 + 1, 1);
	char *at = text;
	for (size_t i = 0; i < size; i++) {
		if (i > 0 && separator != '\0')
			*at++ = separator;
		*at++ = digits[data[i] >> 4];
		*at++ = digits[data[i] & 0xf];
	}
	return text;
}

/* Puts number in decimal where the shape has its digits, which end at last. */
static void
put_digits(char *last, int digits, int number)
{
	for (; digits > 0; digits--, number /= 10)
		*last-- = (char)('0' + number % 10);
}

/* Lists have ten thousands of times, which printf would take most of their time for. */
static char *
put_civil(const struct pd_civil *civil, const char *shape)
{
	char *text = pd_copy(shape);
	put_digits(text + 3, 4, civil->year);
	put_digits(text + 6, 2, civil->month);
	put_digits(text + 9, 2, civil->day);
	put_digits(text + 12, 2, civil->hour);
	put_digits(text + 15, 2, civil->minute);
	put_digits(text + 18, 2, civil->second);
	return text;
}

char *
pd_text_time(int64_t time)
{
	const struct pd_civil civil = pd_time_to_civil(time);
	return put_civil(&civil, "YYYY-MM-DDThh:mm:ssZ");
}

static char *
put_local(int64_t time, size_t size)
{
	const struct pd_civil civil = pd_time_to_local(time, NULL);
	char *text = put_civil(&civil, "YYYY-MM-DD hh:mm:ss");
	text[size] = '\0';
	return text;
}

char *
pd_text_date(int64_t time)
{
	return put_local(time, strlen("YYYY-MM-DD"));
}

char *
pd_text_minute(int64_t time)
{
	return put_local(time, strlen("YYYY-MM-DD hh:mm"));
}

char *
pd_text_moment(int64_t time)
{
	char zone[PD_ZONE_SIZE];
	const struct pd_civil civil = pd_time_to_local(time, zone);
	PD_AUTO(pd_drop_text) char *text = put_civil(&civil, "YYYY-MM-DD hh:mm:ss");
	return pd_format("%s %s", text, zone);
}

/* Digits and two hyphens, nothing else: sscanf alone would take blanks and signs. */
static bool
has_date_shape(const char *text)
{
	static const char shape[] = "dddd-dd-dd";
	for (size_t i = 0; i < sizeof shape; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';
		if (shape[i] == 'd' ? !digit : text[i] != shape[i])
			return false;
	}
	return true;
}

bool
pd_text_read_date(const char *text, int64_t *time)
{
	int year = 0, month = 0, day = 0;
	return has_date_shape(text) &&
	       sscanf(text, "%4d-%2d-%2d", &year, &month, &day) == 3 &&
	       pd_time_from_local_day(year, month, day, time);
}
