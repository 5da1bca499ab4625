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
	{"empty cells", ",a,\n", "1:|a|", NULL},
	{"blanks around a cell go", " a ,\tb\n", "1:a|b", NULL},
	{"a comma in quotes", "\"a,b\",c\n", "1:a,b|c", NULL},
	{"a doubled quote", "\"a \"\"b\"\"\"\n", "1:a \"b\"", NULL},
	{"a quote inside a cell is itself", "a\"b\n", "1:a\"b", NULL},
	{"a line break in quotes", "\"a\nb\",c\nd\n", "1:a\nb|c;3:d", NULL},
	{"a lone CR in quotes", "\"a\rb\"\n", "1:a\rb", NULL},
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

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		check_row(i);
	struct pd_error error = {0};
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
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
