/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/scan.h"

#include <string.h>

#include "base/array.h"
#include "base/text.h"

/* The role of a character beyond ASCII in PEM. */
enum meaning { ODD, BLANK, DASH, INVISIBLE, BREAK };

static const struct {
	int32_t first, last;
	enum meaning meaning;
} beyond_ascii[] = {
	{0x85, 0x85, BREAK},         /* next line */
	{0xa0, 0xa0, BLANK},         /* no-break space */
	{0xad, 0xad, INVISIBLE},     /* soft hyphen */
	{0x1680, 0x1680, BLANK},     /* Ogham space */
	{0x2000, 0x200a, BLANK},     /* en quad to hair space */
	{0x200b, 0x200f, INVISIBLE}, /* zero-width, direction marks */
	{0x2010, 0x2015, DASH},      /* hyphen to horizontal bar */
	{0x2018, 0x201f, BLANK},     /* quotation marks */
	{0x2028, 0x2029, BREAK},     /* line and paragraph separator */
	{0x202a, 0x202e, INVISIBLE}, /* directions */
	{0x202f, 0x202f, BLANK},     /* narrow no-break space */
	{0x205f, 0x205f, BLANK},     /* mathematical space */
	{0x2060, 0x206f, INVISIBLE}, /* word joiner, directions */
	{0x2212, 0x2212, DASH},      /* minus */
	{0x2500, 0x2501, DASH},      /* box drawing */
	{0x3000, 0x3000, BLANK},     /* ideographic space */
	{0xfe58, 0xfe58, DASH},      /* small em dash */
	{0xfe63, 0xfe63, DASH},      /* small hyphen */
	{0xfeff, 0xfeff, INVISIBLE}, /* byte order mark */
	{0xff0d, 0xff0d, DASH},      /* fullwidth hyphen */
};

static enum meaning
meaning_of(int32_t character)
{
	for (size_t i = 0; i < PD_COUNT(beyond_ascii); i++)
		if (character >= beyond_ascii[i].first &&
			character <= beyond_ascii[i].last)
			return beyond_ascii[i].meaning;
	return ODD;
}

/* Bytes that are no UTF-8, as Windows means them. */
static int32_t
from_windows(unsigned char byte)
{
	switch (byte) {
	case 0x85: /* an ellipsis there */
		return 0x2026;
	case 0x91:
	case 0x92:
	case 0x93:
	case 0x94:
		return 0x2018;
	case 0x96:
	case 0x97:
		return 0x2013;
	default:
		return byte;
	}
}

void
pd_scan_begin(struct pd_scan *scan, struct pd_bytes text)
{
	*scan = (struct pd_scan){.text = text, .line = 1};
	if (text.size < 2)
		return;
	if (memcmp(text.data, "\xff\xfe", 2) == 0)
		scan->encoding = PD_SCAN_UTF16LE;
	else if (memcmp(text.data, "\xfe\xff", 2) == 0)
		scan->encoding = PD_SCAN_UTF16BE;
	if (scan->encoding != PD_SCAN_UTF8)
		scan->at = 2;
}

static int32_t
next_utf16(struct pd_scan *scan)
{
	uint32_t character;
	size_t left = scan->text.size - scan->at;
	size_t used = pd_text_next_utf16(scan->text.data + scan->at, left,
		scan->encoding == PD_SCAN_UTF16BE, &character);
	scan->at += used > 0 ? used : left;
	return used > 0 ? (int32_t)character : PD_SCAN_END;
}

/* One character as it stands there. */
static int32_t
next_raw(struct pd_scan *scan)
{
	if (scan->at >= scan->text.size)
		return PD_SCAN_END;
	if (scan->encoding != PD_SCAN_UTF8)
		return next_utf16(scan);
	unsigned char byte = scan->text.data[scan->at];
	if (byte < 0x80) {
		scan->at++;
		return byte;
	}
	int32_t character;
	scan->at += pd_text_next((const char *)scan->text.data + scan->at,
		scan->text.size - scan->at, &character);
	return character < 0 ? from_windows(byte) : character;
}

/* As next_raw, but the character stays unread unless it is the wanted one. */
static bool
skip_raw(struct pd_scan *scan, int32_t wanted)
{
	struct pd_scan ahead = *scan;
	if (next_raw(&ahead) != wanted)
		return false;
	*scan = ahead;
	return true;
}

static int
escape_digit(int32_t character)
{
	if (character >= '0' && character <= '9')
		return character - '0';
	if (character >= 'a' && character <= 'f')
		return character - 'a' + 10;
	if (character >= 'A' && character <= 'F')
		return character - 'A' + 10;
	return -1;
}

/* The four hex digits behind \u (some encoders write the + of base64 as \u002B). */
static int32_t
escaped_code(struct pd_scan *scan)
{
	struct pd_scan ahead = *scan;
	int32_t code = 0;
	for (int i = 0; i < 4; i++) {
		int digit = escape_digit(next_raw(&ahead));
		if (digit < 0)
			return ' ';
		code = code << 4 | digit;
	}
	*scan = ahead;
	return code;
}

/* Reads on behind a backslash, of which nested strings have two. An escaped line break
 * does not count as a line of the file. */
static int32_t
unescape(struct pd_scan *scan)
{
	bool doubled = true;
	while (doubled)
		doubled = skip_raw(scan, '\\');
	if (skip_raw(scan, 'n') || skip_raw(scan, 'r'))
		return '\n';
	if (skip_raw(scan, '/'))
		return '/';
	if (skip_raw(scan, 'u'))
		return escaped_code(scan);
	(void)skip_raw(scan, 't');
	return ' ';
}

static int
plain_character(int32_t character)
{
	if (character > ' ' && character < 0x7f)
		return character == '"' || character == '\'' ? ' ' : character;
	if (character == '\n' || character == '\r')
		return '\n';
	if (character == ' ' || (character >= '\t' && character <= '\f'))
		return ' ';
	return PD_SCAN_ODD;
}

int
pd_scan_next(struct pd_scan *scan)
{
	for (;;) {
		int32_t character = next_raw(scan);
		if (character == PD_SCAN_END)
			return PD_SCAN_END;
		if (character == '\r')
			(void)skip_raw(scan, '\n');
		if (character == '\n' || character == '\r')
			scan->line++;
		if (character == '\\')
			character = unescape(scan);
		if (character == 0)
			continue;
		if (character < 0x80)
			return plain_character(character);
		switch (meaning_of(character)) {
		case BREAK:
			return '\n';
		case BLANK:
			return ' ';
		case DASH:
			return PD_SCAN_DASH;
		case INVISIBLE:
			continue;
		case ODD:
			return PD_SCAN_ODD;
		}
	}
}
