/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host without descriptions of terminals: what reads them finds none. */
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool
is_hidden(const char *path)
{
	if (strstr(path, "/terminfo") == NULL)
		return false;
	errno = ENOENT;
	return true;
}

int
access(const char *path, int mode)
{
	static int (*next)(const char *path, int mode);
	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "access");
	return is_hidden(path) ? -1 : next(path, mode);
}

FILE *
fopen(const char *path, const char *mode)
{
	static FILE *(*next)(const char *path, const char *mode);
	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "fopen");
	return is_hidden(path) ? NULL : next(path, mode);
}

FILE *
fopen64(const char *path, const char *mode)
{
	return fopen(path, mode);
}
