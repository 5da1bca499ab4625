/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/sandbox.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "x509/read/sandbox_helper.h"

/* Milliseconds between two looks at *cancelled, and that a child which was ended may take
 * to be gone. */
enum { GLANCE = 50, LAST_WAIT = 2000 };

/* The helper belongs to the process as its standard streams do. */
static struct {
	pthread_mutex_t mutex;
	int control; /* -1: there is none */
	enum pd_confinement confinement;
} helper = {PTHREAD_MUTEX_INITIALIZER, -1, PD_CONFINE_ALWAYS};

/* A job that the helper was given. */
struct sandboxed_child {
	const struct pd_sandbox_job *job;
	int channel; /* job in, answer out; -1: closed */
	int end;     /* its end is told here; -1: closed */
	int64_t deadline;
	struct pd_helper_end told;
};

/* ---- parts --------------------------------------------------------------------- */

void
pd_sandbox_put_size(struct pd_secret *out, size_t size)
{
	uint64_t told = size;
	pd_secret_add(out, &told, sizeof told);
}

void
pd_sandbox_put(struct pd_secret *out, struct pd_bytes part)
{
	pd_sandbox_put_size(out, part.size);
	pd_secret_add(out, part.data, part.size);
}

bool
pd_sandbox_take(struct pd_bytes *rest, struct pd_bytes *part)
{
	uint64_t size;
	if (rest->size < sizeof size)
		return false;
	memcpy(&size, rest->data, sizeof size);
	if (size > rest->size - sizeof size)
		return false;
	*part = (struct pd_bytes){rest->data + sizeof size, (size_t)size};
	rest->data += sizeof size + size;
	rest->size -= sizeof size + size;
	return true;
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

/* ---- the helper ---------------------------------------------------------------- */

enum pd_confinement
pd_sandbox_require(enum pd_confinement confinement)
{
	enum pd_confinement before = helper.confinement;
	helper.confinement = confinement;
	return before;
}

/* No handler of this process may run in the helper: signals stay blocked until it has
 * reset them. */
static pid_t
fork_helper(void)
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

/* By errno; EAGAIN is what fork says of a limit. */
static bool
fail_to_start(struct pd_error *error)
{
	if (errno == EAGAIN)
		return pd_fail(error, PD_EIO, "",
			_("as many processes run as this account (ulimit -u), "
			  "service or container may have; a sandbox needs one more"));
	return pd_fail_errno(
		error, PD_EIO, "", _("no process for a sandbox can be started"));
}

/* Under the mutex. */
static bool
start_helper(struct pd_error *error)
{
	int ends[2];
	if (helper.control >= 0)
		return true;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
		return pd_fail_errno(
			error, PD_EIO, "", _("no pipe to a sandbox can be made"));
	/* A child cannot open the catalogue, so that it has to be there before. */
	(void)_("cancelled");
	pid_t pid = fork_helper();
	if (pid == 0)
		pd_helper_serve(ends[1]);
	int number = errno;
	(void)close(ends[1]);
	errno = number;
	if (pid < 0) {
		(void)close(ends[0]);
		errno = number;
		return fail_to_start(error);
	}
	helper.control = ends[0];
	return true;
}

void
pd_sandbox_start(void)
{
	struct pd_error told_when_needed = {0};
	(void)pthread_mutex_lock(&helper.mutex);
	(void)start_helper(&told_when_needed);
	(void)pthread_mutex_unlock(&helper.mutex);
}

void
pd_sandbox_stop(void)
{
	(void)pthread_mutex_lock(&helper.mutex);
	pd_drop_descriptor(&helper.control);
	(void)pthread_mutex_unlock(&helper.mutex);
}

/* false: errno. */
static bool
send_request(const struct pd_helper_request *request, const int ends[2])
{
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(2 * sizeof(int))];
	} control = {.head = {.cmsg_level = SOL_SOCKET,
			     .cmsg_type = SCM_RIGHTS,
			     .cmsg_len = CMSG_LEN(2 * sizeof(int))}};
	struct iovec part = {(void *)request, sizeof *request};
	const struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};
	memcpy(CMSG_DATA(&control.head), ends, 2 * sizeof(int));
	ssize_t sent;
	do
		sent = sendmsg(helper.control, &message, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent >= 0;
}

/* A helper that was killed is replaced by another. */
static bool
ask_helper(const struct pd_helper_request *request, const int ends[2],
	struct pd_error *error)
{
	(void)pthread_mutex_lock(&helper.mutex);
	bool started = start_helper(error);
	bool sent = started && send_request(request, ends);
	if (started && !sent && (errno == EPIPE || errno == ECONNRESET)) {
		pd_drop_descriptor(&helper.control);
		started = start_helper(error);
		sent = started && send_request(request, ends);
	}
	int number = errno;
	(void)pthread_mutex_unlock(&helper.mutex);
	errno = number;
	return sent || (started && fail_to_start(error));
}

/* Member by member: the gaps between them are sent as well. */
static void
fill_request(const struct pd_sandbox_job *job, struct pd_helper_request *out)
{
	const struct pd_sandbox_limits *limits = job->limits;
	memset(out, 0, sizeof *out);
	out->work = job->work;
	out->limits.seconds = limits->seconds;
	out->limits.cpu_seconds = limits->cpu_seconds;
	out->limits.memory = limits->memory;
	out->limits.result = limits->result;
	out->limits.network = limits->network;
	out->limits.later = limits->later;
	out->confinement = helper.confinement;
	out->size = job->input.size + job->more.size;
}

static bool
start_child(struct sandboxed_child *child, const struct pd_sandbox_job *job,
	struct pd_error *error)
{
	int channel[2], end[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) < 0)
		return pd_fail_errno(
			error, PD_EIO, "", _("no pipe to a sandbox can be made"));
	child->channel = channel[0];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, end) < 0) {
		(void)pd_fail_errno(
			error, PD_EIO, "", _("no pipe to a sandbox can be made"));
		(void)close(channel[1]);
		return false;
	}
	child->end = end[0];
	child->job = job;
	child->deadline = pd_milliseconds_now() + (int64_t)job->limits->seconds * 1000;
	struct pd_helper_request request;
	fill_request(job, &request);
	const int theirs[2] = {channel[1], end[1]};
	bool asked = ask_helper(&request, theirs, error);
	(void)close(channel[1]);
	(void)close(end[1]);
	return asked;
}

/* Closing its end ends a child that is still there; it is gone when the helper has closed
 * the other one. */
static void
drop_child(struct sandboxed_child *child)
{
	char byte;
	pd_drop_descriptor(&child->channel);
	if (child->end < 0)
		return;
	(void)shutdown(child->end, SHUT_WR);
	struct pollfd gone = {.fd = child->end, .events = POLLIN};
	while (poll(&gone, 1, LAST_WAIT) > 0 && read(child->end, &byte, 1) > 0)
		continue;
	pd_drop_descriptor(&child->end);
}

/* ---- talking to it ------------------------------------------------------------- */

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

/* Waits until that can be done on the descriptor; false: time is over, or cancelled. */
static bool
wait_for_child(const struct sandboxed_child *child, int descriptor, short events,
	struct pd_error *error)
{
	struct pollfd wanted = {.fd = descriptor, .events = events};
	const struct pd_sandbox_job *job = child->job;
	for (;;) {
		if (job->cancelled != NULL && *job->cancelled)
			return pd_fail(error, PD_ECANCEL, job->from, _("cancelled"));
		int64_t left = child->deadline - pd_milliseconds_now();
		if (left <= 0)
			return fail_time(job->from, error);
		int step = left < GLANCE ? (int)left : GLANCE;
		if (poll(&wanted, 1, step) > 0)
			return true;
	}
}

/* A child that ends before it has read all tells why by its end. */
static bool
send_part(const struct sandboxed_child *child, struct pd_bytes rest,
	struct pd_error *error)
{
	while (rest.size > 0) {
		ssize_t sent = send(child->channel, rest.data, rest.size,
			MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent > 0) {
			rest.data += sent;
			rest.size -= (size_t)sent;
		} else if (errno != EAGAIN && errno != EINTR) {
			return true;
		} else if (!wait_for_child(child, child->channel, POLLOUT, error)) {
			return false;
		}
	}
	return true;
}

static bool
listen_to_child(const struct sandboxed_child *child, struct pd_secret *result,
	struct pd_error *error)
{
	enum { STEP = 1 << 16 };
	const char *from = child->job->from;
	size_t most = child->job->limits->result;
	for (;;) {
		if (!wait_for_child(child, child->channel, POLLIN, error))
			return false;
		ssize_t got =
			read(child->channel, pd_secret_reserve(result, STEP), STEP);
		if (got == 0 || (got < 0 && errno == ECONNRESET))
			return true;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return pd_fail_errno(error, PD_EIO, from,
				_("the answer of the sandbox cannot be read"));
		pd_secret_added(result, (size_t)got);
		if (result->size > most)
			return pd_fail(error, PD_EINPUT, from,
				_("holds more than %zu MiB of objects; split it"),
				most >> 20);
	}
}

/* A child that closed its channel is about to end; one that does not is ended. */
static bool
hear_end(struct sandboxed_child *child, struct pd_error *error)
{
	if (!wait_for_child(child, child->end, POLLIN, error))
		return false;
	if (read(child->end, &child->told, sizeof child->told) == sizeof child->told)
		return true;
	return pd_fail(error, PD_EIO, child->job->from,
		_("the process that reads what comes from outside has ended; try "
		  "again"));
}

static bool
fail_unconfined(struct pd_error *error)
{
	return pd_fail(error, PD_EIO, "",
		_("this system cannot confine the process that reads what comes from "
		  "outside (seccomp or limits are missing or forbidden), so nothing is "
		  "read; "
		  "allow it, or read unconfined with --unsafe"));
}

/* Why it ended. A child that could not get memory aborts; near the limit, that is why.
 */
static bool
judge_end(const struct sandboxed_child *child, struct pd_error *error)
{
	const struct pd_sandbox_limits *limits = child->job->limits;
	const struct pd_helper_end *told = &child->told;
	const char *from = child->job->from;
	if (told->number != 0) {
		errno = told->number;
		return fail_to_start(error);
	}
	if (WIFEXITED(told->status) && WEXITSTATUS(told->status) == 0)
		return true;
	if (WIFEXITED(told->status) && WEXITSTATUS(told->status) == PD_EXIT_UNCONFINED)
		return fail_unconfined(error);
	int number = WIFSIGNALED(told->status) ? WTERMSIG(told->status) : 0;
	if (number == SIGXCPU ||
		(number == SIGKILL && told->cpu_seconds >= limits->cpu_seconds))
		return fail_time(from, error);
	if (number == SIGKILL || told->grown > (int64_t)(limits->memory >> 10) / 2)
		return fail_memory(from, error);
	if (limits->network)
		return pd_fail(error, PD_EIO, from,
			_("what it sent crashed the TLS library in its sandbox; do not "
			  "trust that server"));
	return pd_fail(error, PD_EINPUT, from,
		_("reading it crashed the parser in its sandbox; the file is damaged "
		  "or malicious"));
}

bool
pd_sandbox_run(const struct pd_sandbox_job *job, struct pd_secret *result,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
	PD_AUTO(drop_child)
	struct sandboxed_child child = {.channel = -1, .end = -1};
	if (!start_child(&child, job, error) || !send_part(&child, job->input, error) ||
		!send_part(&child, job->more, error) ||
		!listen_to_child(&child, &answer, error) || !hear_end(&child, error) ||
		!judge_end(&child, error))
		return false;
	*result = pd_secret_steal(&answer);
	return true;
}

static void
do_nothing(struct pd_bytes job, int answer)
{
	(void)job, (void)answer;
}

bool
pd_sandbox_check(struct pd_error *error)
{
	static const struct pd_sandbox_limits limits = {.seconds = 10,
		.cpu_seconds = 5,
		.memory = (size_t)64 << 20,
		.result = 1};
	PD_AUTO(pd_secret_wipe) struct pd_secret nothing = {0};
	const struct pd_sandbox_job job = {
		.work = do_nothing, .limits = &limits, .from = ""};
	return pd_sandbox_run(&job, &nothing, error);
}
