/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/sandbox_helper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct helped_job {
	pid_t pid;
	int end; /* where its end is told */
	int64_t resident_before;
};

struct helper {
	int control;
	struct helped_job *jobs;
	size_t count;
	struct pollfd *polled; /* control, then the end of each job */
};

/* What the child of this process runs. */
static struct pd_helper_request current;

/* ---- the child ----------------------------------------------------------------- */

static void
read_job(int channel, size_t size, struct pd_secret *out)
{
	unsigned char *to = pd_secret_reserve(out, size);
	for (size_t done = 0; done < size;) {
		ssize_t got = read(channel, to + done, size - done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			_exit(EXIT_FAILURE);
		done += (size_t)got;
	}
	pd_secret_added(out, size);
}

void
pd_sandbox_confine(void)
{
	if (!pd_confine(&current.limits) && current.confinement == PD_CONFINE_ALWAYS)
		_exit(PD_EXIT_UNCONFINED);
}

static void __attribute__((noreturn))
work_as_child(const struct pd_helper_request *request, int channel, pid_t helper)
{
	struct pd_secret job = {0};
	current = *request;
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != helper)
		_exit(EXIT_FAILURE);
	int answer = pd_confine_keep(channel);
	read_job(answer, request->size, &job);
	if (!request->limits.later)
		pd_sandbox_confine();
	request->work(pd_secret_bytes(&job), answer);
	_exit(EXIT_SUCCESS);
}

/* ---- jobs ---------------------------------------------------------------------- */

static void
tell_end(int end, const struct pd_helper_end *told)
{
	(void)send(end, told, sizeof *told, MSG_NOSIGNAL);
	(void)close(end);
}

static void
start_job(struct helper *helper, const struct pd_helper_request *request,
	const int ends[2])
{
	struct rusage usage = {0};
	(void)getrusage(RUSAGE_SELF, &usage);
	pid_t self = getpid();
	pid_t pid = fork();
	if (pid == 0)
		work_as_child(request, ends[0], self);
	int number = errno;
	(void)close(ends[0]);
	if (pid < 0) {
		tell_end(ends[1], &(struct pd_helper_end){.number = number});
		return;
	}
	helper->jobs = pd_grow(helper->jobs, helper->count + 1, sizeof *helper->jobs);
	helper->jobs[helper->count++] =
		(struct helped_job){pid, ends[1], usage.ru_maxrss};
}

static void
end_job(struct helper *helper, size_t index, const struct pd_helper_end *told)
{
	tell_end(helper->jobs[index].end, told);
	helper->jobs[index] = helper->jobs[--helper->count];
}

static void
reap_jobs(struct helper *helper)
{
	struct rusage usage;
	int status;
	for (pid_t pid; (pid = wait4(-1, &status, WNOHANG, &usage)) > 0;)
		for (size_t i = 0; i < helper->count; i++) {
			if (helper->jobs[i].pid != pid)
				continue;
			const struct pd_helper_end told = {
				.status = status,
				.cpu_seconds =
					usage.ru_utime.tv_sec + usage.ru_stime.tv_sec,
				.grown = usage.ru_maxrss -
					 helper->jobs[i].resident_before,
			};
			end_job(helper, i, &told);
			break;
		}
}

/* ---- requests ------------------------------------------------------------------ */

/* false: nobody is there any more. */
static bool
take_request(struct helper *helper)
{
	struct pd_helper_request request;
	int ends[2] = {-1, -1};
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof ends)];
	} control = {0};
	struct iovec part = {&request, sizeof request};
	struct msghdr message = {.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof control};
	ssize_t got = recvmsg(helper->control, &message, MSG_CMSG_CLOEXEC);
	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	if (got <= 0)
		return false;
	const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
	if (got == sizeof request && head != NULL &&
		head->cmsg_len == CMSG_LEN(sizeof ends)) {
		memcpy(ends, CMSG_DATA(head), sizeof ends);
		start_job(helper, &request, ends);
	}
	return true;
}

static void
await_child(int number)
{
	(void)number; /* it only has to end the waiting */
}

/* SIGCHLD comes only while it waits. */
static void
wait_for_events(struct helper *helper)
{
	sigset_t none;
	(void)sigemptyset(&none);
	helper->polled =
		pd_grow(helper->polled, helper->count + 1, sizeof *helper->polled);
	helper->polled[0] = (struct pollfd){.fd = helper->control, .events = POLLIN};
	for (size_t i = 0; i < helper->count; i++)
		helper->polled[i + 1] = (struct pollfd){
			.fd = helper->jobs[i].end, .events = POLLIN | POLLRDHUP};
	if (ppoll(helper->polled, helper->count + 1, NULL, &none) >= 0)
		return;
	for (size_t i = 0; i <= helper->count; i++)
		helper->polled[i].revents = 0;
}

/* Whoever closes his end of a job has given it up. */
static void
end_given_up(struct helper *helper, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (helper->polled[i + 1].revents != 0)
			(void)kill(helper->jobs[i].pid, SIGKILL);
}

void
pd_helper_serve(int control)
{
	/* Static, so that it is not lost in a child, which goes on from here. */
	static struct helper helper;
	pd_memory_may_fail();
	sigset_t child;
	struct sigaction action = {.sa_handler = await_child};
	helper.control = pd_confine_keep(control);
	(void)sigemptyset(&child);
	(void)sigaddset(&child, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &child, NULL);
	(void)sigaction(SIGCHLD, &action, NULL);
	for (bool goes_on = true; goes_on;) {
		wait_for_events(&helper);
		end_given_up(&helper, helper.count);
		if (helper.polled[0].revents != 0)
			goes_on = take_request(&helper);
		reap_jobs(&helper);
	}
	_exit(EXIT_SUCCESS);
}
