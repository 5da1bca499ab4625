/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/csv.h"

#include <string.h>

#include "tap.h"

/* Tables as people's programs write them, and as they do not. */

static struct pd_bytes
bytes(const char *text)
{
	return (struct pd_bytes){(const unsigned char *)text, strlen(text)};
}

/* LINE:cell|cell; one after the other. */
static char *
shown(const struct pd_csv *csv)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	for (size_t i = 0; i < csv->count; i++) {
		pd_secret_add_format(
			&text, "%s%zu:", i > 0 ? ";" : "", csv->lines[i].number);
		for (size_t j = 0; j < csv->lines[i].count; j++)
			pd_secret_add_format(&text, "%s%s", j > 0 ? "|" : "",
				csv->lines[i].cells[j]);
	}
	return pd_copy(pd_secret_text(&text));
}

/* clang-format off */
static const struct {
	const char *words, *text, *wanted; /* wanted NULL: refused */
	const char *place;
} rows[] = {
	{"lines and cells", "a,b\nc,d\n", "1:a|b;2:c|d", NULL},
	{"no line end at the end", "a,b\nc,d", "1:a|b;2:c|d", NULL},
	{"CRLF", "a,b\r\nc,d\r\n", "1:a|b;2:c|d", NULL},
	{"a byte order mark", "\xef\xbb\xbf" "a,b\n", "1:a|b", NULL},
	{"empty lines count but are none", "a\n\n\r\nb\n", "1:a;4:b", NULL},
	{"lines of empty cells are none", "a,b\n,\n \t, \n\"\",\nc,\n,,", "1:a|b;5:c|", NULL},
	{"empty cells", ",a,\n", "1:|a|", NULL},
	{"blanks around a cell go", " a ,\tb\n", "1:a|b", NULL},
	{"a comma in quotes", "\"a,b\",c\n", "1:a,b|c", NULL},
	{"a doubled quote", "\"a \"\"b\"\"\"\n", "1:a \"b\"", NULL},
	{"a quote inside a cell is itself", "a\"b\n", "1:a\"b", NULL},
	{"a line break in quotes", "\"a\nb\",c\nd\n", "1:a\nb|c;3:d", NULL},
	{"a lone CR in quotes", "\"a\rb\"\n", "1:a\rb", NULL},
	{"CR alone ends lines", "a,b\rc,d\r", "1:a|b;2:c|d", NULL},
	{"semicolons", "a;b\nc,d;e\n", "1:a|b;2:c,d|e", NULL},
	{"tabs", "a\tb\nc,d\tx;f\n", "1:a|b;2:c,d|x;f", NULL},
	{"an empty cell between tabs", "a\tb\tc\nd\t\tx\n", "1:a|b|c;2:d||x", NULL},
	{"the first that parts them, outside quotes", "\"a,b\";c,d\n", "1:a,b|c,d", NULL},
	{"one column, then semicolons in it", "a\nb;c\n", "1:a;2:b;c", NULL},
	{"sep= and a comma", "sep=,\na;b,c\n", "2:a;b|c", NULL},
	{"SEP= and a bar", "SEP=|\r\na,b|c\r\n", "2:a,b|c", NULL},
	{"sep= in quotes", "\"sep=;\"\r\na,b;c\r\n", "2:a,b|c", NULL},
	{"bars", "a|b\nc,d|e\n", "1:a|b;2:c,d|e", NULL},
	{"sep= behind a mark", "\xef\xbb\xbf" "sep=;\na,b;c\n", "2:a,b|c", NULL},
	{"sep= and a word is a cell", "sep=a\nb\n", "1:sep=a;2:b", NULL},
	{"sep= alone is a cell", "sep=", "1:sep=", NULL},
	{"an open quote behind semicolons", "a;b\n\"c;d\n", NULL, "t.csv:2"},
	{"text behind a quote, with semicolons", "a;b\n\"c\",d\n", NULL, "t.csv:2"},
	{"an open quote", "a\n\"b\n\n", NULL, "t.csv:2"},
	{"text behind a quote", "a\n\"b\"c\n", NULL, "t.csv:2"},
	{"text behind a lone quote at the end", "\"b\"c", NULL, "t.csv:1"},
	{"nothing", "", NULL, "t.csv"},
	{"Latin-1", "M\xfcller\n", NULL, "t.csv"},
	{"more lines than allowed", "1\n2\n3\n4\n5\n6\n", NULL, "t.csv:6"},
};
/* clang-format on */

static void
check_row(size_t i)
{
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
	struct pd_error error = {0};
	bool good = pd_csv_read(bytes(rows[i].text), "t.csv", 5, &csv, &error);
	if (rows[i].wanted == NULL) {
		tap_ok(!good && csv.count == 0, "%s: refused", rows[i].words);
		tap_is(error.input, rows[i].place, "%s: with its place", rows[i].words);
		return;
	}
	PD_AUTO(pd_drop_text) char *text = shown(&csv);
	tap_ok(good, "%s: taken", rows[i].words);
	tap_is(text, rows[i].wanted, "%s: as it is", rows[i].words);
}

/* ASCII as UTF-16, with these bytes before it. */
static void
check_utf16(const char *mark, bool big, const char *words)
{
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	struct pd_error error = {0};
	pd_secret_add_text(&text, mark);
	for (const char *at = "dn\tsan\r\nM\xfc\tb\n"; *at != '\0'; at++)
		pd_secret_add(&text, big ? (char[]){0, *at} : (char[]){*at, 0}, 2);
	/* U+1F511, by its surrogates. */
	pd_secret_add(&text, big ? "\xd8\x3d\xdd\x11" : "\x3d\xd8\x11\xdd", 4);
	tap_ok(pd_csv_read(pd_secret_bytes(&text), "t.csv", 5, &csv, &error),
		"%s: taken", words);
	PD_AUTO(pd_drop_text) char *got = shown(&csv);
	tap_is(got, "1:dn|san;2:M\xc3\xbc|b;3:\xf0\x9f\x94\x91", "%s: as it is", words);
}

/* Two lines of two cells each, written and read again. */
static void
check_written(const char *first, const char *second)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
	struct pd_error error = {0};
	for (int line = 0; line < 2; line++) {
		pd_csv_add(&text, first);
		pd_csv_add(&text, second);
		pd_buffer_add_byte(&text, '\n');
	}
	const char *written = pd_buffer_text(&text);
	if (!tap_ok(pd_csv_read(bytes(written), "t.csv", 5, &csv, &error) &&
			    csv.count == 2 && csv.lines[1].count == 2,
		    "two lines of two cells: %zu bytes", strlen(written)))
		return;
	tap_is(csv.lines[0].cells[0], first, "the first is as it was");
	tap_is(csv.lines[1].cells[1], second, "and the last");
}

int
main(void)
{
	check_written("a", "");
	check_written("a;b\tc", "d,e");
	check_written("\"", "\"\",\"");
	check_written("line\nbreak\r\n", "\n");
	check_written("sep=;", "x");
	check_written("\xc3\xbc \xf0\x9f\x94\x91", "x  y");
	check_utf16("\xff\xfe", false, "UTF-16 of a spreadsheet");
	check_utf16("\xfe\xff", true, "UTF-16 with high bytes first");
	check_utf16("", false, "UTF-16 without a mark");
	check_utf16("", true, "UTF-16 without a mark, high bytes first");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_row(i);
	struct pd_error error = {0};
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
	const struct pd_bytes lone = {(const unsigned char *)"a\0\x3d\xd8"
							     "b\0",
		6};
	tap_ok(!pd_csv_read(lone, "t.csv", 5, &csv, &error),
		"half a character of UTF-16: refused");
	error = (struct pd_error){0};
	const struct pd_bytes nul = {(const unsigned char *)"a,\0b\n", 5};
	tap_ok(!pd_csv_read(nul, "t.csv", 5, &csv, &error), "a NUL byte: refused");
	PD_AUTO(pd_secret_wipe) struct pd_secret wide = {0};
	for (int i = 0; i < 1000; i++)
		pd_secret_add_text(&wide, ",");
	struct pd_error second = {0};
	tap_ok(!pd_csv_read(pd_secret_bytes(&wide), "t.csv", 5, &csv, &second),
		"a thousand cells: refused");
	return tap_done();
}
