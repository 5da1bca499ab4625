/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_delivery.h"
#include "ui/ask/job.h"

#include <semaphore.h>

#include "base/text.h"
#include "tap.h"

/* How far work is: over all of its phases, and honestly where nobody knows. */

/* ---- phases ---------------------------------------------------------------------- */

struct told {
	int last, count;
	bool falls, is_all_too_early;
	enum pd_delivery_phase phase;
	size_t left;
};

static void
note_told(void *face, int percent, const char *sentence)
{
	struct told *told = face;
	(void)sentence;
	told->falls = told->falls || percent < told->last;
	bool at_end = told->phase == PD_PHASE_PLACE && told->left == 0;
	told->is_all_too_early = told->is_all_too_early || (percent >= 100 && !at_end);
	told->last = percent;
	told->count++;
}

static void
test_phases(void)
{
	enum { ALL = 300 };
	struct told told = {0};
	const struct pd_context context = {.progress = note_told, .face = &told};
	for (told.phase = PD_PHASE_SIGN; told.phase <= PD_PHASE_PLACE; told.phase++)
		for (size_t i = 0; i <= ALL; i++) {
			told.left = ALL - i;
			pd_delivery_tell(&context, told.phase, i, ALL);
		}
	tap_ok(!told.falls, "progress never goes back from phase to phase");
	tap_ok(!told.is_all_too_early,
		"100 %% is said when the last file is in its place");
	tap_ok(told.last == 100, "and then it is");
	told = (struct told){0};
	pd_delivery_tell(&context, PD_PHASE_SIGN, 1, 1);
	tap_ok(told.count == 0, "of one alone nothing is told");
}

/* ---- jobs ------------------------------------------------------------------------ */

struct load {
	sem_t told, go_on;
	bool tells;
};

static bool
work(struct pd_context *context, void *argument, struct pd_error *error)
{
	struct load *load = argument;
	(void)error;
	if (load->tells)
		context->progress(context->face, 40, "Signed: 2 of 5");
	(void)sem_post(&load->told);
	(void)sem_wait(&load->go_on);
	return true;
}

static void
look_at(bool tells, struct pd_job_state *state, char **words)
{
	struct load load = {.tells = tells};
	struct pd_context context = {0};
	struct pd_error error = {0};
	int wake[2];
	(void)sem_init(&load.told, 0, 0);
	(void)sem_init(&load.go_on, 0, 0);
	if (!pd_wake_open(wake, &error))
		return;
	struct pd_job *job = pd_job_start(&context, work, &load, wake[1], &error);
	(void)sem_wait(&load.told);
	pd_job_look(job, state);
	*words = pd_job_words(state);
	(void)sem_post(&load.go_on);
	(void)pd_job_wait(job, 10000);
	pd_job_free(job);
	pd_wake_close(wake);
}

static void
test_jobs(void)
{
	PD_AUTO(pd_job_state_free) struct pd_job_state silent = {0};
	PD_AUTO(pd_job_state_free) struct pd_job_state telling = {0};
	PD_AUTO(pd_drop_text) char *nothing = NULL;
	PD_AUTO(pd_drop_text) char *words = NULL;
	look_at(false, &silent, &nothing);
	tap_ok(nothing == NULL && silent.sentence == NULL && silent.percent == -1 &&
			silent.left == -1,
		"work that does not say how far it is has no percent and no end");
	look_at(true, &telling, &words);
	tap_is(telling.sentence, "Signed: 2 of 5", "what it does is its own sentence");
	tap_ok(telling.percent == 40, "with its percent");
	tap_has(words, "Signed: 2 of 5: 40 %", "and all of it in words");
}

int
main(void)
{
	test_phases();
	test_jobs();
	return tap_done();
}
