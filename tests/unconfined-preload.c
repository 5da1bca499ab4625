/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A system that confines no process, as a library to be loaded before others: UNCONFINED=seccomp
 * has no seccomp, and UNCONFINED=limits lets nobody limit itself. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int
refuse(const char *what, int number)
{
	const char *missing = getenv("UNCONFINED");
	if (missing == NULL || strcmp(missing, what) != 0)
		return 0;
	errno = number;
	return -1;
}

int seccomp_load(const void *filter);
int
seccomp_load(const void *filter)
{
	(void)filter;
	return refuse("seccomp", EINVAL);
}

int setrlimit(int resource, const void *limit);
int
setrlimit(int resource, const void *limit)
{
	(void)resource, (void)limit;
	return refuse("limits", EPERM);
}

int setrlimit64(int resource, const void *limit);
int
setrlimit64(int resource, const void *limit)
{
	(void)resource, (void)limit;
	return refuse("limits", EPERM);
}
