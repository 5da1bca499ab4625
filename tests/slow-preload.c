/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A disk on which each record of the trust list takes a while:
 *	cc -shared -fPIC -o slow-preload.so slow-preload.c -ldl
 *	SLOW_MS=30 LD_PRELOAD=./slow-preload.so pemdeck ... */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* They are named by 64 hex digits. */
enum { NAME = 64 + 4 };

static long delay; /* ms */

/* The program drops variables that it does not know. */
static void read_delay(void) __attribute__((constructor));

static void
read_delay(void)
{
	const char *text = getenv("SLOW_MS");
	delay = text != NULL ? strtol(text, NULL, 10) : 0;
}

static void
take_time(const char *path)
{
	size_t size = strlen(path);
	if (size != NAME || strcmp(path + size - 4, ".cfg") != 0)
		return;
	const struct timespec time = {.tv_nsec = delay * 1000000};
	(void)nanosleep(&time, NULL);
}

static int
open_next(int folder, const char *path, int flags, mode_t mode)
{
	int (*next)(int, const char *, int, ...) = NULL;
	*(void **)&next = dlsym(RTLD_NEXT, "openat");
	take_time(path);
	return next(folder, path, flags, mode);
}

#define MODE_BEHIND(flags, mode)                                                       \
	do {                                                                           \
		va_list arguments;                                                     \
		va_start(arguments, flags);                                            \
		if (((flags)&O_CREAT) != 0)                                            \
			(mode) = va_arg(arguments, mode_t);                            \
		va_end(arguments);                                                     \
	} while (0)

int
openat(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;
	MODE_BEHIND(flags, mode);
	return open_next(folder, path, flags, mode);
}

int
openat64(int folder, const char *path, int flags, ...)
{
	mode_t mode = 0;
	MODE_BEHIND(flags, mode);
	return open_next(folder, path, flags, mode);
}
