/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_WORK_H
#define PD_UI_ASK_WORK_H

#include "ui/ask/job.h"

/* The run of an operation, or of its preview, as a job; and jobs that were cancelled and
 * have not ended yet. */

/* What a thread works on. It owns all of it, so that who started it may forget it. */
struct pd_work {
	const struct pd_operation *operation;
	struct pd_values *values;
	bool previews;
	struct pd_details preview;
	struct pd_result result;
};

/* The work of a job whose load it is; or done in the thread that asks. */
bool pd_work_do(struct pd_context *context, void *work, struct pd_error *error);

void pd_work_free(struct pd_work *work);

/* ---- cancelled ----------------------------------------------------------------- */

struct pd_cancelled {
	struct pd_job **jobs;
	size_t count;
};

/* Asks the job to stop, and takes it. */
void pd_cancelled_add(struct pd_cancelled *list, struct pd_job *job);

/* Forgets those that have ended. What was cancelled too late is to be told, for the
 * store has changed: the first such sentence; free() it. NULL: nothing. */
char *pd_cancelled_poll(struct pd_cancelled *list);

/* Waits for the end of all, of each so many milliseconds. false: some still run. */
bool pd_cancelled_wait(struct pd_cancelled *list, int milliseconds);

void pd_cancelled_free(struct pd_cancelled *list); /* all have ended */

#endif
