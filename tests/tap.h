/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_TAP_H
#define PD_TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Test results in TAP, with what was got and wanted where they differ. A test program
 * calls these from main and ends with return tap_done(). */

static int tap_count, tap_failed;

/* One result; the words say the rule it guards. Returns whether it held. */
static inline bool __attribute__((format(printf, 2, 3)))
tap_ok(bool good, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	vprintf(format, arguments);
	va_end(arguments);
	putchar('\n');
	(void)fflush(stdout);
	tap_failed += !good;
	return good;
}

static inline void
tap_show(const char *what, const char *text)
{
	printf("#   %s: ", what);
	for (const char *c = text ? text : "(none)"; *c != '\0'; c++)
		*c == '\n' ? (void)fputs("\n#     ", stdout) : (void)putchar(*c);
	putchar('\n');
	(void)fflush(stdout);
}

/* Two texts are equal; either may be NULL. */
#define tap_is(got, want, ...)                                                         \
	do {                                                                           \
		const char *got_ = (got), *want_ = (want);                             \
		if (!tap_ok(got_ && want_ ? strcmp(got_, want_) == 0 : got_ == want_,  \
			    __VA_ARGS__)) {                                            \
			tap_show("got", got_);                                         \
			tap_show("wanted", want_);                                     \
		}                                                                      \
	} while (0)

/* A text holds another. */
#define tap_has(got, part, ...)                                                        \
	do {                                                                           \
		const char *got_ = (got), *part_ = (part);                             \
		if (!tap_ok(got_ != NULL && strstr(got_, part_) != NULL,               \
			    __VA_ARGS__)) {                                            \
			tap_show("got", got_);                                         \
			tap_show("wanted in it", part_);                               \
		}                                                                      \
	} while (0)

/* Two numbers are equal. */
#define tap_number(got, want, ...)                                                     \
	do {                                                                           \
		long long got_ = (long long)(got), want_ = (long long)(want);          \
		if (!tap_ok(got_ == want_, __VA_ARGS__))                               \
			printf("#   got: %lld\n#   wanted: %lld\n", got_, want_);      \
	} while (0)

#define tap_skip(why, ...)                                                             \
	do {                                                                           \
		printf("ok %d # SKIP ", ++tap_count);                                  \
		printf(why __VA_OPT__(, ) __VA_ARGS__);                                \
		putchar('\n');                                                         \
		(void)fflush(stdout);                                                  \
	} while (0)

/* The whole program cannot run here. */
static inline int
tap_skip_all(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

static inline int
tap_done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed > 0;
}

#endif
