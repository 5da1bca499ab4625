/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <locale.h>

#include "base/ascii.h"
#include "base/memory.h"
#include "base/rows.h"

#include "tap.h"

/* A literal that may hold NULs, with its size. */
#define BYTES(text) (text), sizeof(text) - 1
#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

/* ---- safe to show --------------------------------------------------------------- */

static const struct {
	const char *bytes;
	size_t size;
	const char *want, *rule;
} safe_rows[] = {
	{BYTES(""), "", "nothing stays nothing"},
	{BYTES("CN=host, O=Example"), "CN=host, O=Example", "plain text stays"},
	{BYTES("M\xc3\xbcller \xe2\x82\xac \xe8\xaf\x81"),
		"M\xc3\xbcller \xe2\x82\xac \xe8\xaf\x81",
		"letters of any script stay"},
	{BYTES("e\xcc\x81"), "e\xcc\x81", "combining marks stay"},
	{BYTES("\xf0\x9f\x94\x91"), "\xf0\x9f\x94\x91", "an emoji stays"},
	{BYTES("a\x1b[2Jb"), "a\\x1b[2Jb", "an escape sequence is spelled out"},
	{BYTES("a\nb\rc\td\be"), "a\\x0ab\\x0dc\\x09d\\x08e", "C0 is spelled out"},
	{BYTES("a\0b"), "a\\x00b", "NUL is spelled out"},
	{BYTES("a\x7f"), "a\\x7f", "DEL is spelled out"},
	{BYTES("\xc2\x9b"), "\\u009b", "C1 is spelled out"},
	{BYTES("\x9b"
	       "2J"),
		"\\x9b2J", "a raw C1 byte is spelled out"},
	{BYTES("a\xe2\x80\xae"
	       "b"),
		"a\\u202eb", "a bidi override is spelled out"},
	{BYTES("\xe2\x81\xa6\xe2\x81\xa9"), "\\u2066\\u2069", "bidi isolates are"},
	{BYTES("\xd8\x9c\xe2\x80\x8e"), "\\u061c\\u200e", "bidi marks are"},
	{BYTES("pay\xe2\x80\x8bpal"), "pay\\u200bpal", "zero-width space is"},
	{BYTES("\xe2\x80\x8d\xe2\x81\xa0"), "\\u200d\\u2060", "joiners are"},
	{BYTES("\xef\xbb\xbf"
	       "a"),
		"\\ufeffa", "a byte order mark is"},
	{BYTES("\xe2\x80\xa8\xe2\x80\xa9"), "\\u2028\\u2029", "line separators are"},
	{BYTES("\xc2\xad"), "\\u00ad", "a soft hyphen is"},
	{BYTES("\xf0\x9b\xb2\xa0\xf0\x9b\xb2\xa3"), "\\U0001bca0\\U0001bca3",
		"controls of shorthand, which are invisible, are"},
	{BYTES("\xee\x80\x80"), "\\ue000", "private use is"},
	{BYTES("\xf3\xa0\x81\x81"), "\\U000e0041", "a tag character is"},
	{BYTES("\xff\xfe"), "\\xff\\xfe", "bytes that are no UTF-8 are"},
	{BYTES("\xe2\x82"), "\\xe2\\x82", "a cut-off character is"},
	{BYTES("\xc0\xaf"), "\\xc0\\xaf", "an overlong form is"},
	{BYTES("\xed\xa0\x80"), "\\xed\\xa0\\x80", "a surrogate is"},
	{BYTES("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80", "beyond Unicode is"},
};

static void
test_safe(void)
{
	for (size_t i = 0; i < COUNT(safe_rows); i++) {
		PD_AUTO(pd_drop_text)
		char *safe = pd_text_safe(safe_rows[i].bytes, safe_rows[i].size);
		tap_is(safe, safe_rows[i].want, "safe: %s", safe_rows[i].rule);
		tap_ok(pd_text_is_safe(safe_rows[i].bytes, safe_rows[i].size) ==
				(strlen(safe) == safe_rows[i].size &&
					memcmp(safe, safe_rows[i].bytes,
						safe_rows[i].size) == 0),
			"safe: %s, and whether it was is known", safe_rows[i].rule);
		PD_AUTO(pd_drop_text) char *again = pd_text_safe_string(safe);
		tap_is(again, safe, "safe: %s, and stays so", safe_rows[i].rule);
	}
	PD_AUTO(pd_drop_text) char *none = pd_text_safe_string(NULL);
	tap_is(none, "", "safe: no text is empty text");
}

/* Every byte, alone and behind each other one: the result is UTF-8 without controls. */
static void
test_safe_bytes(void)
{
	char all[256 * 256 * 2];
	size_t size = 0;
	for (int first = 0; first < 256; first++)
		for (int second = 0; second < 256; second++) {
			all[size++] = (char)first;
			all[size++] = (char)second;
		}
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe(all, size);
	tap_ok(!pd_text_is_safe(all, size) && pd_text_is_safe(safe, strlen(safe)),
		"safe: what was made so is known to be");
	tap_ok(pd_text_is_utf8(safe, strlen(safe)), "safe: any bytes become UTF-8");
	bool controls = false;
	for (const char *at = safe; *at != '\0'; at++)
		controls |= (unsigned char)*at < 0x20 || *at == 0x7f ||
			    (at[0] == '\xc2' && (unsigned char)at[1] < 0xa0);
	tap_ok(!controls, "safe: any bytes lose their controls");
}

/* ---- UTF-8 ---------------------------------------------------------------------- */

static const struct {
	const char *bytes;
	size_t size;
	int32_t character;
	size_t step;
	const char *rule;
} next_rows[] = {
	{BYTES(""), -1, 0, "the end"},
	{BYTES("\0"), 0, 1, "NUL"},
	{BYTES("a"), 'a', 1, "ASCII"},
	{BYTES("\x7f"), 0x7f, 1, "the last of one byte"},
	{BYTES("\xc2\x80"), 0x80, 2, "the first of two bytes"},
	{BYTES("\xdf\xbf"), 0x7ff, 2, "the last of two bytes"},
	{BYTES("\xe0\xa0\x80"), 0x800, 3, "the first of three bytes"},
	{BYTES("\xef\xbf\xbf"), 0xffff, 3, "the last of three bytes"},
	{BYTES("\xf0\x90\x80\x80"), 0x10000, 4, "the first of four bytes"},
	{BYTES("\xf4\x8f\xbf\xbf"), 0x10ffff, 4, "the last of Unicode"},
	{BYTES("\x80"), -1, 1, "a continuation byte alone"},
	{BYTES("\xc3"), -1, 1, "a cut-off character"},
	{BYTES("\xc3("), -1, 1, "a lead byte without continuation"},
	{BYTES("\xc1\xbf"), -1, 1, "an overlong form of two bytes"},
	{BYTES("\xe0\x9f\xbf"), -1, 1, "an overlong form of three bytes"},
	{BYTES("\xf0\x8f\xbf\xbf"), -1, 1, "an overlong form of four bytes"},
	{BYTES("\xed\xbf\xbf"), -1, 1, "a surrogate"},
	{BYTES("\xf4\x90\x80\x80"), -1, 1, "beyond Unicode"},
	{BYTES("\xf8\x88\x80\x80\x80"), -1, 1, "a form of five bytes"},
};

static void
test_characters(void)
{
	for (size_t i = 0; i < COUNT(next_rows); i++) {
		int32_t character = 99;
		size_t step =
			pd_text_next(next_rows[i].bytes, next_rows[i].size, &character);
		tap_number(character, next_rows[i].character, "next: %s",
			next_rows[i].rule);
		tap_number(step, next_rows[i].step, "next: %s: its bytes",
			next_rows[i].rule);
		if (next_rows[i].size > 0)
			tap_ok(pd_text_is_utf8(next_rows[i].bytes, next_rows[i].size) ==
					(character >= 0),
				"UTF-8 or not: %s", next_rows[i].rule);
		if (character < 0)
			continue;
		char out[4];
		size_t size = pd_text_encode((uint32_t)character, out);
		tap_ok(size == step && memcmp(out, next_rows[i].bytes, size) == 0,
			"encode: %s", next_rows[i].rule);
	}
	tap_ok(!pd_text_is_utf8(BYTES("good, then \xff")), "one bad byte is enough");
	tap_ok(pd_text_is_utf8(BYTES("")), "no text is UTF-8");
}

/* ---- cells ---------------------------------------------------------------------- */

#define WIDE "\xe8\xaf\x81"
#define ACUTE "\xcc\x81"

static void
test_cells(void)
{
	static const struct {
		const char *text;
		int cells;
	} rows[] = {
		{"", 0},
		{"abc", 3},
		{"M\xc3\xbcller", 6},
		{"e" ACUTE, 1},
		{WIDE WIDE, 4},
		{"\\u202e", 6},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		tap_number(pd_text_cells(rows[i].text), rows[i].cells,
			"'%s' takes %d cells", rows[i].text, rows[i].cells);
}

static void
test_fit(void)
{
	static const struct {
		const char *text;
		int cells;
		size_t bytes;
		const char *rule;
	} rows[] = {
		{"abc", 0, 0, "nothing fits into no cell"},
		{"abc", 2, 2, "as many as there are cells"},
		{"abc", 3, 3, "all of it"},
		{"abc", 99, 3, "no more than there is"},
		{"\xc3\xbcx", 1, 2, "a character of two bytes is not split"},
		{WIDE "x", 1, 0, "half of a wide character does not fit"},
		{WIDE "x", 2, 3, "a wide character fits into two cells"},
		{"e" ACUTE "x", 1, 3, "a combining mark stays with its letter"},
		{"abc", -1, 0, "nor into less than none"},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		tap_number(pd_text_fit(rows[i].text, rows[i].cells), rows[i].bytes,
			"fit: %s", rows[i].rule);
}

/* ---- hex, dates ----------------------------------------------------------------- */

static void
test_hex(void)
{
	PD_AUTO(pd_drop_text) char *colons = pd_text_hex("\x00\xaf\x3f", 3, ':');
	tap_is(colons, "00:AF:3F", "hex: upper case with colons");
	PD_AUTO(pd_drop_text) char *plain = pd_text_hex("\x00\xaf\x3f", 3, '\0');
	tap_is(plain, "00AF3F", "hex: without separator");
	PD_AUTO(pd_drop_text) char *none = pd_text_hex("", 0, ':');
	tap_is(none, "", "hex: of nothing");
}

static void
test_sentences(void)
{
	static const struct {
		const char *reason, *sentence;
	} cases[] = {
		{"a value is needed here", "A value is needed here"},
		{"cancelled; nothing was changed", "Cancelled; nothing was changed"},
		{"\xc3\xbc"
		 "ber die Grenze",
			"\xc3\x9c"
			"ber die Grenze"},
		{"done", "Done"},
		{"", ""},
		{"CN=www is in use", "CN=www is in use"},
		{"www.example.org is no name", "www.example.org is no name"},
		{"cert.pem: it is empty", "cert.pem: it is empty"},
		{"openssl-ca is the alias", "openssl-ca is the alias"},
		{"9 days are left", "9 days are left"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		PD_AUTO(pd_drop_text)
		char *sentence = pd_text_sentence(cases[i].reason);
		tap_is(sentence, cases[i].sentence, "alone: %s", cases[i].reason);
	}
}

static void
test_times(void)
{
	static const struct {
		int64_t time;
		const char *date, *text;
	} rows[] = {
		{0, "1970-01-01", "1970-01-01T00:00:00Z"},
		{-1, "1969-12-31", "1969-12-31T23:59:59Z"},
		{2147483648, "2038-01-19", "2038-01-19T03:14:08Z"},
		{253402300799, "9999-12-31", "9999-12-31T23:59:59Z"},
		{253402300800, "9999-12-31", "9999-12-31T23:59:59Z"},
		{INT64_MAX, "9999-12-31", "9999-12-31T23:59:59Z"},
		{INT64_MIN, "0000-01-01", "0000-01-01T00:00:00Z"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_drop_text) char *date = pd_text_date(rows[i].time);
		tap_is(date, rows[i].date, "date: %lld", (long long)rows[i].time);
		PD_AUTO(pd_drop_text) char *text = pd_text_time(rows[i].time);
		tap_is(text, rows[i].text, "time: %lld", (long long)rows[i].time);
	}
}

static void
test_read_date(void)
{
	static const struct {
		const char *text;
		bool good;
		int64_t time;
	} rows[] = {
		{"1970-01-01", true, 0},
		{"2028-02-29", true, 1835395200},
		{"2000-02-29", true, 951782400},
		{"9999-12-31", true, 253402214400},
		{"2026-02-29", false, 0},
		{"1900-02-29", false, 0},
		{"2026-13-01", false, 0},
		{"2026-00-10", false, 0},
		{"2026-04-31", false, 0},
		{"2026-04-00", false, 0},
		{"", false, 0},
		{"2026", false, 0},
		{"2026-4-1", false, 0},
		{"26-04-01", false, 0},
		{"2026-04-01 ", false, 0},
		{" 026-04-01", false, 0},
		{"+026-04-01", false, 0},
		{"2026-+4-01", false, 0},
		{"2026- 4- 1", false, 0},
		{"2026/04/01", false, 0},
		{"2026-04-01T00:00:00Z", false, 0},
		{"tomorrow", false, 0},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t time = -77;
		tap_ok(pd_text_read_date(rows[i].text, &time) == rows[i].good,
			"'%s' is %s date", rows[i].text, rows[i].good ? "a" : "no");
		tap_number(time, rows[i].good ? rows[i].time : -77, "'%s': the time",
			rows[i].text);
	}
}

/* ---- ASCII ------------------------------------------------------------------------ */

static int
sign(int order)
{
	return (order > 0) - (order < 0);
}

static void
test_ascii(void)
{
	static const struct {
		const char *one, *other;
		int order;
	} rows[] = {
		{"", "", 0},
		{".INFO", ".info", 0},
		{"a", "B", -1},
		{"B", "a", 1},
		{"host", "hostname", -1},
		{"hostname", "host", 1},
		{"_", "a", -1},
		{"\xc4\xb0", "i", 1},
		{"\xc3\x84", "\xc3\xa4", -1},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		tap_number(sign(pd_ascii_compare(rows[i].one, rows[i].other)),
			rows[i].order, "'%s' against '%s'", rows[i].one, rows[i].other);
	tap_number(pd_ascii_compare_begin("IP:10.0.0.1", "ip:", 3), 0, "a beginning");
	tap_number(pd_ascii_compare_begin("a", "b", 0), 0, "nothing equals nothing");
	for (int c = 1; c < 256; c++) {
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		bool digit = c >= '0' && c <= '9';
		if (pd_ascii_is_alphanumeric((char)c) != (letter || digit) ||
			pd_ascii_is_digit((char)c) != digit ||
			pd_ascii_is_blank((char)c) != (strchr(" \t\r\n", c) != NULL) ||
			(pd_ascii_lower((char)c) != pd_ascii_upper((char)c)) != letter)
			tap_ok(false, "the character %d", c);
	}
}

static void
test_rows(void)
{
	static const struct {
		const char *copied, *wanted, *rule;
	} rows[] = {
		{"CN=a,O=b", "CN=a,O=b", "one row stays"},
		{"CN=a,O=b  c", "CN=a,O=b  c", "with its blanks"},
		{"\n  CN=a\r\n", "CN=a", "breaks around it go"},
		{"O=Example\n    Org", "O=Example Org", "a break stands for a blank"},
		{"CN=a,\n    O=b", "CN=a,O=b", "not behind a comma"},
		{"O=Doe\\,\n    John", "O=Doe\\, John", "but behind one that is meant"},
		{"CN=a-host-of-a-long-name.exa\n    mple.org",
			"CN=a-host-of-a-long-name.example.org",
			"not where a long word was cut"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
		pd_rows_join(
			&line, (struct pd_bytes){(const unsigned char *)rows[i].copied,
				       strlen(rows[i].copied)});
		tap_is(pd_secret_text(&line), rows[i].wanted, "rows: %s", rows[i].rule);
	}
}

int
main(void)
{
	/* Widths of characters come from the locale. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return tap_skip_all("the locale C.UTF-8 is missing");
	test_safe();
	test_safe_bytes();
	test_characters();
	test_cells();
	test_fit();
	test_hex();
	test_sentences();
	test_times();
	test_read_date();
	test_ascii();
	test_rows();
	return tap_done();
}
