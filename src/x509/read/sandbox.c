/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

/* Milliseconds between two looks at *cancelled. */
enum { GLANCE = 50 };

struct child {
	const struct pd_sandbox_job *job;
	pid_t pid;
	int answer; /* read end of its pipe; -1: closed */
	int64_t deadline;
	int status;
	bool known; /* the status is */
	struct rusage usage;
	long resident_before; /* KiB that it began with at most */
};

static int64_t
milliseconds(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- in the child -------------------------------------------------------------- */

void
pd_sandbox_answer(int answer, const void *bytes, size_t size)
{
	const char *rest = bytes;
	while (size > 0) {
		ssize_t done = write(answer, rest, size);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			_exit(EXIT_FAILURE);
		rest += done;
		size -= (size_t)done;
	}
}

/* ---- starting and ending it ---------------------------------------------------- */

/* No handler of this process may run in the child: signals stay blocked until the child
 * has reset them. */
static pid_t
fork_quietly(void)
{
	sigset_t all, before;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	pid_t pid = fork();
	if (pid != 0) {
		int number = errno;
		(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
		errno = number;
	}
	return pid;
}

static bool
start_child(
	struct child *child, const struct pd_sandbox_job *job, struct pd_error *error)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return pd_fail_errno(
			error, PD_EIO, "", _("no pipe to a sandbox can be made"));
	/* The child cannot open the catalogue, so that it has to be there before. */
	(void)_("cancelled");
	struct rusage usage = {0};
	(void)getrusage(RUSAGE_SELF, &usage);
	child->job = job;
	child->resident_before = usage.ru_maxrss;
	pid_t self = getpid();
	child->pid = fork_quietly();
	if (child->pid == 0) {
		int answer = pd_confine(ends[1], self, job->limits);
		job->work(job->context, answer);
		_exit(EXIT_SUCCESS);
	}
	int number = errno;
	(void)close(ends[1]);
	child->answer = ends[0];
	child->deadline = milliseconds() + (int64_t)job->limits->seconds * 1000;
	errno = number;
	return child->pid > 0 || pd_fail_errno(error, PD_EIO, "",
					 _("no process for a sandbox can be started"));
}

/* True when the child is gone, or not ours to wait for (SIGCHLD is ignored). */
static bool
reap_child(struct child *child, int options)
{
	pid_t got;
	do
		got = wait4(child->pid, &child->status, options, &child->usage);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return false;
	child->known = got == child->pid;
	child->pid = 0;
	return true;
}

/* A child that closed its pipe is about to end; one that does not is ended. */
static void
wait_for_end(struct child *child)
{
	while (milliseconds() < child->deadline) {
		if (reap_child(child, WNOHANG))
			return;
		(void)poll(NULL, 0, 1);
	}
}

static void
drop_child(struct child *child)
{
	if (child->pid > 0) {
		(void)kill(child->pid, SIGKILL);
		(void)reap_child(child, 0);
	}
	if (child->answer >= 0)
		(void)close(child->answer);
}

/* ---- listening to it ----------------------------------------------------------- */

static bool
fail_time(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("reading it took too long and was given up; the file is damaged, "
		  "malicious or too large: split it"));
}

static bool
fail_memory(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("reading it needed too much memory and was given up; the file is "
		  "damaged, malicious or too large: split it"));
}

/* Waits until there is something to read; false: time is over, or cancelled. */
static bool
wait_for_answer(const struct child *child, struct pd_error *error)
{
	struct pollfd wanted = {.fd = child->answer, .events = POLLIN};
	const struct pd_sandbox_job *job = child->job;
	for (;;) {
		if (job->cancelled != NULL && *job->cancelled)
			return pd_fail(error, PD_ECANCEL, job->from, _("cancelled"));
		int64_t left = child->deadline - milliseconds();
		if (left <= 0)
			return fail_time(job->from, error);
		int step = left < GLANCE ? (int)left : GLANCE;
		if (poll(&wanted, 1, step) > 0)
			return true;
	}
}

static bool
listen_to_child(
	const struct child *child, struct pd_secret *result, struct pd_error *error)
{
	enum { STEP = 1 << 16 };
	const char *from = child->job->from;
	size_t most = child->job->limits->result;
	for (;;) {
		if (!wait_for_answer(child, error))
			return false;
		ssize_t got =
			read(child->answer, pd_secret_reserve(result, STEP), STEP);
		if (got == 0)
			return true;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return pd_fail_errno(error, PD_EIO, from,
				_("the answer of the sandbox cannot be read"));
		pd_secret_added(result, (size_t)got);
		if (result->size > most)
			return pd_fail(error, PD_EINPUT, from,
				_("it holds more than %zu MiB of objects; split it"),
				most >> 20);
	}
}

/* Why it ended. A child that could not get memory aborts; near the limit, that is why.
 */
static bool
judge_end(const struct child *child, struct pd_error *error)
{
	const struct pd_sandbox_limits *limits = child->job->limits;
	const char *from = child->job->from;
	if (child->pid > 0)
		return fail_time(from, error);
	if (!child->known ||
		(WIFEXITED(child->status) && WEXITSTATUS(child->status) == 0))
		return true;
	int number = WIFSIGNALED(child->status) ? WTERMSIG(child->status) : 0;
	int64_t used = child->usage.ru_utime.tv_sec + child->usage.ru_stime.tv_sec;
	if (number == SIGXCPU || (number == SIGKILL && used >= limits->cpu_seconds))
		return fail_time(from, error);
	long grown = child->usage.ru_maxrss - child->resident_before;
	if (number == SIGKILL || grown > (long)(limits->memory >> 10) / 2)
		return fail_memory(from, error);
	return pd_fail(error, PD_EINPUT, from,
		_("reading it crashed the parser in its sandbox; the file is damaged "
		  "or "
		  "malicious"));
}

bool
pd_sandbox_run(const struct pd_sandbox_job *job, struct pd_secret *result,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
	PD_AUTO(drop_child) struct child child = {.answer = -1};
	if (!start_child(&child, job, error) ||
		!listen_to_child(&child, &answer, error))
		return false;
	wait_for_end(&child);
	if (!judge_end(&child, error))
		return false;
	*result = pd_secret_steal(&answer);
	return true;
}
