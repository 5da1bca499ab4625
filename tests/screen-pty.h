/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_SCREEN_PTY_H
#define PD_TESTS_SCREEN_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

/* A program on a terminal of its own. Between it and the test stands a keeper, which
 * does what a shell with job control does, so that the program can be stopped, and its
 * terminal looked at after it ended. */

enum pty_state { PTY_NONE, PTY_RUNS, PTY_STOPPED, PTY_ENDED };

struct pty {
	int master, slave; /* -1: closed */
	pid_t keeper, program;
	int events;
	enum pty_state state;
	int status; /* of wait(2), once it ended */
	struct termios before;
};

/* Starts the program; false with a message on standard error. */
bool pty_run(struct pty *pty, char **words, int rows, int columns);
void pty_resize(struct pty *pty, int rows, int columns);

/* Lets the stopped program go on in the foreground. */
void pty_continue(struct pty *pty);
void pty_hang_up(struct pty *pty);

/* Waits until the program wrote something or its state changed; returns what it wrote
 * (0: nothing came within the time). */
size_t pty_read(struct pty *pty, char *out, size_t room, int milliseconds);

/* Writes what the terminal takes at once; returns how much. */
size_t pty_write(struct pty *pty, const char *bytes, size_t size);

/* Has the program read all its keys, and does it wait for more? */
bool pty_is_waiting(const struct pty *pty);

/* Are the terminal's modes what they were before the program? */
bool pty_is_restored(const struct pty *pty);

void pty_end(struct pty *pty); /* kills what still runs */

#endif
