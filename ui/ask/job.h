/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_JOB_H
#define PD_UI_ASK_JOB_H

#include "operation/operation.h"

/* Work in a thread of its own, so that the screen stays alive. Whoever starts a job
 * frees it, after it has ended. */

struct pd_job;

/* Works on the load with a context that is the job's own copy; false with an error. */
typedef bool pd_job_work(
	struct pd_context *context, void *load, struct pd_error *error);

/* The pipe by which jobs wake a face that waits for keys: makes it; empties it before the
 * jobs are looked at; closes it. */
bool pd_wake_open(int wake[2], struct pd_error *error);
void pd_wake_drain(const int wake[2]);
void pd_wake_close(const int wake[2]);

/* Starts it. When it ends, and when there is progress to show, it writes to the
 * descriptor wake. The load is the job's until it has ended. NULL: error. */
struct pd_job *pd_job_start(const struct pd_context *context, pd_job_work *work,
	void *load, int wake, struct pd_error *error);

/* Has it ended? The second waits for that, at most so many milliseconds. */
bool pd_job_has_ended(struct pd_job *job);
bool pd_job_wait(struct pd_job *job, int milliseconds);

/* Asks it to stop; it does so when it next looks. */
void pd_job_cancel(struct pd_job *job);

/* What it says of its progress, or NULL; free() it. */
char *pd_job_progress(struct pd_job *job);

/* After its end: how it went, and its load. */
bool pd_job_result(const struct pd_job *job, struct pd_error *error);
void *pd_job_load(const struct pd_job *job);

void pd_job_free(struct pd_job *job); /* ended; the load is the caller's again */

#endif
