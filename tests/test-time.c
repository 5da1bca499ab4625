/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/time.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "base/text.h"
#include "tap.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"

/* As Python's datetime counts them; the year 0, which it does not know, as date(1). */
static const struct {
	int64_t time;
	const char *text;
} moments[] = {
	{-62167219200, "0000-01-01T00:00:00Z"},
	{-62162121600, "0000-02-29T00:00:00Z"},
	{-62135596800, "0001-01-01T00:00:00Z"},
	{-62035848000, "0004-02-29T12:00:00Z"},
	{-59006361600, "0100-03-01T00:00:00Z"},
	{-12219292800, "1582-10-15T00:00:00Z"},
	{-2208988801, "1899-12-31T23:59:59Z"},
	{-2203891201, "1900-02-28T23:59:59Z"},
	{-2203891200, "1900-03-01T00:00:00Z"},
	{-631152001, "1949-12-31T23:59:59Z"},
	{-1, "1969-12-31T23:59:59Z"},
	{0, "1970-01-01T00:00:00Z"},
	{946684799, "1999-12-31T23:59:59Z"},
	{951782400, "2000-02-29T00:00:00Z"},
	{2085978496, "2036-02-07T06:28:16Z"},
	{2147483647, "2038-01-19T03:14:07Z"},
	{2147483648, "2038-01-19T03:14:08Z"},
	{2524607999, "2049-12-31T23:59:59Z"},
	{2524608000, "2050-01-01T00:00:00Z"},
	{4107542399, "2100-02-28T23:59:59Z"},
	{4107542400, "2100-03-01T00:00:00Z"},
	{4294967296, "2106-02-07T06:28:16Z"},
	{13574563200, "2400-02-29T00:00:00Z"},
	{253402300799, "9999-12-31T23:59:59Z"},
};

static bool
is_civil_time(struct pd_civil civil, const char *text)
{
	PD_AUTO(pd_drop_text)
	char *got = pd_format("%04d-%02d-%02dT%02d:%02d:%02dZ", civil.year, civil.month,
		civil.day, civil.hour, civil.minute, civil.second);
	return strcmp(got, text) == 0;
}

/* The same moment must come out wherever dates are read or written. */
static void
test_moments(void)
{
	for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
		const char *text = moments[i].text;
		struct pd_civil civil = pd_time_to_civil(moments[i].time);
		int64_t back = -77;
		tap_ok(is_civil_time(civil, text), "%s: from seconds", text);
		tap_ok(pd_time_from_civil(&civil, &back) && back == moments[i].time,
			"%s: to seconds", text);
		PD_AUTO(pd_drop_text) char *shown = pd_text_time(moments[i].time);
		tap_is(shown, text, "%s: as it is shown", text);
		PD_AUTO(pd_drop_text) char *date = pd_text_date(moments[i].time);
		tap_ok(pd_text_read_date(date, &back) && back <= moments[i].time &&
				back > moments[i].time - PD_DAY,
			"%s: its day is read as it is shown", text);
		PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
		pd_der_put_time(&der, moments[i].time);
		struct pd_bytes rest = pd_buffer_bytes(&der);
		tap_ok(pd_take_time(&rest, &back) && back == moments[i].time,
			"%s: through DER", text);
	}
}

/* Counts day by day as one learns it at school. */
static void
test_every_day(void)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	struct pd_civil want = {0, 1, 1, 12, 0, 0};
	int64_t time = PD_TIME_EARLIEST + PD_DAY / 2, back;
	int wrong = 0;
	while (want.year < 10000) {
		struct pd_civil got = pd_time_to_civil(time);
		wrong += memcmp(&got, &want, sizeof got) != 0 ||
			 !pd_time_from_civil(&want, &back) || back != time;
		bool leap = want.year % 4 == 0 &&
			    (want.year % 100 != 0 || want.year % 400 == 0);
		int length = lengths[want.month - 1] + (want.month == 2 && leap);
		time += PD_DAY;
		if (++want.day <= length)
			continue;
		want.day = 1;
		want.month = want.month % 12 + 1;
		want.year += want.month == 1;
	}
	tap_number(wrong, 0, "every day from 0000-01-01 to 9999-12-31, both ways");
	tap_number(time, PD_TIME_LATEST + 1 + PD_DAY / 2, "they are all days");
}

static void
test_no_such_time(void)
{
	static const struct pd_civil wrong[] = {
		{-1, 1, 1, 0, 0, 0},
		{10000, 1, 1, 0, 0, 0},
		{2026, 0, 1, 0, 0, 0},
		{2026, 13, 1, 0, 0, 0},
		{2026, -1, 1, 0, 0, 0},
		{2026, 1, 0, 0, 0, 0},
		{2026, 1, 32, 0, 0, 0},
		{2026, 4, 31, 0, 0, 0},
		{2026, 2, 29, 0, 0, 0},
		{1900, 2, 29, 0, 0, 0},
		{2100, 2, 29, 0, 0, 0},
		{2026, 1, 1, 24, 0, 0},
		{2026, 1, 1, -1, 0, 0},
		{2026, 1, 1, 0, 60, 0},
		{2026, 1, 1, 0, -1, 0},
		{2026, 1, 1, 0, 0, 61},
		{2026, 1, 1, 0, 0, -1},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		int64_t time = -77;
		tap_ok(!pd_time_from_civil(&wrong[i], &time) && time == -77,
			"there is no %04d-%02d-%02dT%02d:%02d:%02d", wrong[i].year,
			wrong[i].month, wrong[i].day, wrong[i].hour, wrong[i].minute,
			wrong[i].second);
	}
	int64_t time;
	tap_ok(pd_time_from_civil(
		       &(struct pd_civil){2016, 12, 31, 23, 59, 60}, &time) &&
			time == 1483228800,
		"a leap second is the first second after it");
}

static void
test_beyond(void)
{
	static const struct {
		int64_t time;
		const char *text;
	} rows[] = {
		{PD_TIME_EARLIEST - 1, "0000-01-01T00:00:00Z"},
		{INT64_MIN, "0000-01-01T00:00:00Z"},
		{PD_TIME_LATEST + 1, "9999-12-31T23:59:59Z"},
		{INT64_MAX, "9999-12-31T23:59:59Z"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		tap_ok(is_civil_time(pd_time_to_civil(rows[i].time), rows[i].text),
			"%" PRId64 " is taken for the nearest time that has four "
			"digits for its year",
			rows[i].time);
}

static void
test_days_begun(void)
{
	tap_number(pd_days_begun(0), 0, "no seconds are no day");
	tap_number(pd_days_begun(1), 1, "a second begins a day");
	tap_number(pd_days_begun(PD_DAY), 1, "a whole day is one");
	tap_number(pd_days_begun(PD_DAY + 1), 2, "a second more begins the next");
	tap_number(pd_days_begun(PD_MOST_DAYS * PD_DAY), PD_MOST_DAYS,
		"a hundred years are counted in 64 bits");
}

/* ---- zones ------------------------------------------------------------------------- */

static void
enter_zone(const char *zone)
{
	(void)setenv("TZ", zone, 1);
	tzset();
}

static void
test_moment(const char *zone, int64_t time, const char *wanted)
{
	enter_zone(zone);
	PD_AUTO(pd_drop_text) char *moment = pd_text_moment(time);
	PD_AUTO(pd_drop_text) char *day = pd_text_date(time);
	PD_AUTO(pd_drop_text) char *minute = pd_text_minute(time);
	tap_is(moment, wanted, "%s: %" PRId64, zone, time);
	tap_ok(strncmp(moment, day, strlen(day)) == 0 &&
			strncmp(moment, minute, strlen(minute)) == 0,
		"%s: lists have the same day and minute, %s", zone, minute);
}

/* Rules of a zone, not names: no host has to know these. */
static const char berlin[] = "CET-1CEST,M3.5.0,M10.5.0/3";

static void
test_moments_here(void)
{
	test_moment(berlin, 1795996799, "2026-11-30 00:59:59 CET");
	test_moment(berlin, 1784937599, "2026-07-25 01:59:59 CEST");
	test_moment("EST5EDT,M3.2.0,M11.1.0", 1795996800, "2026-11-29 19:00:00 EST");
	test_moment("<+0545>-5:45", 0, "1970-01-01 05:45:00 UTC+05:45");
	test_moment("<-03>3", 0, "1969-12-31 21:00:00 UTC-03:00");
	test_moment("AVERYLONGZONENAME-1", 0, "1970-01-01 01:00:00 UTC+01:00");
	test_moment("UTC0", 0, "1970-01-01 00:00:00 UTC");
	test_moment(berlin, PD_TIME_LATEST, "9999-12-31 23:59:59 UTC");
	test_moment("EST5", PD_TIME_LATEST, "9999-12-31 23:59:59 UTC");
	test_moment("EST5", PD_TIME_EARLIEST, "0000-01-01 00:00:00 UTC");
	test_moment(berlin, INT64_MAX, "9999-12-31 23:59:59 UTC");
}

static void
test_day(const char *zone, const char *day, const char *start)
{
	enter_zone(zone);
	int64_t time = 0;
	tap_ok(pd_text_read_date(day, &time), "%s: %s is a day", zone, day);
	PD_AUTO(pd_drop_text) char *shown = pd_text_time(time);
	tap_is(shown, start, "%s: where %s begins", zone, day);
	PD_AUTO(pd_drop_text) char *now = pd_text_date(time);
	PD_AUTO(pd_drop_text) char *before = pd_text_date(time - 1);
	tap_ok(strcmp(now, day) == 0 && strcmp(before, day) < 0,
		"%s: before that it is %s", zone, before);
	tap_number(pd_time_next_day(time - 1), time, "%s: the next day begins there",
		zone);
	tap_number(pd_time_next_day(time - PD_DAY / 2), time, "%s: from noon on, too",
		zone);
}

static void
test_days_here(void)
{
	test_day(berlin, "2026-11-30", "2026-11-29T23:00:00Z");
	test_day(berlin, "2026-03-29", "2026-03-28T23:00:00Z");
	test_day(berlin, "2026-10-25", "2026-10-24T22:00:00Z");
	test_day(berlin, "2026-10-26", "2026-10-25T23:00:00Z");
	test_day("EST5EDT,M3.2.0,M11.1.0", "2026-03-08", "2026-03-08T05:00:00Z");
	test_day("EST5EDT,M3.2.0,M11.1.0", "2026-03-09", "2026-03-09T04:00:00Z");
	test_day("NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-09-27", "2026-09-26T12:00:00Z");
	test_day("NZST-12NZDT,M9.5.0,M4.1.0/3", "2026-04-05", "2026-04-04T11:00:00Z");
	/* Clocks that change at midnight leave a day without its first hour. */
	test_day(
		"<-03>3<-02>,M10.3.0/0,M2.3.0/0", "2026-10-18", "2026-10-18T03:00:00Z");
	test_day(
		"<-03>3<-02>,M10.3.0/0,M2.3.0/0", "2026-10-19", "2026-10-19T02:00:00Z");
	test_day("UTC0", "2026-10-19", "2026-10-19T00:00:00Z");
}

int
main(void)
{
	test_moments_here();
	test_days_here();
	test_moments();
	test_every_day();
	test_no_such_time();
	test_beyond();
	test_days_begun();
	return tap_done();
}
