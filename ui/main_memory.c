/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/memory.h"
#include "x509/read/confine.h"

/* Libraries that find no memory crash (libtasn1, libconfig, GMP), or take what they read for less
 * than it is. So malloc of this program never gives them NULL, but ends it in order, as what is
 * our own does: only a child that reads what comes from outside may fail for want of memory. */

#if defined __GLIBC__ && !PD_SANITIZED

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *before, size_t size);

static void *
had(void *memory)
{
	if (memory == NULL && !pd_memory_fails())
		pd_out_of_memory();
	return memory;
}

static void *
give(size_t size)
{
	return had(__libc_malloc(size));
}

static void *
give_zeroed(size_t count, size_t size)
{
	return had(__libc_calloc(count, size));
}

static void *
give_more(void *before, size_t size)
{
	void *after = __libc_realloc(before, size);
	return size == 0 ? after : had(after);
}

void *malloc(size_t size) __attribute__((alias("give")));
void *calloc(size_t count, size_t size) __attribute__((alias("give_zeroed")));
void *realloc(void *before, size_t size) __attribute__((alias("give_more")));

#endif
