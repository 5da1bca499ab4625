/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usage: crash-trace CALL COUNT-FILE PROGRAM [ARGUMENT]...
 *
 * Runs a program, and counts the system calls of all its processes and threads, from the first
 * fork on, when the loader is done, that leave something behind them: at any other one a kill
 * leaves what it leaves at the next of these. The process that begins number CALL is killed
 * there, as by kill -9; 0: none is. COUNT-FILE gets how many there were of these, and of all.
 * Ends as the program does: with its status, or 137 where it was killed. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXIT_BROKEN = 125 };

static long calls, all_calls, kill_at;
static bool counting;

/* Calls that look, or change the process alone. */
static const long looking[] = {
	SYS_read,
	SYS_pread64,
	SYS_close,
	SYS_fstat,
	SYS_lseek,
	SYS_mmap,
	SYS_munmap,
	SYS_mprotect,
	SYS_mremap,
	SYS_brk,
	SYS_madvise,
	SYS_mlock,
	SYS_munlock,
	SYS_getdents64,
	SYS_getrandom,
	SYS_rt_sigaction,
	SYS_rt_sigprocmask,
	SYS_getpid,
	SYS_gettid,
	SYS_getuid,
	SYS_geteuid,
	SYS_getgid,
	SYS_getegid,
	SYS_clock_gettime,
	SYS_futex,
	SYS_fcntl,
	SYS_ioctl,
	SYS_prctl,
	SYS_prlimit64,
	SYS_set_robust_list,
	SYS_uname,
	SYS_ppoll,
	SYS_statx,
	SYS_faccessat,
	SYS_readlinkat,
	SYS_fstatfs,
	SYS_statfs,
	SYS_sigaltstack,
	SYS_sched_yield,
	SYS_sched_getaffinity,
#ifdef SYS_rseq
	SYS_rseq,
#endif
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
#ifdef SYS_access
	SYS_access,
	SYS_readlink,
	SYS_stat,
	SYS_lstat,
	SYS_poll,
	SYS_arch_prctl,
#endif
};

static bool
looks(const struct __ptrace_syscall_info *info)
{
	long number = (long)info->entry.nr;
	for (size_t i = 0; i < sizeof looking / sizeof *looking; i++)
		if (number == looking[i])
			return true;
	return number == SYS_openat && (info->entry.args[2] & O_CREAT) == 0;
}

/* A call begins: is it one that counts? */
static bool
counts(pid_t process)
{
	struct __ptrace_syscall_info info = {0};
	if (ptrace(PTRACE_GET_SYSCALL_INFO, process, sizeof info, &info) <= 0 ||
		info.op != PTRACE_SYSCALL_INFO_ENTRY)
		return false;
	all_calls++;
	return !looks(&info);
}

static void
stopped(pid_t process, int status)
{
	int number = WSTOPSIG(status), event = status >> 16;
	int passed = 0;
	counting = counting || event == PTRACE_EVENT_FORK ||
		   event == PTRACE_EVENT_CLONE || event == PTRACE_EVENT_VFORK;
	if (number == (SIGTRAP | 0x80)) {
		if (counting && counts(process) && ++calls == kill_at)
			(void)kill(process, SIGKILL);
	} else if (event == 0) {
		passed = number; /* a signal of its own */
	}
	(void)ptrace(PTRACE_SYSCALL, process, NULL, passed);
}

/* Until no process is left. */
static int
follow(pid_t first)
{
	int result = EXIT_BROKEN, status;
	for (;;) {
		pid_t process = waitpid(-1, &status, __WALL);
		if (process < 0 && errno == EINTR)
			continue;
		if (process < 0)
			return result;
		if (WIFSTOPPED(status))
			stopped(process, status);
		else if (process == first)
			result = WIFEXITED(status) ? WEXITSTATUS(status)
						   : 128 + WTERMSIG(status);
	}
}

int
main(int count, char **words)
{
	if (count < 4)
		return EXIT_BROKEN;
	kill_at = atol(words[1]);
	pid_t child = fork();
	if (child == 0) {
		(void)raise(SIGSTOP);
		(void)execvp(words[3], words + 3);
		_exit(EXIT_BROKEN);
	}
	int status;
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK |
			     PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
			     PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	if (child < 0 || waitpid(child, &status, WUNTRACED) != child ||
		ptrace(PTRACE_SEIZE, child, NULL, options) < 0) {
		perror("crash-trace");
		(void)kill(child, SIGKILL);
		return EXIT_BROKEN;
	}
	(void)kill(child, SIGCONT);
	int result = follow(child);
	FILE *file = fopen(words[2], "we");
	if (file != NULL && fprintf(file, "%ld %ld\n", calls, all_calls) > 0 &&
		fclose(file) == 0)
		return result;
	return EXIT_BROKEN;
}
