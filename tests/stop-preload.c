/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stops a program where it ends, with all that is left in its memory:
 *	cc -shared -fPIC -o stop-preload.so stop-preload.c
 *	LD_PRELOAD=./stop-preload.so pemdeck ... */

#include <signal.h>

static void stop(void) __attribute__((destructor));

static void
stop(void)
{
	(void)raise(SIGSTOP);
}
