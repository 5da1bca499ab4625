/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/ask_tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "ui/terminal/echo.h"
#include "ui/terminal/terminal.h"

enum { LINE_LIMIT = 4096 };

static int
open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

bool
pd_ask_possible(void)
{
	PD_AUTO(pd_drop_descriptor) int terminal = open_terminal();
	return terminal >= 0;
}

/* ---- signals --------------------------------------------------------------- */

/* Signals that end or stop the program while it waits for an answer. */
static const int signals[] = {
	SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};

/* The last two result from our own access to the terminal from the background; the
 * others come from outside at any time. */
enum { SIGNALS = sizeof signals / sizeof *signals, OF_OTHERS = SIGNALS - 2 };

static volatile sig_atomic_t caught;

static void
note_signal(int number)
{
	caught = number;
}

/* The state of terminal and signals before a question. */
struct question {
	int terminal;
	struct pd_echo echo;
	struct sigaction actions[SIGNALS];
	sigset_t mask;
};

static void
prepare_tty(struct question *question, int terminal, tcflag_t hidden, int when)
{
	caught = 0;
	/* Signals from outside are unblocked only while waiting for input, so that none
	 * can arrive just before and go unnoticed. */
	struct sigaction action = {.sa_handler = note_signal};
	sigset_t others;
	(void)sigemptyset(&others);
	for (size_t i = 0; i < OF_OTHERS; i++)
		(void)sigaddset(&others, signals[i]);
	(void)sigprocmask(SIG_BLOCK, &others, &question->mask);
	for (size_t i = 0; i < SIGNALS; i++) {
		(void)sigaction(signals[i], &action, &question->actions[i]);
		if (question->actions[i].sa_handler == SIG_IGN)
			(void)sigaction(signals[i], &question->actions[i], NULL);
	}
	question->terminal = terminal;
	pd_echo_switch_off(&question->echo, terminal, hidden, when);
}

/* Restores everything, then lets a signal that was caught take effect. true: there was
 * one, and the program still runs, because it was stopped and continued. */
static bool
restore_tty(struct question *question)
{
	pd_echo_restore(&question->echo);
	for (size_t i = 0; i < SIGNALS; i++)
		(void)sigaction(signals[i], &question->actions[i], NULL);
	(void)sigprocmask(SIG_SETMASK, &question->mask, NULL);
	if (caught == 0)
		return false;
	(void)raise(caught);
	return true;
}

/* ---- reading --------------------------------------------------------------- */

/* If writing fails, so will reading the answer, which is reported. */
static void
say_on_tty(int terminal, const char *text)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret shown = {0};
	pd_term_add_lines(text, &shown);
	(void)!write(terminal, shown.data, shown.size);
}

static bool
fail_terminal_lost(struct pd_error *error)
{
	return pd_fail_errno(error, PD_EIO, _("the terminal"), _("cannot be read"));
}

static bool
fail_as_cancelled(struct pd_error *error)
{
	return pd_fail(error, PD_ECANCEL, NULL, _("cancelled; nothing was changed"));
}

/* Like read, but interrupted by signals, even by one that arrived before. */
static ssize_t
read_from_tty(const struct question *question, void *bytes, size_t size)
{
	struct pollfd input = {.fd = question->terminal, .events = POLLIN};
	if (ppoll(&input, 1, NULL, &question->mask) < 0)
		return -1;
	return read(question->terminal, bytes, size);
}

/* Reads a line. The rest of one that is too long is read as well, so that it does not
 * answer the next question. */
static bool
read_tty_line(
	const struct question *question, struct pd_secret *out, struct pd_error *error)
{
	for (size_t size = 0;; size++) {
		char byte;
		ssize_t got = read_from_tty(question, &byte, 1);
		if (got < 0)
			return fail_terminal_lost(error);
		if (got == 0 && size == 0)
			return fail_as_cancelled(error);
		if (got == 0 || byte == '\n')
			return size <= LINE_LIMIT ||
			       pd_fail(error, PD_EINPUT, _("the terminal"),
				       _("the line is longer than %d bytes; type a "
					 "shorter one"),
				       LINE_LIMIT);
		if (size < LINE_LIMIT)
			pd_secret_add(out, &byte, 1);
		pd_wipe(&byte, 1);
	}
}

/* Not line by line, as the terminal would cut lines at 4096 bytes. */
static bool
read_tty_paste(
	const struct question *question, struct pd_secret *out, struct pd_error *error)
{
	const int last = question->echo.is_off ? question->echo.modes.c_cc[VEOF] : 4;
	for (;;) {
		unsigned char *place = pd_secret_reserve(out, LINE_LIMIT);
		ssize_t got = read_from_tty(question, place, LINE_LIMIT);
		if (got < 0)
			return fail_terminal_lost(error);
		const unsigned char *stop = memchr(place, last, (size_t)got);
		pd_secret_added(out, stop ? (size_t)(stop - place) : (size_t)got);
		if (out->size > PD_INPUT_LIMIT)
			return pd_fail(error, PD_EINPUT, _("the terminal"),
				_("what was pasted is larger than %zu MiB; write it "
				  "to a file and name that"),
				PD_INPUT_LIMIT >> 20);
		if (got == 0 || stop != NULL)
			return true;
	}
}

typedef bool reader(
	const struct question *question, struct pd_secret *out, struct pd_error *error);

/* Asks until an answer was read without being interrupted by a signal. */
static bool
ask_on_tty(int terminal, const char *text, tcflag_t hidden, reader *read_answer,
	struct pd_secret *out, struct pd_error *error)
{
	for (;;) {
		struct question question;
		/* What was typed before the question does not answer it. */
		prepare_tty(&question, terminal, hidden,
			(hidden & ICANON) != 0 ? TCSADRAIN : TCSAFLUSH);
		say_on_tty(terminal, text);
		struct pd_error problem = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
		bool good = read_answer(&question, &answer, &problem);
		/* An answer without echo, or none at all, has not ended the line. */
		if (hidden != 0 || problem.code == PD_ECANCEL)
			say_on_tty(terminal, "\n");
		if (restore_tty(&question))
			continue;
		if (good)
			*out = pd_secret_steal(&answer);
		else
			*error = problem;
		return good;
	}
}

static bool
ask_tty_line(const char *text, tcflag_t hidden, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor) int terminal = open_terminal();
	if (terminal < 0)
		return pd_fail_errno(
			error, PD_EIO, _("the terminal"), _("cannot be opened"));
	return ask_on_tty(terminal, text, hidden, read_tty_line, out, error);
}

bool
pd_ask_passphrase(const char *text, struct pd_secret *out, struct pd_error *error)
{
	return ask_tty_line(text, ECHO, out, error);
}

bool
pd_ask_line(const char *text, struct pd_secret *out, struct pd_error *error)
{
	return ask_tty_line(text, 0, out, error);
}

bool
pd_ask_yes(const char *text, bool *yes, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
	bool good = ask_tty_line(text, 0, &answer, error);
	if (!good && error->code != PD_ECANCEL)
		return false;
	if (!good)
		pd_error_clear(error);
	*yes = good && rpmatch(pd_secret_text(&answer)) == 1;
	return true;
}

bool
pd_ask_paste(const char *text, struct pd_secret *out, struct pd_error *error)
{
	say_on_tty(STDERR_FILENO, text);
	return ask_on_tty(STDIN_FILENO, "", ECHO | ICANON, read_tty_paste, out, error);
}
