/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A clock that is ahead, for programs that live through years in a test:
 *	cc -shared -fPIC -o clock-preload.so clock-preload.c
 *	LD_PRELOAD=./clock-preload.so CLOCK_AHEAD=86400 pemdeck ...
 * shows the program the time of tomorrow, CLOCK_STANDS=SECONDS one that does not go on. CLOCK_HOST
 * is the name of the host. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* Where it stands; 0: it goes. */
static time_t
stands(void)
{
	const char *text = getenv("CLOCK_STANDS");
	return text ? (time_t)strtoll(text, NULL, 10) : 0;
}

static time_t
ahead(void)
{
	const char *text = getenv("CLOCK_AHEAD");
	return text ? (time_t)strtoll(text, NULL, 10) : 0;
}

int
clock_gettime(clockid_t clock, struct timespec *out)
{
	int result = (int)syscall(SYS_clock_gettime, clock, out);
	if (result == 0 && clock == CLOCK_REALTIME && stands() > 0)
		*out = (struct timespec){stands(), 0};
	else if (result == 0 && clock == CLOCK_REALTIME)
		out->tv_sec += ahead();
	return result;
}

time_t
time(time_t *out)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.tv_sec;
	return now.tv_sec;
}

int
gettimeofday(struct timeval *out, void *zone)
{
	struct timespec now = {0};
	(void)zone;
	(void)clock_gettime(CLOCK_REALTIME, &now);
	*out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
	return 0;
}

#ifdef SYS_clock_gettime64
/* Machines of 32 bits: what is called where programs are built with 64 bits of time. */

struct wide_time {
	int64_t seconds, nanoseconds;
};

int
__clock_gettime64(clockid_t clock, struct wide_time *out)
{
	int result = (int)syscall(SYS_clock_gettime64, clock, out);
	if (result == 0 && clock == CLOCK_REALTIME && stands() > 0)
		*out = (struct wide_time){stands(), 0};
	else if (result == 0 && clock == CLOCK_REALTIME)
		out->seconds += ahead();
	return result;
}

int64_t
__time64(int64_t *out)
{
	struct wide_time now = {0};
	(void)__clock_gettime64(CLOCK_REALTIME, &now);
	if (out != NULL)
		*out = now.seconds;
	return now.seconds;
}
#endif

int
gethostname(char *name, size_t size)
{
	const char *host = getenv("CLOCK_HOST");
	struct utsname system;
	if (host == NULL && uname(&system) < 0)
		return -1;
	strncpy(name, host ? host : system.nodename, size);
	return 0;
}
