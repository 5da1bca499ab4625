/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/array.h"
#include "base/memory.h"

enum { FIRST_FREE = STDERR_FILENO + 1, HEADROOM = 32 << 20 };

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

int
pd_confine_keep(int descriptor)
{
	int kept = fcntl(descriptor, F_DUPFD, FIRST_FREE);
	if (kept < 0)
		_exit(EXIT_FAILURE);
	silence_streams();
	if (kept != FIRST_FREE && dup2(kept, FIRST_FREE) < 0)
		_exit(EXIT_FAILURE);
	close_from(FIRST_FREE + 1);
	reset_signals();
	return FIRST_FREE;
}

/* ---- limits -------------------------------------------------------------------- */

/* Where there is a lower limit already, that one holds. Time has a signal of its own that
 * comes before the end. */
static bool
set_limit(int resource, size_t wanted)
{
	struct rlimit value;
	size_t most = resource == RLIMIT_CPU ? wanted + 1 : wanted;
	if (getrlimit((__rlimit_resource_t)resource, &value) < 0)
		return false;
	if (value.rlim_max == RLIM_INFINITY || value.rlim_max > most)
		value.rlim_max = most;
	value.rlim_cur = value.rlim_max < wanted ? value.rlim_max : wanted;
	return setrlimit((__rlimit_resource_t)resource, &value) == 0;
}

/* Memory is what the process itself maps to write to: what the helper has of that is far
 * below HEADROOM, so that nobody has to look at how much. */
static bool
set_limits(const struct pd_sandbox_limits *limits)
{
	return set_limit(RLIMIT_CORE, 0) && set_limit(RLIMIT_FSIZE, 0) &&
	       set_limit(RLIMIT_CPU, limits->cpu_seconds) &&
	       (PD_SANITIZED || set_limit(RLIMIT_DATA, limits->memory + HEADROOM));
}

/* ---- system calls -------------------------------------------------------------- */

/* What malloc, GnuTLS, the C library and the answer need. */
static const int usual_calls[] = {
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

/* What a connection needs that is there already. */
static const int network_calls[] = {
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(ppoll_time64),
	SCMP_SYS(recv), /* of its own on i386, and so is send */
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(send),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(shutdown),
};

static bool
allow_each(scmp_filter_ctx filter, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) < 0)
			return false;
	return true;
}

/* abort() signals its own process; others are not its business. */
static bool
allow_signals_to_itself(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp itself =
		SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0);
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, itself) >=
		       0 &&
	       seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(kill), 1, itself) >= 0;
}

PD_DROP(drop_filter, scmp_filter_ctx, seccomp_release);

/* Anything else fails with EPERM: libraries take that better than death, and valgrind
 * can watch. */
static bool
filter_calls(const struct pd_sandbox_limits *limits)
{
	/* One thread needs no more than prctl(2), which valgrind and old kernels know. */
	(void)seccomp_api_set(1);
	PD_AUTO(drop_filter)
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	return filter != NULL &&
	       allow_each(filter, usual_calls, PD_COUNT(usual_calls)) &&
	       (!limits->network ||
		       allow_each(filter, network_calls, PD_COUNT(network_calls))) &&
	       allow_signals_to_itself(filter) && seccomp_load(filter) == 0;
}

/* Files cannot be opened for want of the calls; where the kernel has Landlock, they could
 * not be even with them. */
static void
close_file_system(void)
{
#ifdef SYS_landlock_create_ruleset
	/* All rights of the first version, and no rule that grants one. */
	const struct landlock_ruleset_attr all = {
		.handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
	long rules = syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (rules < 0)
		return;
	(void)syscall(SYS_landlock_restrict_self, rules, 0);
	(void)close((int)rules);
#endif
}

bool
pd_confine(const struct pd_sandbox_limits *limits)
{
	if (!set_limits(limits) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return false;
	close_file_system();
	return filter_calls(limits);
}
