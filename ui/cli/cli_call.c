/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_call.h"

#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/cli/cli_ask.h"
#include "ui/cli/cli_input.h"
#include "ui/cli/cli_say.h"

enum { PROGRESS_STEP = 10, PROGRESS_CELLS = 72 };

/* ---- progress ---------------------------------------------------------------- */

static void
show_progress(void *face, int percent, const char *sentence)
{
	struct pd_call *call = face;
	if (call->progress >= 0 && percent < call->progress + PROGRESS_STEP)
		return;
	call->progress = percent;
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(sentence);
	safe[pd_text_fit(safe, PROGRESS_CELLS)] = '\0';
	int rest = PROGRESS_CELLS - pd_text_cells(safe);
	pd_cli_say(stderr, "\r%3d %% %s%*s", percent, safe, rest, "");
}

static void
end_progress(struct pd_call *call)
{
	if (call->progress >= 0)
		pd_cli_say(stderr, "\r%*s\r", PROGRESS_CELLS + 6, "");
	call->progress = -1;
}

/* ---- running ----------------------------------------------------------------- */

/* A signal handler reaches nothing else. */
static atomic_bool cancelled;

/* The second C-c ends the program: SA_RESETHAND. */
static void
note_interrupt(int number)
{
	(void)number;
	cancelled = true;
}

/* C-c cancels the run, which then ends in order; what comes before it just ends. */
static void
run_until_interrupted(struct pd_call *call)
{
	struct sigaction before;
	struct sigaction action = {.sa_handler = note_interrupt,
		.sa_flags = (int)SA_RESETHAND | SA_RESTART};
	call->progress = -1;
	call->context.face = call;
	call->context.cancelled = &cancelled;
	if (isatty(STDERR_FILENO) && !call->command->quiet)
		call->context.progress = show_progress;
	(void)sigaction(SIGINT, &action, &before);
	pd_interaction_work(call->interaction);
	(void)sigaction(SIGINT, &before, NULL);
	end_progress(call);
}

/* ---- from step to step --------------------------------------------------------- */

static bool
fill_in_values(struct pd_call *call, struct pd_error *error)
{
	if (!pd_cli_read_files(call->interaction, call->command->files,
		    &call->context.standard_input, error) ||
		!pd_cli_ask_required(call->interaction, error))
		return false;
	pd_interaction_submit(call->interaction);
	return true;
}

static bool
fail_as_it_did(const struct pd_call *call, struct pd_error *error)
{
	*error = *pd_interaction_error(call->interaction);
	return false;
}

/* A file that gave the passphrase is not asked about. */
static bool
unlock(struct pd_call *call, struct pd_error *error)
{
	const struct pd_field *field = pd_interaction_field(call->interaction);
	return pd_value_count(call->command->files, field->name) > 0
		       ? fail_as_it_did(call, error)
		       : pd_cli_ask_passphrase(call->interaction, error);
}

static bool
fail_declined(const struct pd_interaction *interaction, struct pd_error *error)
{
	const char *path = pd_interaction_path(interaction);
	if (path == NULL)
		return pd_fail(error, PD_ECANCEL, NULL, _("nothing was changed"));
	return pd_fail(error, PD_ECANCEL, path,
		ngettext("was not replaced", "they were not replaced",
			pd_interaction_error(interaction)->others + 1));
}

/* Does what comes next. false: an error, or it is done. */
static bool
step_call(struct pd_call *call, struct pd_error *error)
{
	struct pd_interaction *interaction = call->interaction;
	switch (pd_interaction_next(interaction)) {
	case PD_NEXT_FIELDS:
		return fill_in_values(call, error);
	case PD_NEXT_REPLACE:
		return pd_cli_ask_to_replace(interaction, error);
	case PD_NEXT_CONFIRM:
		return pd_cli_ask_to_confirm(interaction, error);
	case PD_NEXT_PASSPHRASE:
		return unlock(call, error);
	case PD_NEXT_PREVIEW:
		pd_interaction_work(interaction);
		return true;
	case PD_NEXT_RUN:
		run_until_interrupted(call);
		return true;
	case PD_NEXT_DECLINED:
		return fail_declined(interaction, error);
	case PD_NEXT_FAILED:
		return fail_as_it_did(call, error);
	case PD_NEXT_DONE:
		break;
	}
	return false;
}

bool
pd_call_run(struct pd_call *call, struct pd_error *error)
{
	struct pd_values *values = pd_steal(call->command->values);
	const struct pd_interaction_order order = {
		.operation = call->command->operation,
		.context = &call->context,
		.manner = call->command->yes ? PD_COMMAND_AGREED : PD_COMMAND_LINE,
		.values = values};
	PD_AUTO(pd_drop_interaction)
	struct pd_interaction *interaction = pd_interaction_new(&order);
	call->interaction = interaction;
	while (step_call(call, error))
		;
	call->result = *pd_interaction_result(interaction);
	*pd_interaction_result(interaction) = (struct pd_result){0};
	return pd_interaction_next(interaction) == PD_NEXT_DONE;
}
