/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/notation.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/memory.h"
#include "base/text.h"
#include "x509/der/structure.h"

/* Longer than any serial number or fingerprint in any notation. */
enum { MOST_TYPED = 1000, LEAST_DIGITS = 4 };

struct notation {
	char *digits; /* upper case, leading zeros and all; NULL: these are no digits */
	bool negative, is_decimal, is_hex; /* what it can be, what it says to be */
};

static void
drop_notation(struct notation *notation)
{
	free(notation->digits);
	notation->digits = NULL;
}

/* ---- reading what was typed -------------------------------------------------------- */

/* The mark that Windows' dialogue of a certificate puts before what is copied. */
static bool
is_mark(const char *at)
{
	return strncmp(at, "\xe2\x80\x8e", 3) == 0;
}

static const char *
skip_blanks(const char *at)
{
	while (pd_ascii_is_blank(*at) || is_mark(at))
		at += is_mark(at) ? 3 : 1;
	return at;
}

/* Skips what programs write before a number: "serial=", "Serial Number (hex): ",
 * "SHA256 Fingerprint=", "sha256:". */
static const char *
skip_label(const char *typed)
{
	const char *at = skip_blanks(typed);
	if (pd_ascii_compare_begin(at, "serial", 6) != 0 &&
		pd_ascii_compare_begin(at, "sha", 3) != 0)
		return at;
	const char *end = strpbrk(at, "=:");
	return end != NULL ? end + 1 : at;
}

/* What is before the digits; returns where they begin. */
static const char *
read_sign(const char *typed, struct notation *out)
{
	static const char negative[] = "(negative)";
	const char *at = skip_blanks(typed);
	if (pd_ascii_compare_begin(at, negative, sizeof negative - 1) == 0) {
		out->negative = true;
		at = skip_blanks(at + sizeof negative - 1);
	} else if (*at == '-') {
		out->negative = true;
		at++;
	}
	if (at[0] == '0' && pd_ascii_lower(at[1]) == 'x') {
		out->is_hex = true;
		at += 2;
	}
	return at;
}

/* OpenSSL's "4096 (0x1000)" says it twice; the second is the plainer. */
static const char *
skip_decimal(const char *typed)
{
	const char *hex = strstr(typed, "(0x");
	hex = hex != NULL ? hex : strstr(typed, "(-0x");
	return hex != NULL && strchr(hex, ')') != NULL ? hex + 1 : typed;
}

static struct notation
read_notation(const char *typed)
{
	struct notation out = {.is_decimal = true};
	size_t size = strlen(typed), count = 0;
	if (size > MOST_TYPED)
		return out;
	out.digits = pd_alloc(size + 1, 1);
	const char *at = read_sign(skip_decimal(skip_label(typed)), &out);
	for (; *at != '\0' && *at != ')'; at++) {
		if (is_mark(at)) {
			at += 2;
			continue;
		}
		if (*at == ':' || *at == '-' || pd_ascii_is_blank(*at))
			continue;
		char digit = pd_ascii_upper(*at);
		if (!pd_ascii_is_one_of(digit, "0123456789ABCDEF")) {
			drop_notation(&out);
			return out;
		}
		out.is_decimal = out.is_decimal && pd_ascii_is_digit(digit);
		out.digits[count++] = digit;
	}
	out.is_decimal = out.is_decimal && !out.is_hex;
	if (count == 0)
		drop_notation(&out);
	return out;
}

/* ---- serial numbers --------------------------------------------------------------- */

static const char *
skip_zeros(const char *digits)
{
	return digits + strspn(digits, "0");
}

static bool
begins(const char *whole, const char *typed)
{
	return *typed != '\0' && strncmp(whole, typed, strlen(typed)) == 0;
}

/* The content of the INTEGER that the digits are the amount of, with a byte before it that
 * keeps it positive. */
static unsigned char *
make_integer(const char *digits, size_t *size)
{
	size_t count = strlen(digits), odd = count % 2;
	unsigned char *bytes = pd_alloc(count / 2 + 2, 1);
	*size = (count + odd) / 2 + 1;
	for (size_t i = 0; i < count; i++) {
		char digit = digits[i];
		unsigned value = pd_ascii_is_digit(digit)
					 ? (unsigned)(digit - '0')
					 : (unsigned)(digit - 'A') + 10;
		size_t at = (i + odd) / 2 + 1;
		bytes[at] = (unsigned char)(bytes[at] << 4 | value);
	}
	return bytes;
}

/* A negative number as it is encoded. */
static char *
make_complement(const char *digits)
{
	size_t size;
	unsigned char *bytes = make_integer(digits, &size);
	unsigned carry = 1;
	for (size_t i = size; i-- > 0;) {
		carry += (unsigned char)~bytes[i];
		bytes[i] = (unsigned char)carry;
		carry >>= 8;
	}
	size_t first = size > 1 && bytes[1] >= 0x80 ? 1 : 0;
	char *hex = pd_text_hex(bytes + first, size - first, '\0');
	free(bytes);
	return hex;
}

static char *
make_decimal(const char *digits)
{
	size_t size;
	unsigned char *bytes = make_integer(digits, &size);
	char *decimal = pd_integer_decimal((struct pd_bytes){bytes, size});
	free(bytes);
	return decimal;
}

static enum pd_serial_match
match_decimal(const char *digits, const struct notation *typed)
{
	PD_AUTO(pd_drop_text) char *decimal = make_decimal(digits);
	if (decimal == NULL || !begins(decimal, typed->digits))
		return PD_SERIAL_DIFFERS;
	return strcmp(decimal, typed->digits) == 0 ? PD_SERIAL_IS_DECIMAL
						   : PD_SERIAL_BEGINS;
}

static enum pd_serial_match
match_hex(const char *digits, const char *typed)
{
	if (strcmp(skip_zeros(digits), skip_zeros(typed)) == 0)
		return PD_SERIAL_IS;
	return begins(digits, typed) || begins(skip_zeros(digits), skip_zeros(typed))
		       ? PD_SERIAL_BEGINS
		       : PD_SERIAL_DIFFERS;
}

enum pd_serial_match
pd_serial_match(const char *serial, const char *typed)
{
	PD_AUTO(drop_notation) struct notation notation = read_notation(typed);
	bool negative = *serial == '-';
	const char *digits = serial + negative;
	if (notation.digits == NULL)
		return PD_SERIAL_DIFFERS;
	if (negative && !notation.negative) {
		PD_AUTO(pd_drop_text) char *encoded = make_complement(digits);
		return match_hex(encoded, notation.digits);
	}
	if (negative != notation.negative)
		return PD_SERIAL_DIFFERS;
	enum pd_serial_match match = match_hex(digits, notation.digits);
	if (match == PD_SERIAL_DIFFERS && notation.is_decimal)
		match = match_decimal(digits, &notation);
	return match;
}

char *
pd_serial_doubt(const char *typed)
{
	size_t size = strspn(typed, "0123456789");
	const char *digits = skip_zeros(typed);
	bool is_doubtful = typed[size] == '\0' && strlen(digits) > 1;
	return is_doubtful ? make_decimal(digits) : NULL;
}

char *
pd_serial_read(const char *typed)
{
	PD_AUTO(drop_notation) struct notation notation = read_notation(typed);
	if (notation.digits == NULL)
		return NULL;
	const char *digits = skip_zeros(notation.digits);
	if (*digits == '\0')
		return pd_copy("00");
	return pd_format("%s%s%s", notation.negative ? "-" : "",
		strlen(digits) % 2 ? "0" : "", digits);
}

/* ---- fingerprints ----------------------------------------------------------------- */

bool
pd_fingerprint_begins(const char *fingerprint, const char *typed)
{
	PD_AUTO(drop_notation) struct notation wanted = read_notation(typed);
	PD_AUTO(drop_notation) struct notation has = read_notation(fingerprint);
	return wanted.digits != NULL && has.digits != NULL &&
	       strlen(wanted.digits) >= LEAST_DIGITS &&
	       begins(has.digits, wanted.digits);
}
