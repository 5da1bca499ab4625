/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_work.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/linear/linear_result.h"
#include "ui/linear/linear_tell.h"

/* Shorter work is waited for, and nothing is said of it; how long one that was cancelled
 * is waited for; both in milliseconds. */
enum { PATIENCE = 1000, LAST_PATIENCE = 1000 };

static void
drain(const struct pd_linear *linear)
{
	char bytes[64];
	while (read(linear->wake[0], bytes, sizeof bytes) > 0)
		;
}

/* What has changed since it was said last. */
static void
say_progress(struct pd_job *job, char **said)
{
	char *progress = pd_job_progress(job);
	if (progress == NULL || (*said != NULL && strcmp(progress, *said) == 0)) {
		free(progress);
		return;
	}
	free(*said);
	*said = progress;
	pd_teletype_say("%s", progress);
}

/* Waits for its end. false: C-c, or the dialogue ends. */
static bool
await_end(struct pd_linear *linear, struct pd_job *job,
	const struct pd_operation *operation)
{
	PD_AUTO(pd_drop_text) char *said = NULL;
	bool silent = true;
	while (!pd_job_has_ended(job)) {
		enum pd_heard heard =
			pd_teletype_wait(linear->wake[0], silent ? PATIENCE : -1);
		if (heard == PD_HEARD_CANCEL || heard == PD_HEARD_END) {
			linear->ended = heard == PD_HEARD_END;
			return false;
		}
		drain(linear);
		if (heard == PD_HEARD_NOTHING && silent) {
			silent = false;
			pd_teletype_say(
				_("Working: %s; C-c cancels"), _(operation->label));
		}
		if (!silent)
			say_progress(job, &said);
	}
	return true;
}

/* It may be done before it notices. */
static bool
cancel(struct pd_linear *linear, struct pd_job *job, struct pd_error *error)
{
	pd_job_cancel(job);
	if (pd_job_wait(job, LAST_PATIENCE))
		return true;
	pd_cancelled_add(&linear->cancelled, job);
	return pd_fail(error, PD_ECANCEL, NULL, _("Cancelled; it ends by itself"));
}

struct pd_work *
pd_linear_work(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_values **values, bool previews, bool may_replace,
	struct pd_error *error)
{
	struct pd_context context = *pd_linear_context(linear);
	context.may_replace = may_replace;
	struct pd_job *job = pd_work_start(
		&context, operation, values, previews, linear->wake[1], error);
	if (job == NULL)
		return NULL;
	if (!await_end(linear, job, operation) && !cancel(linear, job, error))
		return NULL;
	struct pd_work *work = pd_job_load(job);
	struct pd_error problem = {0};
	bool good = pd_job_result(job, &problem);
	pd_job_free(job);
	*values = pd_steal(work->values);
	if (good)
		return work;
	/* A run that only lacks an answer comes again. */
	if (problem.code != PD_EPASSPHRASE && problem.code != PD_EEXISTS)
		pd_linear_warn(linear, &work->result);
	*error = problem;
	pd_work_free(work);
	return NULL;
}
