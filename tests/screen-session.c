/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-session.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUIET = 30 };

struct session session = {.pty = {.master = -1, .slave = -1}};

static long long last_write;
static volatile sig_atomic_t interrupted;

static void
interrupt(int number)
{
	interrupted = number;
}

void
session_heed_signals(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGTERM, interrupt);
	(void)signal(SIGINT, interrupt);
}

long long
session_now(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

int
session_slowly(int milliseconds)
{
	return getenv("PEMDECK_SLOW") ? milliseconds * 5 : milliseconds;
}

bool
session_run(char **words, int rows, int columns)
{
	session_end();
	session.view = view_new(rows, columns);
	session.written = 0;
	last_write = session_now();
	return pty_run(&session.pty, words, rows, columns);
}

void
session_resize(int rows, int columns)
{
	/* What was written until now was for the old size. */
	session_pump(0);
	session.written = 0;
	view_resize(session.view, rows, columns);
	pty_resize(&session.pty, rows, columns);
}

void
session_end(void)
{
	pty_end(&session.pty);
	view_free(session.view);
	session.view = NULL;
}

static void
deliver(const char *bytes, size_t size)
{
	long long end = session_now() + session_slowly(SESSION_DEADLINE);
	while (size > 0 && session_now() < end && session.pty.state != PTY_ENDED) {
		size_t wrote = pty_write(&session.pty, bytes, size);
		bytes += wrote;
		size -= wrote;
		if (wrote == 0)
			session_pump(5);
	}
}

void
session_pump(int milliseconds)
{
	if (interrupted)
		exit(128 + interrupted);
	char bytes[4096];
	size_t size = pty_read(&session.pty, bytes, sizeof bytes, milliseconds);
	if (size == 0)
		return;
	session.written += size;
	last_write = session_now();
	view_write(session.view, bytes, size);
	size = view_answer(session.view, bytes, sizeof bytes);
	deliver(bytes, size);
}

void
session_send(const char *bytes, size_t size)
{
	session.written = 0;
	deliver(bytes, size);
}

bool
session_settle(void)
{
	long long end = session_now() + session_slowly(SESSION_DEADLINE);
	long long since = session_now();
	while (session_now() < end) {
		session_pump(QUIET / 3);
		if (session.pty.state != PTY_RUNS)
			return true;
		if (!pty_is_waiting(&session.pty))
			since = session_now();
		if (session_now() - since >= QUIET &&
			session_now() - last_write >= QUIET)
			return true;
	}
	return false;
}

bool
session_until(bool (*holds)(const void *), const void *what, int milliseconds)
{
	long long end = session_now() + session_slowly(milliseconds);
	while (!holds(what)) {
		long long left = end - session_now();
		if (left <= 0)
			return false;
		session_pump(left < 20 ? (int)left : 20);
	}
	return true;
}

int
session_signal(const char *name)
{
	for (int number = 1; number < NSIG; number++) {
		const char *known = sigabbrev_np(number);
		if (known != NULL && strcmp(known, name) == 0)
			return number;
	}
	return 0;
}
