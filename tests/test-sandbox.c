/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fixtures.h"
#include "tap.h"
#include "x509/read/confine.h"
#include "x509/sign/detached_cms.h"

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
say_hello(struct pd_bytes job, int answer)
{
	(void)job;
	pd_sandbox_answer(answer, "hello", 5);
}

/* Its answer: one line for each thing that it could do but should not. */
static void
break_out(struct pd_bytes job, int answer)
{
	pid_t parent = *(const pid_t *)(const void *)job.data;
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
use_descriptor(struct pd_bytes job, int answer)
{
	char byte;
	const char *seen = read(*(const int *)(const void *)job.data, &byte, 1) < 0
				   ? "closed"
				   : "open";
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
				     .input = {(unsigned char *)&self, sizeof self},
				     .limits = &usual,
				     .from = "file"},
		&result, &error);
	tap_is(pd_secret_text(&result), "tried\nstayed\n",
		"it opens nothing, runs nothing, signals nobody");
	int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	int high = fcntl(file, F_DUPFD_CLOEXEC, 200);
	(void)pd_sandbox_run(&(struct pd_sandbox_job){.work = use_descriptor,
				     .input = {(unsigned char *)&high, sizeof high},
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
abort_now(struct pd_bytes job, int answer)
{
	(void)job, (void)answer;
	static const char words[] = "assertion failed\n";
	/* A log file takes no bytes of a confined child; it aborts all the same. */
	ssize_t wrote = write(STDERR_FILENO, words, sizeof words - 1);
	(void)wrote;
	abort();
}

static void
crash(struct pd_bytes job, int answer)
{
	(void)answer;
	(void)job;
	(void)raise(SIGSEGV);
	_exit(0);
}

static void
leave(struct pd_bytes job, int answer)
{
	(void)job, (void)answer;
	_exit(3);
}

static void
compute_for_ever(struct pd_bytes job, int answer)
{
	(void)job, (void)answer;
	for (volatile bool spins = true; spins;)
		continue;
}

/* Waits for what never comes: the sandbox lets nothing wake it. */
static void
hang(struct pd_bytes job, int answer)
{
	(void)job, (void)answer;
	pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	(void)pthread_mutex_lock(&mutex);
	(void)pthread_mutex_lock(&mutex);
}

static void
close_and_hang(struct pd_bytes job, int answer)
{
	(void)close(answer);
	hang(job, answer);
}

static void
eat_memory(struct pd_bytes job, int answer)
{
	(void)job, (void)answer;
	for (;;) {
		enum { STEP = 1 << 20 };
		char *block = pd_alloc(STEP, 1);
		memset(block, 1, STEP);
	}
}

static void
answer_for_ever(struct pd_bytes job, int answer)
{
	(void)job;
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
	return PD_SANITIZED || is_watched();
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
static struct meeting {
	atomic_bool started, cancelled;
} * meeting;

static void
start_and_hang(struct pd_bytes job, int answer)
{
	meeting->started = true;
	hang(job, answer);
}

/* A process, not a thread: the sanitizers' locks do not survive a fork beside threads. */
static pid_t
cancel_when_started(void)
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
	double start = now();
	pid_t other = cancel_when_started();
	bool done = pd_sandbox_run(&(struct pd_sandbox_job){.work = start_and_hang,
					   .limits = &usual,
					   .from = "file",
					   .cancelled = &meeting->cancelled},
		&result, &error);
	(void)kill(other, SIGKILL);
	(void)waitpid(other, NULL, 0);
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

/* ---- the helper ---------------------------------------------------------------- */

/* What the process has come to hold since the helper was started. */
static char known_later[32];

static void
tell_what_is_known(struct pd_bytes job, int answer)
{
	(void)job;
	pd_sandbox_answer(answer, known_later, strlen(known_later) + 1);
}

static bool
run_simply(pd_sandbox_work *work, struct pd_secret *result, struct pd_error *error)
{
	return pd_sandbox_run(
		&(struct pd_sandbox_job){
			.work = work, .limits = &usual, .from = "file"},
		result, error);
}

static void
a_child_has_no_memory_of_the_process(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	(void)strcpy(known_later, "a secret");
	tap_ok(run_simply(tell_what_is_known, &result, &error), "a child runs");
	tap_is(pd_secret_text(&result), "",
		"it has nothing of what its parent learnt since the start");
}

static void *
run_often(void *failures)
{
	for (int i = 0; i < 20; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
		if (!run_simply(say_hello, &result, &error) || result.size != 5)
			atomic_fetch_add((atomic_int *)failures, 1);
	}
	return NULL;
}

static void
many_threads_may_ask(void)
{
	enum { THREADS = 8 };
	pthread_t threads[THREADS];
	atomic_int failures = 0;
	for (size_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, run_often, &failures) != 0)
			abort();
	for (size_t i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	tap_number(failures, 0, "8 threads have 20 jobs done each");
}

/* In a process of its own: the filter stays. As on a system without limits. */
static void
forbid_limits(void)
{
	/* By prctl(2), which valgrind knows. */
	(void)seccomp_api_set(1);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	if (filter == NULL ||
		seccomp_rule_add(
			filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(setrlimit), 0) < 0 ||
		seccomp_rule_add(
			filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 0) < 0 ||
		seccomp_load(filter) < 0)
		_exit(9);
	seccomp_release(filter);
}

/* The same without seccomp. */
static void
forbid_seccomp(void)
{
	(void)seccomp_api_set(1);
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	const struct scmp_arg_cmp mode = SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP, 0);
	if (filter == NULL ||
		seccomp_rule_add(
			filter, SCMP_ACT_ERRNO(EINVAL), SCMP_SYS(prctl), 1, mode) < 0 ||
		seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(seccomp), 0) <
			0 ||
		seccomp_load(filter) < 0)
		_exit(9);
	seccomp_release(filter);
}

/* A signature is outside bytes, too. */
static bool
read_signature(struct pd_error *error)
{
	PD_AUTO(pd_cms_free) struct pd_cms cms = {0};
	return pd_cms_read_outside((struct pd_bytes){(const unsigned char *)"0", 1},
		"x", NULL, &cms, error);
}

static bool
greet(struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	return run_simply(say_hello, &result, error);
}

/* The exit status of a process that does it where something is forbidden. */
static int
run_without(void (*forbid)(void), enum pd_confinement confinement,
	bool (*work)(struct pd_error *error))
{
	pid_t pid = fork();
	if (pid == 0) {
		struct pd_error error = {0};
		forbid();
		pd_sandbox_stop();
		(void)pd_sandbox_require(confinement);
		bool done = work(&error);
		_exit(done ? 0 : strstr(error.message, "--unsafe") != NULL ? 1 : 2);
	}
	int status = 0;
	(void)waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A pd_sandbox_work: "no" if a file can be opened no more. */
static void
look_at_a_file(struct pd_bytes job, int answer)
{
	(void)job;
	bool opened = open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0;
	pd_sandbox_answer(answer, opened ? "yes" : "no", opened ? 3 : 2);
}

static bool
is_shut_off(struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0};
	return run_simply(look_at_a_file, &result, error) && result.size == 2;
}

/* Where seccomp is missing, and that is allowed, Landlock still shuts off the files. */
static void
landlock_is_used(void)
{
#ifdef SYS_landlock_create_ruleset
	/* Asked for its version: by a call that valgrind does not know and complains of. */
	if (!is_watched() &&
		syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, 1) > 0) {
		tap_number(run_without(
				   forbid_seccomp, PD_CONFINE_IF_POSSIBLE, is_shut_off),
			0, "Landlock shuts off the files even without seccomp");
		return;
	}
#endif
	tap_skip("no Landlock here, or valgrind watches");
}

static void
it_fails_closed(void)
{
	tap_number(run_without(forbid_seccomp, PD_CONFINE_ALWAYS, greet), 1,
		"without seccomp nothing is read, and the sentence says how to");
	tap_number(run_without(forbid_seccomp, PD_CONFINE_IF_POSSIBLE, greet), 0,
		"unless that is allowed");
	tap_number(run_without(forbid_limits, PD_CONFINE_ALWAYS, greet), 1,
		"nor without limits");
	tap_number(run_without(forbid_limits, PD_CONFINE_IF_POSSIBLE, greet), 0,
		"unless that is allowed");
	tap_number(run_without(forbid_seccomp, PD_CONFINE_ALWAYS, read_signature), 1,
		"nor a signature of a file");
	tap_number(run_without(forbid_seccomp, PD_CONFINE_IF_POSSIBLE, read_signature),
		2, "which is judged where that is allowed");
}

static void
kill_helper(struct pd_bytes job, int answer)
{
	(void)job, (void)answer;
	(void)kill(getppid(), SIGKILL);
}

static void
a_helper_that_was_killed_is_replaced(void)
{
	static const struct pd_sandbox_limits unconfined = {.seconds = 20,
		.cpu_seconds = 10,
		.memory = (size_t)128 << 20,
		.result = 1 << 20,
		.later = true};
	struct pd_error error = {0}, ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret result = {0}, none = {0};
	bool done = pd_sandbox_run(
		&(struct pd_sandbox_job){
			.work = kill_helper, .limits = &unconfined, .from = "file"},
		&none, &ignored);
	(void)waitpid(-1, NULL, 0);
	tap_ok(!done, "a job fails whose helper is killed");
	tap_ok(run_simply(say_hello, &result, &error) && result.size == 5,
		"a helper that was killed is replaced");
}

int
main(void)
{
	meeting = mmap(NULL, sizeof *meeting, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pd_sandbox_start();
	unsigned descriptors = open_descriptors();
	a_child_answers();
	a_child_can_do_nothing_else();
	every_end_is_a_sentence();
	an_abort_is_silent();
	cancelling_ends_the_child_at_once();
	a_child_of_others_is_left_alone();
	ignored_children_are_no_trouble();
	signals_are_as_before();
	a_child_has_no_memory_of_the_process();
	many_threads_may_ask();
	it_fails_closed();
	landlock_is_used();
	a_helper_that_was_killed_is_replaced();
	tap_number(open_descriptors(), descriptors, "no descriptor stays open");
	tap_ok(waitpid(-1, NULL, WNOHANG) == 0, "no child stays but the helper");
	(void)munmap(meeting, sizeof *meeting);
	return tap_done();
}
