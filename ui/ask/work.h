/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_WORK_H
#define PD_UI_ASK_WORK_H

#include "ui/ask/job.h"

/* Running an operation, or its preview, as a job; and jobs that were cancelled but have not
 * ended yet. */

/* The load of such a job. It owns everything in it, so that whoever started the job may
 * walk away. */
struct pd_work {
	const struct pd_operation *operation;
	struct pd_values *values;
	bool previews;
	bool is_dialogue;
	struct pd_details preview;
	struct pd_result result;
};

/* Does the work: the pd_job_work of such a job, or called without one. */
bool pd_work_do(struct pd_context *context, void *work, struct pd_error *error);

/* Opens the store's keys by what is among the values for that (pd_opening_fields). */
bool pd_work_unlock(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error);

void pd_work_free(struct pd_work *work);

/* ---- cancelled ----------------------------------------------------------------- */

struct pd_cancelled {
	struct pd_job **jobs;
	size_t count;
};

/* Asks the job to stop, and takes it over. */
void pd_cancelled_add(struct pd_cancelled *list, struct pd_job *job);

/* Frees jobs that have ended, up to the first that did something before it noticed:
 * returns a sentence about it; free() it, and call again. NULL: nothing more to tell. */
char *pd_cancelled_poll(struct pd_cancelled *list);

/* Waits until all have ended, up to the given time for each. false: some still run. */
bool pd_cancelled_wait(struct pd_cancelled *list, int milliseconds);

void pd_cancelled_free(struct pd_cancelled *list); /* all have ended */

#endif
