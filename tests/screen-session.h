/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_SCREEN_SESSION_H
#define PD_TESTS_SCREEN_SESSION_H

#include "screen-pty.h"
#include "screen-view.h"

/* A program, its terminal, and what it shows; nothing here sleeps, all waiting ends as
 * soon as what is waited for holds. There is one session at a time. */

enum { SESSION_DEADLINE = 30000 };

struct session {
	struct pty pty;
	struct view *view; /* NULL: nothing was run */
	size_t written;    /* by the program since the last key or mark */
};

extern struct session session;

long long session_now(void); /* milliseconds */

/* Times five where PEMDECK_SLOW is set: valgrind and sanitizers take their time. */
int session_slowly(int milliseconds);

bool session_run(char **words, int rows, int columns);
void session_resize(int rows, int columns);
void session_end(void);

/* Lets the terminal take what the program writes, for at most so long. Ends the test if
 * it was interrupted. */
void session_pump(int milliseconds);

/* Sends bytes as if typed; the count of what the program writes begins anew. */
void session_send(const char *bytes, size_t size);

/* Waits until the program has read its keys, waits for more, and writes nothing; or
 * until it stops or ends. */
bool session_settle(void);

/* Waits until it holds; false: the time is over. */
bool session_until(bool (*holds)(const void *), const void *what, int milliseconds);

/* The signal that is called TERM, HUP, ...; 0: none. */
int session_signal(const char *name);

/* SIGINT and SIGTERM end the test at the next pump. */
void session_heed_signals(void);

#endif
