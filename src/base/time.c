/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t
pd_milliseconds_now(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
pd_days_begun(int64_t seconds)
{
	return (seconds + PD_DAY - 1) / PD_DAY;
}

/* Years are counted from 1 March, so that the leap day is the last of its year, and days
 * from 0000-03-01, so that eras of 400 years, which repeat, begin there. */
enum {
	ERA_YEARS = 400,
	ERA_DAYS = 146097,
	EPOCH_DAY = 719468, /* 1970-01-01 */
};

/* The day of the year that begins in March on which the month does; 0 is March. */
static int
first_day_of_month(int month)
{
	return (153 * month + 2) / 5;
}

static bool
is_leap_year(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % ERA_YEARS == 0;
}

static int
count_days_of_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return days[month - 1] + (month == 2 && is_leap_year(year));
}

/* Days from 1970-01-01. One era is added and taken off, since January and February of
 * the year 0 belong to the year -1, which division would round the wrong way. */
static int64_t
count_days_to_date(const struct pd_civil *civil)
{
	int64_t year = civil->year - (civil->month <= 2) + ERA_YEARS;
	int month = (civil->month + 9) % 12;
	return year * 365 + year / 4 - year / 100 + year / 400 +
	       first_day_of_month(month) + civil->day - 1 - EPOCH_DAY - ERA_DAYS;
}

static void
set_civil_date(struct pd_civil *civil, int64_t day)
{
	int64_t from_era = day + EPOCH_DAY + ERA_DAYS;
	int64_t era = from_era / ERA_DAYS - 1;
	int rest = (int)(from_era % ERA_DAYS);
	int year = (rest - rest / 1460 + rest / 36524 - rest / (ERA_DAYS - 1)) / 365;
	int day_of_year = rest - (365 * year + year / 4 - year / 100);
	int month = (5 * day_of_year + 2) / 153;
	civil->day = day_of_year - first_day_of_month(month) + 1;
	civil->month = month < 10 ? month + 3 : month - 9;
	civil->year = (int)(era * ERA_YEARS) + year + (month >= 10);
}

struct pd_civil
pd_time_to_civil(int64_t time)
{
	if (time < PD_TIME_EARLIEST)
		time = PD_TIME_EARLIEST;
	if (time > PD_TIME_LATEST)
		time = PD_TIME_LATEST;
	int64_t second = time % PD_DAY;
	if (second < 0)
		second += PD_DAY;
	struct pd_civil civil = {
		.hour = (int)(second / 3600),
		.minute = (int)(second / 60 % 60),
		.second = (int)(second % 60),
	};
	set_civil_date(&civil, (time - second) / PD_DAY);
	return civil;
}

static bool
find_local(int64_t time, struct tm *local)
{
	time_t clock = (time_t)time;
	return (int64_t)clock == time && time > PD_TIME_EARLIEST &&
	       time < PD_TIME_LATEST && localtime_r(&clock, local) != NULL;
}

/* The name is part of a file that anybody may have written, or of the environment. */
static bool
is_zone_name(const char *name)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz";
	size_t size = strspn(name, letters);
	return size > 0 && size < PD_ZONE_SIZE && name[size] == '\0';
}

static void
name_zone(const struct tm *local, char zone[PD_ZONE_SIZE])
{
	long minutes = labs(local->tm_gmtoff) / 60;
	if (local->tm_zone != NULL && is_zone_name(local->tm_zone))
		(void)snprintf(zone, PD_ZONE_SIZE, "%s", local->tm_zone);
	else
		(void)snprintf(zone, PD_ZONE_SIZE, "UTC%c%02ld:%02ld",
			local->tm_gmtoff < 0 ? '-' : '+', minutes / 60 % 100,
			minutes % 60);
}

struct pd_civil
pd_time_to_local(int64_t time, char zone[PD_ZONE_SIZE])
{
	struct tm local = {0};
	if (!find_local(time, &local))
		local = (struct tm){.tm_zone = "UTC"};
	if (zone != NULL)
		name_zone(&local, zone);
	return pd_time_to_civil(time + local.tm_gmtoff);
}

static bool
is_between(int number, int least, int most)
{
	return number >= least && number <= most;
}

static bool
is_civil(const struct pd_civil *civil)
{
	return is_between(civil->year, 0, 9999) && is_between(civil->month, 1, 12) &&
	       is_between(
		       civil->day, 1, count_days_of_month(civil->year, civil->month)) &&
	       is_between(civil->hour, 0, 23) && is_between(civil->minute, 0, 59) &&
	       is_between(civil->second, 0, 60);
}

bool
pd_time_from_civil(const struct pd_civil *civil, int64_t *time)
{
	if (!is_civil(civil))
		return false;
	*time = count_days_to_date(civil) * PD_DAY + civil->hour * 3600 +
		civil->minute * 60 + civil->second;
	return true;
}

static int64_t
count_offset(int64_t time)
{
	struct tm local = {0};
	return find_local(time, &local) ? local.tm_gmtoff : 0;
}

/* Clocks may change between UTC's midnight and theirs, or at midnight itself: then the day begins
 * when they have changed. */
bool
pd_time_from_local_day(int year, int month, int day, int64_t *time)
{
	int64_t start = 0;
	const struct pd_civil civil = {.year = year, .month = month, .day = day};
	if (!pd_time_from_civil(&civil, &start))
		return false;
	int64_t guess = start - count_offset(start);
	int64_t midnight = start - count_offset(guess);
	*time = pd_time_to_local(midnight, NULL).day == day ? midnight : guess;
	return true;
}

int64_t
pd_time_next_day(int64_t time)
{
	struct pd_civil day = pd_time_to_local(time, NULL);
	day.hour = 12;
	int64_t noon = time;
	(void)pd_time_from_civil(&day, &noon);
	const struct pd_civil next = pd_time_to_civil(noon + PD_DAY);
	(void)pd_time_from_local_day(next.year, next.month, next.day, &noon);
	return noon;
}
