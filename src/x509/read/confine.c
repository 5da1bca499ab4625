/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/array.h"

enum { FIRST_FREE = STDERR_FILENO + 1 };

/* An aborting library writes to standard error, which is the operator's screen. */
static void
silence_streams(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int i = 0; i < FIRST_FREE; i++) {
		if (PD_SANITIZED && i == STDERR_FILENO)
			continue;
		if (null < 0 || dup2(null, i) < 0)
			(void)close(i);
	}
}

static void
close_from(int first)
{
	if (close_range((unsigned)first, ~0U, 0) == 0)
		return;
	long most = sysconf(_SC_OPEN_MAX);
	if (most < 0 || most > 1 << 16)
		most = 1 << 16;
	for (int i = first; i < most; i++)
		(void)close(i);
}

static int
keep_only(int answer)
{
	int kept = fcntl(answer, F_DUPFD, FIRST_FREE);
	if (kept < 0)
		_exit(EXIT_FAILURE);
	silence_streams();
	if (kept != FIRST_FREE && dup2(kept, FIRST_FREE) < 0)
		_exit(EXIT_FAILURE);
	close_from(FIRST_FREE + 1);
	return FIRST_FREE;
}

/* The terminal sends these to all of its processes: the parent decides. And a write to a
 * file fails without a signal, as all else that is forbidden here: valgrind, which writes a
 * log, would die of it. */
static bool
is_ignored(int number)
{
	return number == SIGINT || number == SIGQUIT || number == SIGHUP ||
	       number == SIGTSTP || number == SIGXFSZ;
}

static void
reset_signals(void)
{
	struct sigaction action = {0};
	for (int number = 1; number < NSIG; number++) {
		action.sa_handler = is_ignored(number) ? SIG_IGN : SIG_DFL;
		/* A few cannot be set, and need not. */
		(void)sigaction(number, &action, NULL);
	}
	sigset_t none;
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Bytes mapped now, 0 if the system does not tell. */
static size_t
mapped_bytes(void)
{
	char text[64];
	int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	ssize_t size = file < 0 ? -1 : read(file, text, sizeof text - 1);
	if (file >= 0)
		(void)close(file);
	if (size <= 0)
		return 0;
	text[size] = '\0';
	return strtoul(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

static void
set_limit(int resource, size_t soft, size_t hard)
{
	const struct rlimit value = {soft, hard};
	(void)setrlimit((__rlimit_resource_t)resource, &value);
}

static void
set_limits(const struct pd_sandbox_limits *limits)
{
	set_limit(RLIMIT_CORE, 0, 0);
	set_limit(RLIMIT_FSIZE, 0, 0);
	set_limit(RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds + 1);
	size_t now = mapped_bytes();
	if (!PD_SANITIZED && now > 0)
		set_limit(RLIMIT_AS, now + limits->memory, now + limits->memory);
}

/* Allows what malloc, GnuTLS, the C library and the answer need. Anything else fails with
 * EPERM: libraries take that better than death, and valgrind can watch. */
static bool
allow_calls(scmp_filter_ctx filter)
{
	static const int calls[] = {
		SCMP_SYS(read),
		SCMP_SYS(write),
		SCMP_SYS(writev),
		SCMP_SYS(close),
		SCMP_SYS(exit),
		SCMP_SYS(exit_group),
		SCMP_SYS(brk),
		SCMP_SYS(mmap),
		SCMP_SYS(mmap2),
		SCMP_SYS(munmap),
		SCMP_SYS(mremap),
		SCMP_SYS(mprotect),
		SCMP_SYS(madvise),
		SCMP_SYS(mlock),
		SCMP_SYS(munlock),
		SCMP_SYS(futex),
		SCMP_SYS(futex_time64),
		SCMP_SYS(getrandom),
		SCMP_SYS(clock_gettime),
		SCMP_SYS(clock_gettime64),
		SCMP_SYS(gettimeofday),
		SCMP_SYS(time),
		SCMP_SYS(rt_sigreturn),
		SCMP_SYS(sigreturn),
		SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigaction),
		SCMP_SYS(rt_sigtimedwait),
		SCMP_SYS(sigaltstack),
		SCMP_SYS(restart_syscall),
		SCMP_SYS(sched_yield),
		SCMP_SYS(getpid),
		SCMP_SYS(gettid),
	};
	for (size_t i = 0; i < PD_COUNT(calls); i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) < 0)
			return false;
	/* abort() signals its own process; others are not its business. */
	const struct scmp_arg_cmp itself =
		SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, itself) >=
		       0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1, itself) >= 0;
}

static void
filter_calls(void)
{
	/* One thread needs no more than prctl(2), which valgrind and old kernels know.
	 */
	(void)seccomp_api_set(1);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (filter == NULL)
		return;
	if (allow_calls(filter))
		(void)seccomp_load(filter);
	seccomp_release(filter);
}

int
pd_confine(int answer, int parent, const struct pd_sandbox_limits *limits)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_FAILURE);
	int kept = keep_only(answer);
	reset_signals();
	set_limits(limits);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	filter_calls();
	return kept;
}
