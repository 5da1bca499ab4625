/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/job.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/terminal/crash.h"

/* A change on the screen is spoken and sent over slow lines: not more often than so
 * many percent, or seconds. */
enum { PERCENT_STEP = 10, SECONDS_STEP = 5 };

struct pd_job {
	pthread_t thread;
	pthread_mutex_t lock; /* protects ended and progress */
	pthread_cond_t end;
	bool ended;
	char *progress; /* the sentence of it */
	int percent;
	time_t begun, said;
	atomic_bool cancelled;
	int wake;
	pd_job_work *work;
	struct pd_context context;
	char *comment; /* of the context; whoever started the job may get another */
	void *load;
	bool good;
	struct pd_error error;
};

bool
pd_wake_open(int wake[2], struct pd_error *error)
{
	return pipe2(wake, O_CLOEXEC | O_NONBLOCK) == 0 ||
	       pd_fail_errno(error, PD_EIO, "", _("no pipe can be made for a thread"));
}

void
pd_wake_drain(const int wake[2])
{
	char bytes[64];
	while (read(wake[0], bytes, sizeof bytes) > 0)
		;
}

void
pd_wake_close(const int wake[2])
{
	(void)close(wake[0]);
	(void)close(wake[1]);
}

static time_t
monotonic_seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* If the pipe is full, the screen wakes anyway. */
static void
wake_screen(const struct pd_job *job)
{
	const char byte = 0;
	ssize_t written = write(job->wake, &byte, 1);
	(void)written;
}

static void
note_progress(void *face, int percent, const char *sentence)
{
	struct pd_job *job = face;
	bool due = percent >= job->percent + PERCENT_STEP ||
		   monotonic_seconds() >= job->said + SECONDS_STEP;
	if (!due)
		return;
	(void)pthread_mutex_lock(&job->lock);
	job->percent = percent;
	job->said = monotonic_seconds();
	free(job->progress);
	job->progress = pd_copy(sentence);
	(void)pthread_mutex_unlock(&job->lock);
	wake_screen(job);
}

static void *
run_job(void *argument)
{
	struct pd_job *job = argument;
	char stack[PD_CRASH_STACK];
	stack_t before;
	pd_crash_watch_thread(stack, &before);
	job->good = job->work(&job->context, job->load, &job->error);
	pd_secret_wipe(&job->context.standard_input);
	(void)pthread_mutex_lock(&job->lock);
	job->ended = true;
	(void)pthread_cond_signal(&job->end);
	(void)pthread_mutex_unlock(&job->lock);
	wake_screen(job);
	pd_crash_unwatch_thread(&before);
	return NULL;
}

/* Signals are for the thread of the screen, but for those of a crash. */
static int
start_job_thread(struct pd_job *job)
{
	sigset_t all, before;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	int failure = pthread_create(&job->thread, NULL, run_job, job);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failure;
}

static void
initialise_job_locks(struct pd_job *job)
{
	pthread_condattr_t attributes;
	(void)pthread_mutex_init(&job->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&job->end, &attributes);
	(void)pthread_condattr_destroy(&attributes);
}

static void
release_job(struct pd_job *job)
{
	(void)pthread_cond_destroy(&job->end);
	(void)pthread_mutex_destroy(&job->lock);
	free(job->progress);
	free(job->comment);
	free(job);
}

struct pd_job *
pd_job_start(const struct pd_context *context, pd_job_work *work, void *load,
	int wake_at, struct pd_error *error)
{
	struct pd_job *job = pd_alloc(1, sizeof *job);
	job->wake = wake_at;
	job->work = work;
	job->load = load;
	job->begun = job->said = monotonic_seconds();
	job->context = *context;
	job->comment = pd_copy(context->comment);
	job->context.comment = job->comment;
	job->context.progress = note_progress;
	job->context.face = job;
	job->context.cancelled = &job->cancelled;
	job->context.standard_input = (struct pd_secret){0};
	initialise_job_locks(job);
	if (start_job_thread(job) == 0)
		return job;
	release_job(job);
	pd_fail(error, PD_EIO, "",
		_("the system has no room for another thread; try again later"));
	return NULL;
}

bool
pd_job_has_ended(struct pd_job *job)
{
	(void)pthread_mutex_lock(&job->lock);
	bool ended = job->ended;
	(void)pthread_mutex_unlock(&job->lock);
	return ended;
}

static struct timespec
deadline_in(int milliseconds)
{
	struct timespec time;
	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	time.tv_sec += milliseconds / 1000;
	time.tv_nsec += milliseconds % 1000 * 1000000L;
	if (time.tv_nsec >= 1000000000L) {
		time.tv_nsec -= 1000000000L;
		time.tv_sec++;
	}
	return time;
}

bool
pd_job_wait(struct pd_job *job, int milliseconds)
{
	const struct timespec end = deadline_in(milliseconds);
	(void)pthread_mutex_lock(&job->lock);
	while (!job->ended && pthread_cond_timedwait(&job->end, &job->lock, &end) == 0)
		;
	bool ended = job->ended;
	(void)pthread_mutex_unlock(&job->lock);
	return ended;
}

void
pd_job_cancel(struct pd_job *job)
{
	job->cancelled = true;
}

/* What is done says how long the rest takes, once there is enough of it. */
static long
estimate_left(long seconds, int percent)
{
	enum { LEAST_PERCENT = 5, ALL = 100 };
	return percent < LEAST_PERCENT || seconds < 1
		       ? -1
		       : (seconds * (ALL - percent) + percent - 1) / percent;
}

void
pd_job_look(struct pd_job *job, struct pd_job_state *out)
{
	(void)pthread_mutex_lock(&job->lock);
	*out = (struct pd_job_state){.sentence = pd_copy(job->progress),
		.percent = job->progress ? job->percent : -1,
		.seconds = (long)(monotonic_seconds() - job->begun)};
	out->left = estimate_left((long)(job->said - job->begun), out->percent);
	(void)pthread_mutex_unlock(&job->lock);
}

void
pd_job_state_free(struct pd_job_state *state)
{
	free(state->sentence);
	*state = (struct pd_job_state){0};
}

char *
pd_job_words(const struct pd_job_state *state)
{
	if (state->sentence == NULL)
		return NULL;
	return state->left < 0
		       ? pd_format(_("%s: %d %%"), state->sentence, state->percent)
		       : pd_format(_("%s: %d %%, %ld s left"), state->sentence,
				 state->percent, state->left);
}

bool
pd_job_result(const struct pd_job *job, struct pd_error *error)
{
	*error = job->error;
	return job->good;
}

void *
pd_job_load(const struct pd_job *job)
{
	return job->load;
}

void
pd_job_free(struct pd_job *job)
{
	(void)pthread_join(job->thread, NULL);
	release_job(job);
}
