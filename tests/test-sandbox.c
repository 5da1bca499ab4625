/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tap.h"
#include "x509/read/confine.h"

static const struct pd_sandbox_limits usual = {
	.seconds = 20,
	.cpu_seconds = 10,
	.memory = (size_t)128 << 20,
	.result = 1 << 20,
};

static double
now(void)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- what a child may do ------------------------------------------------------- */

static void
say_hello(void *context, int answer)
{
	(void)context;
	pd_sandbox_answer(answer, "hello", 5);
}

/* Its answer: one line for each thing that it could do but should not. */
static void
break_out(void *context, int answer)
{
	pid_t parent = *(pid_t *)context;
	int pair[2];
	struct {
		const char *name;
		bool done;
	} deeds[] = {
		{"opened a file\n", open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0},
		{"made a socket\n", socket(AF_INET, SOCK_STREAM, 0) >= 0},
		{"made a pipe\n", pipe(pair) == 0},
		{"signalled its parent\n", kill(parent, 0) == 0},
	};
	for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
		if (deeds[i].done)
			pd_sandbox_answer(answer, deeds[i].name, strlen(deeds[i].name));
	if (fork() == 0)
		pd_sandbox_answer(answer, "forked\n", 7);
	pd_sandbox_answer(answer, "tried\n", 6);
	(void)execl("/bin/echo", "echo", (char *)NULL);
	pd_sandbox_answer(answer, "stayed\n", 7);
}

/* A descriptor of the parent must not be there. */
static void
use_descriptor(void *context, int answer)
{
	char byte;
	const char *seen = read(*(int *)context, &byte, 1) < 0 ? "closed" : "open";
	pd_sandbox_answer(answer, seen, strlen(seen));
}

static void
a_child_answers(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	tap_ok(pd_sandbox_run(
		       &(struct pd_sandbox_job){
			       .work = say_hello, .limits = &usual, .from = "file"},
		       &result, &error),
		"a child does its work");
	tap_is(pd_secret_text(&result), "hello", "and what it answers arrives");
}

static void
a_child_can_do_nothing_else(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0}, seen = {0};
	pid_t self = getpid();
	(void)pd_sandbox_run(&(struct pd_sandbox_job){.work = break_out,
				     .context = &self,
				     .limits = &usual,
				     .from = "file"},
		&result, &error);
	tap_is(pd_secret_text(&result), "tried\nstayed\n",
		"it opens nothing, runs nothing, signals nobody");
	int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	int high = fcntl(file, F_DUPFD_CLOEXEC, 200);
	(void)pd_sandbox_run(&(struct pd_sandbox_job){.work = use_descriptor,
				     .context = &high,
				     .limits = &usual,
				     .from = "file"},
		&seen, &error);
	tap_is(pd_secret_text(&seen), "closed",
		"descriptors of the parent are not there");
	(void)close(file);
	(void)close(high);
}

/* ---- how a child may end ------------------------------------------------------- */

static void
abort_now(void *context, int answer)
{
	(void)context, (void)answer;
	static const char words[] = "assertion failed\n";
	if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
		_exit(0);
	abort();
}

static void
crash(void *context, int answer)
{
	(void)answer;
	(void)raise(SIGSEGV);
	*(volatile char *)context = 1;
}

static void
leave(void *context, int answer)
{
	(void)context, (void)answer;
	_exit(3);
}

static void
compute_for_ever(void *context, int answer)
{
	(void)context, (void)answer;
	for (volatile unsigned i = 0;; i++)
		continue;
}

/* Waits for what never comes: the sandbox lets nothing wake it. */
static void
hang(void *context, int answer)
{
	(void)context, (void)answer;
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	(void)pthread_mutex_lock(&mutex);
	(void)pthread_mutex_lock(&mutex);
}

static void
close_and_hang(void *context, int answer)
{
	(void)close(answer);
	hang(context, answer);
}

static void
eat_memory(void *context, int answer)
{
	(void)context, (void)answer;
	for (;;) {
		enum { STEP = 1 << 20 };
		char *block = pd_alloc(STEP, 1);
		memset(block, 1, STEP);
	}
}

static void
answer_for_ever(void *context, int answer)
{
	(void)context;
	static const char block[1 << 16];
	for (;;)
		pd_sandbox_answer(answer, block, sizeof block);
}

static const struct {
	const char *name;
	pd_sandbox_work *work;
	unsigned seconds, cpu_seconds;
	const char *sentence;
	bool needs_memory;
} endings[] = {
	{"a library that aborts", abort_now, 20, 10, "crashed the parser", false},
	{"a segmentation fault", crash, 20, 10, "crashed the parser", false},
	{"an exit of its own", leave, 20, 10, "crashed the parser", false},
	{"computing for ever", compute_for_ever, 20, 1, "took too long", false},
	{"hanging", hang, 1, 10, "took too long", false},
	{"hanging after its answer", close_and_hang, 1, 10, "took too long", false},
	{"eating memory", eat_memory, 20, 10, "too much memory", true},
	{"answering for ever", answer_for_ever, 20, 10, "more than 1 MiB", false},
};

/* What an aborting library prints would be on the operator's screen. */
static void
an_abort_is_silent(void)
{
	if (PD_SANITIZED) {
		tap_skip("sanitizers report on standard error");
		return;
	}
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	int before = dup(STDERR_FILENO);
	int seen = memfd_create("stderr", MFD_CLOEXEC);
	(void)dup2(seen, STDERR_FILENO);
	(void)pd_sandbox_run(
		&(struct pd_sandbox_job){
			.work = abort_now, .limits = &usual, .from = "file"},
		&result, &error);
	(void)dup2(before, STDERR_FILENO);
	tap_number(lseek(seen, 0, SEEK_END), 0, "an abort says nothing on the screen");
	(void)close(before);
	(void)close(seen);
}

static bool
memory_is_watched(void)
{
	const char *preloaded = getenv("LD_PRELOAD");
	return PD_SANITIZED ||
	       (preloaded != NULL && strstr(preloaded, "vgpreload") != NULL);
}

static void
every_end_is_a_sentence(void)
{
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		if (endings[i].needs_memory && memory_is_watched()) {
			tap_skip("%s: what watches memory needs it", endings[i].name);
			continue;
		}
		struct pd_sandbox_limits limits = usual;
		limits.seconds = endings[i].seconds;
		limits.cpu_seconds = endings[i].cpu_seconds;
		struct pd_error error = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
		bool done =
			pd_sandbox_run(&(struct pd_sandbox_job){.work = endings[i].work,
					       .limits = &limits,
					       .from = "file:7"},
				&result, &error);
		tap_ok(!done && result.size == 0 && error.code == PD_EINPUT,
			"%s gives nothing", endings[i].name);
		tap_has(error.message, endings[i].sentence, "%s is a sentence",
			endings[i].name);
		tap_is(error.input, "file:7", "%s names the input", endings[i].name);
	}
}

/* Memory shared with the child: it says there that it runs. */
struct meeting {
	atomic_bool started, cancelled;
};

static void
start_and_hang(void *context, int answer)
{
	((struct meeting *)context)->started = true;
	hang(context, answer);
}

/* A process, not a thread: the sanitizers' locks do not survive a fork beside threads. */
static pid_t
cancel_when_started(struct meeting *meeting)
{
	pid_t pid = fork();
	if (pid != 0)
		return pid;
	while (!meeting->started)
		(void)sched_yield();
	meeting->cancelled = true;
	_exit(0);
}

static void
cancelling_ends_the_child_at_once(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	struct meeting *meeting = mmap(NULL, sizeof *meeting, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	double start = now();
	pid_t other = cancel_when_started(meeting);
	bool done = pd_sandbox_run(&(struct pd_sandbox_job){.work = start_and_hang,
					   .context = meeting,
					   .limits = &usual,
					   .from = "file",
					   .cancelled = &meeting->cancelled},
		&result, &error);
	(void)kill(other, SIGKILL);
	(void)waitpid(other, NULL, 0);
	(void)munmap(meeting, sizeof *meeting);
	tap_ok(!done && error.code == PD_ECANCEL, "cancelling is its own kind of end");
	tap_ok(now() - start < 10, "and does not wait for the deadline");
}

/* ---- what stays ---------------------------------------------------------------- */

static unsigned
open_descriptors(void)
{
	unsigned count = 0;
	DIR *folder = opendir("/proc/self/fd");
	while (folder != NULL && readdir(folder) != NULL)
		count++;
	if (folder != NULL)
		(void)closedir(folder);
	return count;
}

static bool
has_children(void)
{
	return waitpid(-1, NULL, WNOHANG) >= 0 || errno != ECHILD;
}

static void
a_child_of_others_is_left_alone(void)
{
	pid_t other = fork();
	if (other == 0)
		_exit(42);
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	bool done = pd_sandbox_run(
		&(struct pd_sandbox_job){
			.work = say_hello, .limits = &usual, .from = "file"},
		&result, &error);
	int status = 0;
	pid_t got = waitpid(other, &status, 0);
	tap_ok(done && got == other && WEXITSTATUS(status) == 42,
		"another child of the process is not waited for");
}

static void
ignored_children_are_no_trouble(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	(void)signal(SIGCHLD, SIG_IGN);
	bool done = pd_sandbox_run(
		&(struct pd_sandbox_job){
			.work = say_hello, .limits = &usual, .from = "file"},
		&result, &error);
	(void)signal(SIGCHLD, SIG_DFL);
	tap_ok(done && result.size == 5, "SIGCHLD may be ignored");
}

static void
signals_are_as_before(void)
{
	sigset_t before, after;
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	(void)sigprocmask(SIG_BLOCK, NULL, &before);
	(void)pd_sandbox_run(
		&(struct pd_sandbox_job){
			.work = say_hello, .limits = &usual, .from = "file"},
		&result, &error);
	(void)sigprocmask(SIG_BLOCK, NULL, &after);
	bool same = true;
	for (int number = 1; number < 32; number++)
		same = same &&
		       sigismember(&before, number) == sigismember(&after, number);
	tap_ok(same, "the mask of signals is as before");
}

int
main(void)
{
	unsigned descriptors = open_descriptors();
	a_child_answers();
	a_child_can_do_nothing_else();
	every_end_is_a_sentence();
	an_abort_is_silent();
	cancelling_ends_the_child_at_once();
	a_child_of_others_is_left_alone();
	ignored_children_are_no_trouble();
	signals_are_as_before();
	tap_number(open_descriptors(), descriptors, "no descriptor stays open");
	tap_ok(!has_children(), "no child stays");
	return tap_done();
}
