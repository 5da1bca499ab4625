/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_work.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/linear/linear_tell.h"

/* Shorter work is waited for, and nothing is said of it; how long one that was cancelled
 * is waited for; both in milliseconds. */
enum { PATIENCE = 1000, LAST_PATIENCE = 1000 };
/* After so long a silence it is said that it goes on. */
enum { SILENCE = 15000 };

/* Says how far it is, unless that was said already. */
static void
say_progress(struct pd_job *job, bool still, char **said)
{
	PD_AUTO(pd_job_state_free) struct pd_job_state state;
	pd_job_look(job, &state);
	char *progress = pd_job_words(&state);
	if (progress == NULL && still)
		pd_teletype_say(_("Still working, %ld s so far"), state.seconds);
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
			pd_teletype_wait(linear->wake[0], silent ? PATIENCE : SILENCE);
		if (heard == PD_HEARD_CANCEL || heard == PD_HEARD_END) {
			linear->ended = heard == PD_HEARD_END;
			return false;
		}
		pd_wake_drain(linear->wake);
		bool still = heard == PD_HEARD_NOTHING && !silent;
		if (heard == PD_HEARD_NOTHING && silent) {
			silent = false;
			pd_teletype_say(
				_("Working: %s; C-c cancels"), _(operation->label));
		}
		if (!silent)
			say_progress(job, still, &said);
	}
	return true;
}

/* It may be done before it notices. */
static bool
ends_when_cancelled(struct pd_job *job)
{
	pd_job_cancel(job);
	return pd_job_wait(job, LAST_PATIENCE);
}

bool
pd_linear_work(struct pd_linear *linear, struct pd_interaction *interaction)
{
	(void)pd_linear_context(linear);
	struct pd_job *job = pd_interaction_start(interaction, linear->wake[1]);
	if (job == NULL)
		return true;
	bool awaited = await_end(linear, job, pd_interaction_operation(interaction));
	if (awaited || ends_when_cancelled(job))
		pd_interaction_end(interaction, job);
	else
		pd_interaction_cancel(interaction, job, &linear->cancelled);
	return awaited;
}
