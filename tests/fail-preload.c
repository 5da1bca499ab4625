/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fails one call for memory, or one to GnuTLS: a library to be loaded before others,
 *	FAIL_KIND=memory FAIL_AT=7 LD_PRELOAD=./fail-preload.so pemdeck ...
 * The calls of all processes are counted from 1, from the first fork on; at number FAIL_AT, and
 * with FAIL_STICKY at all after it, malloc returns NULL (memory), or the function of GnuTLS
 * GNUTLS_E_MEMORY_ERROR (gnutls). FAIL_SHARED=FILE has the number, as it is in memory. Where
 * nothing is to fail, it has after that number as many of the calls as the file has room for: for
 * each a number that says by which functions it was reached, the same for all that were reached
 * by the same. With FAIL_EACH it is another for each, but for those of libseccomp: that can go
 * round for ever where it got no memory, until its process has had its time.
 * Which functions of GnuTLS there are says the file that FAIL_LIST names when this
 * is compiled: FAILS(gnutls_init) in each line, for those that return an int. */

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { MEMORY_ERROR = -25 };

static struct {
	long at;
	bool memory, gnutls, sticky, each, begun;
	long *count; /* and then the ways */
	size_t room;
} fails;

/* How many callers tell a way from another; those in this file are in all of them. */
enum { DEPTH = 12, OWN = 2 };

static bool
is_of_filter(void *const *callers, int many)
{
	Dl_info place;
	for (int i = 0; i < many; i++)
		if (dladdr(callers[i], &place) != 0 &&
			strstr(place.dli_fname, "libseccomp") != NULL)
			return true;
	return false;
}

static void
note_way(long count)
{
	void *callers[DEPTH];
	unsigned long way = 14695981039346656037UL; /* FNV-1a */
	if ((size_t)count >= fails.room)
		return;
	int many = backtrace(callers, DEPTH);
	for (int i = OWN; i < many; i++)
		way = (way ^ (unsigned long)callers[i]) * 1099511628211UL;
	if (fails.each && !is_of_filter(callers, many))
		way ^= ((unsigned long)count << 32) ^ (unsigned long)getpid();
	fails.count[count] = (long)way;
}

static void __attribute__((constructor)) read_environment(void)
{
	const char *kind = getenv("FAIL_KIND"), *shared = getenv("FAIL_SHARED");
	const char *at = getenv("FAIL_AT");
	int file = shared ? open(shared, O_RDWR | O_CLOEXEC) : -1;
	struct stat status = {0};
	if (kind == NULL || file < 0 || fstat(file, &status) != 0)
		return;
	void *memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE,
		MAP_SHARED, file, 0);
	(void)close(file);
	if (memory == MAP_FAILED)
		return;
	fails.count = memory;
	fails.room = (size_t)status.st_size / sizeof(long);
	fails.at = at ? atol(at) : 0;
	fails.memory = strcmp(kind, "memory") == 0;
	fails.gnutls = strcmp(kind, "gnutls") == 0;
	fails.sticky = getenv("FAIL_STICKY") != NULL;
	fails.each = getenv("FAIL_EACH") != NULL;
	if (fails.at == 0) /* what it needs is loaded now, before calls are counted */
		(void)backtrace((void *[1]){NULL}, 1);
}

static bool
now(bool counts)
{
	if (!fails.begun || !counts)
		return false;
	long count = __atomic_add_fetch(fails.count, 1, __ATOMIC_SEQ_CST);
	if (fails.at == 0)
		note_way(count);
	return fails.at > 0 &&
	       (count == fails.at || (fails.sticky && count > fails.at));
}

pid_t
fork(void)
{
	static pid_t (*next)(void);
	if (next == NULL)
		*(void **)&next = dlsym(RTLD_NEXT, "fork");
	fails.begun = fails.count != NULL;
	return next();
}

/* What malloc of pemdeck asks, which is found here before libc's. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *before, size_t size);

#define NEXT(name, ...)                                                                \
	do {                                                                           \
		static void *(*next)(__VA_ARGS__);                                     \
		if (next == NULL)                                                      \
			*(void **)&next = dlsym(RTLD_NEXT, name);                      \
		found = next;                                                          \
	} while (0)

void *
__libc_malloc(size_t size)
{
	void *(*found)(size_t);
	if (now(fails.memory))
		return NULL;
	NEXT("__libc_malloc", size_t);
	return found(size);
}

void *
__libc_calloc(size_t count, size_t size)
{
	void *(*found)(size_t, size_t);
	if (now(fails.memory))
		return NULL;
	NEXT("__libc_calloc", size_t, size_t);
	return found(count, size);
}

void *
__libc_realloc(void *before, size_t size)
{
	void *(*found)(void *, size_t);
	if (now(fails.memory))
		return NULL;
	NEXT("__libc_realloc", void *, size_t);
	return found(before, size);
}

/* Arguments are words, however many there are. */
typedef int passed_on(long, long, long, long, long, long, long, long);

#define FAILS(name)                                                                    \
	int name(long a, long b, long c, long d, long e, long f, long g, long h);      \
	int name(long a, long b, long c, long d, long e, long f, long g, long h)       \
	{                                                                              \
		static passed_on *next;                                                \
		if (next == NULL)                                                      \
			*(void **)&next = dlsym(RTLD_NEXT, #name);                     \
		return now(fails.gnutls) ? MEMORY_ERROR                                \
					 : next(a, b, c, d, e, f, g, h);               \
	}
#ifdef FAIL_LIST
#include FAIL_LIST
#endif
