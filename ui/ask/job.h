/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_JOB_H
#define PD_UI_ASK_JOB_H

#include "operation/operation.h"

/* Work in a thread of its own, so that the screen stays responsive. Whoever starts a job
 * frees it after it has ended. */

struct pd_job;

/* Works on load with the job's own copy of the context. false: error. */
typedef bool pd_job_work(
	struct pd_context *context, void *load, struct pd_error *error);

/* The pipe by which jobs wake a face that waits for keys: makes it; empties it before the
 * jobs are looked at; closes it. */
bool pd_wake_open(int wake[2], struct pd_error *error);
void pd_wake_drain(const int wake[2]);
void pd_wake_close(const int wake[2]);

/* Starts it. Writes to the descriptor wake when it ends and when there is progress to
 * show. load belongs to the job until it has ended. NULL: error. */
struct pd_job *pd_job_start(const struct pd_context *context, pd_job_work *work,
	void *load, int wake, struct pd_error *error);

/* Has it ended? pd_job_wait waits for that up to the given time. */
bool pd_job_has_ended(struct pd_job *job);
bool pd_job_wait(struct pd_job *job, int milliseconds);

/* Asks it to stop, which it does when it next checks. */
void pd_job_cancel(struct pd_job *job);

/* How far it is. */
struct pd_job_state {
	char *sentence; /* what it does, as it says itself; NULL: it says nothing */
	int percent;    /* of all that there is to do; -1: nobody knows */
	long seconds;   /* since it began */
	long left;      /* seconds, if it goes on so; -1: nobody knows */
};
void pd_job_look(struct pd_job *job, struct pd_job_state *out);
void pd_job_state_free(struct pd_job_state *state); /* PD_AUTO fits */

/* The same in words: "Signing: 30 %, 20 s left"; NULL: it says nothing; free() it. */
char *pd_job_words(const struct pd_job_state *state);

/* After it has ended: whether it succeeded, and its load. */
bool pd_job_result(const struct pd_job *job, struct pd_error *error);
void *pd_job_load(const struct pd_job *job);

void pd_job_free(struct pd_job *job); /* it has ended; the caller owns the load again */

#endif
