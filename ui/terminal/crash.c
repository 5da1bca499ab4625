/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/crash.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

/* All that end a program without asking it, and are not heard by term_signals.c, teletype.c or
 * ask_tty.c or passed over (main.c): those of a fault, of a limit, and what anybody may send. */
static const int crashes[] = {
	SIGSEGV,
	SIGABRT,
	SIGBUS,
	SIGFPE,
	SIGILL,
	SIGTRAP,
	SIGSYS,
	SIGXCPU,
	SIGALRM,
	SIGVTALRM,
	SIGPROF,
	SIGUSR1,
	SIGUSR2,
	SIGPOLL,
	SIGPWR,
#ifdef SIGSTKFLT
	SIGSTKFLT,
#endif
};
enum { CRASHES = sizeof crashes / sizeof *crashes, BYTES = 256 };

/* The handler runs at any moment, in any thread: it touches nothing but this. */
static struct {
	volatile sig_atomic_t armed;
	volatile pid_t owner;
	int terminal;
	char bytes[BYTES];
	size_t size;
	struct termios modes;
	struct sigaction before[CRASHES];
	stack_t stack_before;
	/* What stands for standard error meanwhile, and that itself; both -1: nothing does. */
	volatile int said, error;
} guard = {.said = -1, .error = -1};

/* ---- standard error ------------------------------------------------------------------ */

/* What libraries say there, as modules of tokens do, would be written across the screen. */
static void
keep_what_is_said(void)
{
	int ends[2];
	if (guard.said >= 0 || !isatty(STDERR_FILENO) ||
		pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
		return;
	guard.said = ends[0];
	guard.error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	if (guard.error >= 0)
		(void)dup2(ends[1], STDERR_FILENO);
	(void)close(ends[1]);
}

/* In a handler, too. */
static void
say_what_was_kept(void)
{
	char bytes[BYTES];
	if (guard.said < 0)
		return;
	if (guard.error >= 0) {
		(void)dup2(guard.error, STDERR_FILENO);
		(void)close(guard.error);
	}
	for (ssize_t size; (size = read(guard.said, bytes, sizeof bytes)) > 0;)
		if (write(STDERR_FILENO, bytes, (size_t)size) < 0)
			break;
	(void)close(guard.said);
	guard.said = guard.error = -1;
}

/* ---- crashes ------------------------------------------------------------------------- */

static void
give_terminal_back(void)
{
	for (size_t at = 0; at < guard.size;) {
		ssize_t wrote =
			write(guard.terminal, guard.bytes + at, guard.size - at);
		if (wrote <= 0)
			break;
		at += (size_t)wrote;
	}
	/* From the background, setting modes would stop the process instead of letting it
	 * die. What was pasted must not run in the shell. */
	(void)signal(SIGTTOU, SIG_IGN);
	(void)tcflush(guard.terminal, TCIFLUSH);
	(void)tcsetattr(guard.terminal, TCSANOW, &guard.modes);
	say_what_was_kept();
}

static void
handle_crash(int number)
{
	if (guard.armed && guard.owner == getpid())
		give_terminal_back();
	for (size_t i = 0; i < CRASHES; i++)
		if (crashes[i] == number)
			(void)sigaction(number, &guard.before[i], NULL);
	(void)raise(number);
}

/* The same where memory is out, which is no crash. */
static void
end_without_memory(void)
{
	if (guard.armed && guard.owner == getpid())
		give_terminal_back();
}

static void
install_handlers(void)
{
	pd_memory_at_end(end_without_memory);
	static char stack[PD_CRASH_STACK];
	/* A crash may be that the stack has run out. */
	(void)sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack},
		&guard.stack_before);
	struct sigaction action = {
		.sa_handler = handle_crash, .sa_flags = SA_NODEFER | SA_ONSTACK};
	(void)sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < CRASHES; i++)
		(void)sigaction(crashes[i], &action, &guard.before[i]);
}

void
pd_crash_arm(
	int terminal, const char *bytes, const struct termios *modes, bool is_screen)
{
	if (!guard.armed)
		install_handlers();
	if (is_screen)
		keep_what_is_said();
	guard.armed = 0;
	guard.owner = getpid();
	guard.terminal = terminal;
	guard.size = strnlen(bytes, sizeof guard.bytes);
	memcpy(guard.bytes, bytes, guard.size);
	guard.modes = *modes;
	guard.armed = 1;
}

void
pd_crash_disarm(void)
{
	if (!guard.armed)
		return;
	guard.armed = 0;
	for (size_t i = 0; i < CRASHES; i++)
		(void)sigaction(crashes[i], &guard.before[i], NULL);
	(void)sigaltstack(&guard.stack_before, NULL);
	say_what_was_kept();
}

void
pd_crash_watch_thread(char stack[PD_CRASH_STACK], stack_t *before)
{
	(void)sigaltstack(
		&(stack_t){.ss_sp = stack, .ss_size = PD_CRASH_STACK}, before);
	sigset_t heard;
	(void)sigemptyset(&heard);
	for (size_t i = 0; i < CRASHES; i++)
		(void)sigaddset(&heard, crashes[i]);
	(void)pthread_sigmask(SIG_UNBLOCK, &heard, NULL);
}

void
pd_crash_unwatch_thread(const stack_t *before)
{
	(void)sigaltstack(before, NULL);
}
