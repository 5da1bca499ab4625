/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_TIME_H
#define PD_BASE_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* Times are seconds since 1970-01-01T00:00:00Z, in 64 bits on every host. time_t has 32
 * bits on some and ends in 2038 there, so the C library's calendar is not used. */

#define PD_DAY INT64_C(86400) /* in seconds */

/* The range that X.509 and RFC 3339 can express: 0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z. The
 * latest is also how RFC 5280, 4.1.2.5 says "no well-defined expiration date". */
#define PD_TIME_EARLIEST INT64_C(-62167219200)
#define PD_TIME_LATEST INT64_C(253402300799)

/* The longest validity that can be asked for: a hundred years, in days. */
#define PD_MOST_DAYS 36525

/* Milliseconds of a clock that nobody sets, for deadlines. */
int64_t pd_milliseconds_now(void);

/* Days that have begun within that many seconds, which are not negative: whole ones,
 * rounded up. */
int64_t pd_days_begun(int64_t seconds);

/* Date and time of day in UTC, in the Gregorian calendar even for days before it was
 * introduced ("proleptic"), as ISO 8601 counts. */
struct pd_civil {
	int year;         /* 0 to 9999; 0 is the year before 1 */
	int month, day;   /* 1 to 12, 1 to 31 */
	int hour, minute; /* 0 to 23, 0 to 59 */
	int second;       /* 0 to 59; 60 in a leap second */
};

/* Times before PD_TIME_EARLIEST and after PD_TIME_LATEST are taken for these. */
struct pd_civil pd_time_to_civil(int64_t time);

enum { PD_ZONE_SIZE = 16 };

/* Date and time of day as clocks here show them, by TZ or the zone of the host, whose name, such as
 * "CET" or "UTC+05:45", is put into zone unless that is NULL. In UTC: what the C library cannot
 * tell, and the ends of the range above, which are no moments that anybody meant. */
struct pd_civil pd_time_to_local(int64_t time, char zone[PD_ZONE_SIZE]);

/* Returns false, and leaves *time as it is, if there is no such date or time of day. A
 * leap second is the same time as the first second after it. */
bool pd_time_from_civil(const struct pd_civil *civil, int64_t *time);

/* The first time of that day as clocks here show it. false if there is no such day. */
bool pd_time_from_local_day(int year, int month, int day, int64_t *time);

/* Where the day after that of time begins here. */
int64_t pd_time_next_day(int64_t time);

#endif
