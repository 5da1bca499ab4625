/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/task.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/text.h"
#include "operation/sensitive.h"
#include "ui/screen/app_state.h"
#include "ui/screen/ask/comment.h"
#include "ui/screen/ask/confirm.h"
#include "ui/screen/ask/prompt.h"
#include "ui/screen/ask/question.h"
#include "ui/screen/form/form.h"
#include "ui/screen/form/form_focus.h"

/* Shorter work is waited for: nothing is said of it. */
enum { PATIENCE = 100, LAST_PATIENCE = 1000 };

struct pd_task {
	struct pd_app *app;
	struct pd_interaction *interaction;
	char *id;   /* of the first row it is for; NULL: none */
	char *name; /* of the row, or how many there are; NULL */
	enum pd_task_purpose purpose;
	struct pd_form_task asked;
	struct pd_form *form; /* NULL: none is open */
	struct pd_job *job;
};

static void advance_task(struct pd_task *task);

static const struct pd_operation *
task_operation(const struct pd_task *task)
{
	return pd_interaction_operation(task->interaction);
}

static bool
leaves_entry(const struct pd_task *task)
{
	const struct pd_operation *operation = task_operation(task);
	return operation->hazard != PD_READS ||
	       pd_sensitive_is(operation, pd_interaction_values(task->interaction));
}

/* Closes what is open of it, and forgets it. */
static void
end_task(struct pd_task *task)
{
	if (leaves_entry(task))
		pd_comment_forget(task->app);
	if (task->form != NULL)
		pd_app_close(task->app, pd_form_sheet(task->form));
	task->app->task = NULL;
	pd_interaction_free(task->interaction);
	free(task->id);
	free(task->name);
	free(task);
}

/* Back to the form, or away if there is none. */
static void
back_to_form(struct pd_task *task)
{
	if (task->form == NULL)
		end_task(task);
}

/* ---- the form -------------------------------------------------------------------- */

static void
submit_form(void *owner, struct pd_values *values)
{
	struct pd_task *task = owner;
	pd_interaction_set_values(task->interaction, values);
	pd_interaction_submit(task->interaction);
	advance_task(task);
}

static void
give_form_up(void *owner)
{
	end_task(owner);
}

static void
open_form(struct pd_task *task)
{
	PD_AUTO(pd_secret_wipe)
	struct pd_secret pasted = pd_app_take_paste(task->app);
	task->asked = (struct pd_form_task){.operation = task_operation(task),
		.interaction = task->interaction,
		.name = task->name,
		.owner = task,
		.submit = submit_form,
		.give_up = give_form_up};
	task->form = pd_form_new(task->app, &task->asked, &pasted);
	pd_app_push(task->app, pd_form_sheet(task->form));
}

/* ---- questions ------------------------------------------------------------------- */

static void
answer_task(void *argument, enum pd_answer answer)
{
	struct pd_task *task = argument;
	if (answer == PD_YES)
		pd_interaction_agree(task->interaction);
	else
		pd_interaction_decline(task->interaction);
	advance_task(task);
}

static void
ask_on_message_line(struct pd_task *task)
{
	PD_AUTO(pd_drop_text)
	char *question = pd_interaction_question(task->interaction);
	pd_question_ask(task->app, question, answer_task, task);
}

static void
ask_to_confirm(struct pd_task *task)
{
	PD_AUTO(pd_drop_text)
	char *question = pd_interaction_question(task->interaction);
	struct pd_details *preview = pd_interaction_preview(task->interaction);
	const struct pd_confirm_order order = {.question = question,
		.action = preview->action ? preview->action
					  : pd_operation_action(task_operation(task)),
		.answered = answer_task,
		.argument = task};
	pd_app_push(task->app, pd_confirm_new(task->app, &order, preview));
}

/* ---- how it ended ---------------------------------------------------------------- */

/* On the field that it is about, if the form has that. */
static void
explain_failure(const struct pd_task *task)
{
	const struct pd_error *error = pd_interaction_error(task->interaction);
	if (task->form != NULL && pd_form_focus(task->form, error))
		pd_form_explain(task->form, error);
	else
		pd_app_say_error(task->app, error);
}

static void
take_what_opens(void *argument, const struct pd_secret *passphrase)
{
	struct pd_task *task = argument;
	if (passphrase == NULL) {
		pd_app_hint(task->app, _("Cancelled; nothing was changed"));
		back_to_form(task);
		return;
	}
	pd_values_set_secret(pd_interaction_values(task->interaction),
		pd_interaction_field(task->interaction)->name, passphrase);
	pd_interaction_submit(task->interaction);
	advance_task(task);
}

/* What opens keys is in no form. */
static void
ask_passphrase(struct pd_task *task)
{
	const struct pd_field *field = pd_interaction_field(task->interaction);
	if (pd_field_is_opening(field)) {
		const struct pd_prompt_order order = {
			.title = pd_interaction_error(task->interaction)->message,
			.label = _(field->label),
			.enter = N_("Use the private key"),
			.masked = true,
			.answered = take_what_opens,
			.argument = task};
		pd_app_push(task->app, pd_prompt_new(task->app, &order));
		return;
	}
	if (task->form == NULL)
		open_form(task);
	explain_failure(task);
}

static void
end_failed_task(struct pd_task *task)
{
	struct pd_app *app = task->app;
	const struct pd_result *result = pd_interaction_result(task->interaction);
	pd_app_warn(app, result);
	if (pd_interaction_error(task->interaction)->code == PD_ECANCEL)
		pd_app_hint(app, _("Cancelled; nothing was changed"));
	else
		explain_failure(task);
	pd_app_hint_warning(app, result);
	if (pd_interaction_can_retry(task->interaction))
		back_to_form(task);
	else
		end_task(task);
}

static void
end_declined_task(struct pd_task *task)
{
	if (pd_interaction_path(task->interaction) != NULL)
		pd_app_hint(task->app, _("Nothing was replaced"));
	back_to_form(task);
}

static void
end_done_task(struct pd_task *task)
{
	struct pd_app *app = task->app;
	PD_AUTO(pd_drop_text) char *name = pd_steal(task->name);
	PD_AUTO(pd_drop_text) char *id = pd_steal(task->id);
	PD_AUTO(pd_result_free)
	struct pd_result result = *pd_interaction_result(task->interaction);
	*pd_interaction_result(task->interaction) = (struct pd_result){0};
	const struct pd_finished finished = {
		task_operation(task), {id, name}, task->purpose, &result};
	/* The form goes before what is shown comes. */
	end_task(task);
	app->show(app, &finished);
}

/* The form of the task waits while its job runs. */
static void
set_job(struct pd_task *task, struct pd_job *job)
{
	task->job = job;
	if (task->form != NULL)
		pd_form_sheet(task->form)->held = job != NULL;
}

/* ---- work ------------------------------------------------------------------------ */

static void
take_up_ended_work(struct pd_task *task)
{
	struct pd_job *job = task->job;
	set_job(task, NULL);
	pd_interaction_end(task->interaction, job);
	advance_task(task);
}

static void
start_work(struct pd_task *task)
{
	struct pd_app *app = task->app;
	struct pd_error told_by_the_interaction = {0};
	(void)pd_app_refresh_settings(app, &told_by_the_interaction);
	(void)pd_app_context(app);
	set_job(task, pd_interaction_start(task->interaction, app->wake[1]));
	if (task->job == NULL)
		advance_task(task);
	else if (pd_job_wait(task->job, PATIENCE))
		take_up_ended_work(task);
}

/* ---- from step to step ------------------------------------------------------------ */

/* Shows what comes next; its answer calls this again. */
static void
advance_task(struct pd_task *task)
{
	switch (pd_interaction_next(task->interaction)) {
	case PD_NEXT_FIELDS:
		open_form(task);
		break;
	case PD_NEXT_REPLACE:
		ask_on_message_line(task);
		break;
	case PD_NEXT_CONFIRM:
		ask_to_confirm(task);
		break;
	case PD_NEXT_PASSPHRASE:
		ask_passphrase(task);
		break;
	case PD_NEXT_PREVIEW:
	case PD_NEXT_RUN:
		start_work(task);
		break;
	case PD_NEXT_DECLINED:
		end_declined_task(task);
		break;
	case PD_NEXT_FAILED:
		end_failed_task(task);
		break;
	case PD_NEXT_DONE:
		end_done_task(task);
		break;
	}
}

/* ---- starting -------------------------------------------------------------------- */

/* The operation is known; which file cannot be read is not. */
void
pd_task_hint_refusal(struct pd_app *app, const struct pd_error *refused)
{
	if (refused->code == PD_ESTORE)
		pd_app_hint(app, "%s: %s", refused->input, refused->message);
	else
		pd_app_hint_reason(app, refused->message);
}

bool
pd_task_may(struct pd_app *app, const struct pd_operation *operation)
{
	struct pd_error refused = {0};
	if (pd_interaction_allows(pd_app_context(app), operation, &refused))
		return true;
	pd_task_hint_refusal(app, &refused);
	return false;
}

bool
pd_task_is_busy(struct pd_app *app)
{
	if (app->task != NULL)
		pd_app_hint(app,
			pd_task_is_running(app)
				? _("%s is still running; Esc cancels it")
				: _("%s is still open; finish it, or Esc gives it up"),
			_(task_operation(app->task)->label));
	return app->task != NULL;
}

/* Whoever names rows has looked at their kinds. */
static struct pd_interaction *
new_interaction(struct pd_app *app, const struct pd_operation *operation,
	const struct pd_row_ref *refs, size_t count, struct pd_values *presets)
{
	struct pd_row *items = pd_alloc(count + 1, sizeof *items);
	const struct pd_row **rows = pd_alloc(count + 1, sizeof *rows);
	for (size_t i = 0; i < count; i++) {
		items[i] = (struct pd_row){.kind = operation->on | operation->beside,
			.id = pd_copy(refs[i].id)};
		rows[i] = &items[i];
	}
	const struct pd_interaction_order order = {.operation = operation,
		.context = pd_app_context(app),
		.manner = PD_DIALOGUE,
		.rows = rows,
		.row_count = count,
		.values = presets};
	struct pd_interaction *interaction = pd_interaction_new(&order);
	for (size_t i = 0; i < count; i++)
		free(items[i].id);
	free(items);
	free(rows);
	return interaction;
}

/* What the operation is for, as titles say it; NULL: the tab; free() it. */
static char *
name_rows(const struct pd_row_ref *rows, size_t count, bool of_row)
{
	if (count > 1 && of_row)
		return pd_format(ngettext("%zu row", "%zu rows", count), count);
	return count == 1 && (of_row || rows[0].id == NULL) ? pd_copy(rows[0].name)
							    : NULL;
}

void
pd_task_start(struct pd_app *app, const struct pd_operation *operation,
	const struct pd_row_ref *rows, size_t count, struct pd_values *presets,
	enum pd_task_purpose purpose)
{
	if (pd_task_is_busy(app)) {
		pd_values_free(presets);
		return;
	}
	PD_AUTO(pd_drop_interaction)
	struct pd_interaction *interaction =
		new_interaction(app, operation, rows, count, presets);
	if (pd_interaction_next(interaction) == PD_NEXT_FAILED) {
		pd_task_hint_refusal(app, pd_interaction_error(interaction));
		return;
	}
	bool of_row = operation->on != PD_ON_TAB;
	struct pd_task *task = pd_alloc(1, sizeof *task);
	*task = (struct pd_task){.app = app,
		.interaction = pd_steal(interaction),
		.id = of_row && count > 0 ? pd_copy(rows[0].id) : NULL,
		.name = name_rows(rows, count, of_row),
		.purpose = purpose};
	app->task = task;
	advance_task(task);
}

/* ---- the event loop --------------------------------------------------------------- */

bool
pd_task_is_running(const struct pd_app *app)
{
	return app->task != NULL && app->task->job != NULL;
}

bool
pd_task_cancel(struct pd_app *app)
{
	struct pd_task *task = app->task;
	if (task == NULL || task->job == NULL)
		return false;
	pd_interaction_cancel(task->interaction, task->job, &app->cancelled);
	set_job(task, NULL);
	pd_app_hint(app, _("Cancelled: %s"), _(task_operation(app->task)->label));
	back_to_form(task);
	return true;
}

void
pd_task_poll(struct pd_app *app)
{
	if (app->task != NULL && app->task->job != NULL &&
		pd_job_has_ended(app->task->job))
		take_up_ended_work(app->task);
	for (char *told; (told = pd_cancelled_poll(&app->cancelled)) != NULL;) {
		pd_app_note_change(app);
		pd_app_say(app, "%s", told);
		free(told);
	}
}

/* "[████░░░░]"; free() it. */
static char *
make_progress_bar(int percent)
{
	enum { CELLS = 20, PERCENT = 100 };
	bool unicode = pd_term_is_unicode();
	PD_AUTO(pd_buffer_free) struct pd_buffer bar = {0};
	for (int i = 0; i < CELLS; i++)
		pd_buffer_add_text(&bar, i < percent * CELLS / PERCENT
						 ? (unicode ? "\u2588" : "#")
						 : (unicode ? "\u2591" : "-"));
	return pd_format("[%s]", pd_buffer_text(&bar));
}

/* Where nobody knows how long it takes, only the time so far is honest; it moves as seldom
 * as progress does. */
static char *
describe_endless_work(const struct pd_app *app, long seconds)
{
	enum { STEP = PD_TASK_PULSE / 1000 };
	const char *label = _(task_operation(app->task)->label);
	long told = seconds - seconds % STEP;
	return told == 0 ? pd_format(_("Working: %s; Esc cancels"), label)
			 : pd_format(_("Working: %s, %ld s so far; Esc cancels"), label,
				   told);
}

char *
pd_task_progress(struct pd_app *app, int columns)
{
	if (app->task == NULL || app->task->job == NULL)
		return NULL;
	PD_AUTO(pd_job_state_free) struct pd_job_state state;
	pd_job_look(app->task->job, &state);
	PD_AUTO(pd_drop_text) char *words = pd_job_words(&state);
	if (words == NULL)
		return describe_endless_work(app, state.seconds);
	if (columns < PD_NARROW)
		return pd_format(_("%s; Esc cancels"), words);
	PD_AUTO(pd_drop_text) char *bar = make_progress_bar(state.percent);
	return state.left < 0 ? pd_format(_("%s  %s  %d %%; Esc cancels"),
					state.sentence, bar, state.percent)
			      : pd_format(_("%s  %s  %d %%, %ld s left; Esc cancels"),
					state.sentence, bar, state.percent, state.left);
}

bool
pd_task_end_all(struct pd_app *app)
{
	(void)pd_task_cancel(app);
	if (!pd_cancelled_wait(&app->cancelled, LAST_PATIENCE))
		return false;
	pd_task_poll(app);
	pd_cancelled_free(&app->cancelled);
	if (app->task != NULL)
		end_task(app->task);
	return true;
}
