/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/translate.h"
#include "tap.h"

/* A catalogue cannot make printf read or write what it was not given. */

static const struct {
	const char *message, *translation;
	bool fits;
} rows[] = {
	{"plain", "einfach", true},
	{"plain", "with %s", false},
	{"plain", "90 %% of it", true},
	{"%s and %zu", "%s und %zu", true},
	{"%s and %zu", "%2$zu und %1$s", true},
	{"%s and %zu", "%2$s und %1$zu", false},
	{"%s and %zu", "%zu und %s", false},
	{"%s and %zu", "%s", true},
	{"%s and %zu", "%2$zu", false},
	{"%s and %zu", "nichts", true},
	{"%s", "%s%s", false},
	{"%s", "%n", false},
	{"%s", "%1$n", false},
	{"%s", "%1$s%1$n", false},
	{"%s", "%hhn", false},
	{"%s", "%s %", false},
	{"%s", "%s %17$s", false},
	{"%s", "%99999999999999999999$s", false},
	{"%s", "%*s", false},
	{"%s", "%.*s", false},
	{"%*s", "%*s", true},
	{"%.*s", "%.*s", true},
	{"%.*s", "%s", false},
	{"%s", "%40s", true},
	{"%s", "%-40.10s", true},
	{"%s", "%ls", false},
	{"%s", "%S", false},
	{"%d", "%ld", false},
	{"%jd", "%i", false},
	{"%d", "%i", true},
	{"%s", "%p", false},
	{"%s %s %s", "%1$s %1$s %3$s %2$s", true},
	{"%s", "%m", false},
	{"%s %n", "%s", false},
};

int
main(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		tap_ok(pd_translation_fits(rows[i].message, rows[i].translation) ==
				rows[i].fits,
			"\"%s\" %s for \"%s\"", rows[i].translation,
			rows[i].fits ? "may stand" : "may not stand", rows[i].message);
	tap_is(pd_translate("no catalogue has this %s"), "no catalogue has this %s",
		"without a translation the message stays");
	tap_is(pd_translate_plural("one", "many", 1), "one", "so does that of one");
	tap_is(pd_translate_plural("one", "many", 2), "many", "and that of many");
	return tap_done();
}
