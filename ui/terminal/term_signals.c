/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

/* The handler may run at any moment and touches nothing else. */
static struct {
	volatile sig_atomic_t noted[NSIG];
	volatile pid_t owner; /* the process that took the terminal; 0: none */
	volatile sig_atomic_t away;
	volatile int pipe[2];
} state = {.pipe = {-1, -1}};

static const int noted[] = {
	SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};
enum { NOTED = sizeof noted / sizeof *noted };

static struct sigaction noted_before[NOTED];

static void
pass_signal_on(int number)
{
	for (size_t i = 0; i < NOTED; i++)
		if (noted[i] == number)
			(void)sigaction(number, &noted_before[i], NULL);
	(void)raise(number);
}

static void
note_terminal_signal(int number)
{
	int error = errno;
	if (!pd_signals_are_ours()) {
		pass_signal_on(number);
		return;
	}
	/* C-c and C-\ reach the whole process group, but are meant for the program that
	 * has the terminal. */
	if (state.away && (number == SIGINT || number == SIGQUIT))
		return;
	state.noted[number] = 1;
	/* If the pipe is full, its reader wakes up anyway. */
	if (write(state.pipe[1], "", 1) < 0)
		errno = error;
	errno = error;
}

static bool
open_signal_pipe(struct pd_error *error)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return pd_fail_errno(
			error, PD_EIO, "", _("a pipe for signals cannot be opened"));
	state.pipe[0] = ends[0];
	state.pipe[1] = ends[1];
	return true;
}

static void
set_signal_handler(
	int number, void (*handler)(int), int flags, struct sigaction *before)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(number, &action, before);
}

bool
pd_signals_start(struct pd_error *error)
{
	if (!open_signal_pipe(error))
		return false;
	state.away = 0;
	state.owner = getpid();
	for (size_t i = 0; i < NOTED; i++) {
		state.noted[noted[i]] = 0;
		set_signal_handler(
			noted[i], note_terminal_signal, SA_RESTART, &noted_before[i]);
		/* For example SIGHUP under nohup. */
		if (noted_before[i].sa_handler == SIG_IGN)
			(void)sigaction(noted[i], &noted_before[i], NULL);
	}
	return true;
}

void
pd_signals_stop(void)
{
	if (!pd_signals_are_ours())
		return;
	for (size_t i = 0; i < NOTED; i++)
		(void)sigaction(noted[i], &noted_before[i], NULL);
	state.owner = 0;
	(void)close(state.pipe[0]);
	(void)close(state.pipe[1]);
	state.pipe[0] = state.pipe[1] = -1;
}

bool
pd_signals_are_ours(void)
{
	return state.owner == getpid();
}

int
pd_signals_descriptor(void)
{
	return state.pipe[0];
}

bool
pd_signals_any(void)
{
	/* Drain the pipe before looking, so that any later signal wakes the reader
	 * again. */
	char drain[64];
	while (read(state.pipe[0], drain, sizeof drain) > 0)
		;
	for (size_t i = 0; i < NOTED; i++)
		if (state.noted[noted[i]])
			return true;
	return false;
}

bool
pd_signals_end(void)
{
	return state.noted[SIGTERM] || state.noted[SIGHUP] || state.noted[SIGQUIT];
}

bool
pd_signals_take(int number)
{
	bool was = state.noted[number];
	state.noted[number] = 0;
	return was;
}

static const struct sigaction *
find_stop_action(void)
{
	size_t i = 0;
	while (noted[i] != SIGTSTP)
		i++;
	return &noted_before[i];
}

void
pd_signals_pause(void)
{
	state.away = 1;
	(void)sigaction(SIGTSTP, find_stop_action(), NULL);
}

void
pd_signals_resume(void)
{
	if (find_stop_action()->sa_handler != SIG_IGN)
		set_signal_handler(SIGTSTP, note_terminal_signal, SA_RESTART, NULL);
	state.noted[SIGCONT] = 0;
	state.away = 0;
}
