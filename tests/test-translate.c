/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/translate.h"
#include "tap.h"

#ifdef __GLIBC__
#include <printf.h>
#endif

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

#ifdef __GLIBC__
/* ---- by chance, and as the C library reads them ---------------------------------------- */

enum { PIECES = 12, ARGUMENTS = 40 };

static unsigned long long chance = 0x9e3779b97f4a7c15U;

static size_t
pick(size_t count)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (size_t)(chance >> 11) % count;
}

static void
make_hostile(char out[100])
{
	static const char *const pieces[] = {"%", "%s", "%n", "%d", "1$", "2$", "3$",
		"17$", "*", "*1$", ".", "0", "-", "+", " ", "#", "'", "5", "h", "hh",
		"l", "ll", "j", "z", "t", "L", "q", "s", "d", "i", "u", "x", "n", "p",
		"c", "C", "S", "m", "f", "%%", "a", "%1$s", "%2$s", "%zu", "%ld",
		"%1$n", "I"};
	out[0] = '\0';
	for (size_t i = pick(PIECES) + 1; i-- > 0;)
		(void)strcat(out, pieces[pick(sizeof pieces / sizeof *pieces)]);
}

/* Does it take nothing but what the message was given? */
static bool
takes_only(const char *message, const char *translation)
{
	int given[ARGUMENTS] = {0}, taken[ARGUMENTS] = {0};
	size_t has = parse_printf_format(message, ARGUMENTS, given);
	size_t takes = parse_printf_format(translation, ARGUMENTS, taken);
	for (size_t i = 0; i < takes; i++)
		if (i >= has || (taken[i] & PA_FLAG_PTR) != 0 || taken[i] != given[i])
			return false;
	return true;
}

static void
test_hostile(void)
{
	static const char *const messages[] = {"plain", "%s", "%s and %zu", "%.*s: %s",
		"%lu of %lu", "%s: %s: %d", "%jd days"};
	const char *wanted = getenv("PEMDECK_TRIES");
	long tries = 100 * (wanted ? atol(wanted) : 100), harmful = 0, fitting = 0;
	for (long i = 0; i < tries; i++) {
		char hostile[100];
		const char *message =
			messages[pick(sizeof messages / sizeof *messages)];
		make_hostile(hostile);
		if (!pd_translation_fits(message, hostile))
			continue;
		fitting++;
		if (takes_only(message, hostile))
			continue;
		harmful++;
		printf("# \"%s\" for \"%s\"\n", hostile, message);
	}
	tap_ok(harmful == 0, "translations by chance, %ld tries: %ld harmful", tries,
		harmful);
	tap_ok(fitting > 0 && fitting < tries, "some of which may stand (%ld)",
		fitting);
}
#endif

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
#ifdef __GLIBC__
	test_hostile();
#endif
	return tap_done();
}
