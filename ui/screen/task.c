/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/task.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "operation/role.h"
#include "ui/ask/question_rules.h"
#include "ui/ask/work.h"
#include "ui/screen/app_state.h"
#include "ui/screen/confirm.h"
#include "ui/screen/form/form.h"
#include "ui/screen/form/form_focus.h"
#include "ui/screen/form/form_values.h"
#include "ui/screen/question.h"

/* Shorter work is waited for: nothing is said of it. */
enum { PATIENCE = 100, LAST_PATIENCE = 1000, TRIES = 3 };

struct pd_task {
	struct pd_app *app;
	struct pd_form_task asked;
	char **ids; /* of the rows it is for */
	size_t id_count;
	char *name; /* of the row; NULL */
	enum pd_task_purpose purpose;
	struct pd_values *presets; /* NULL: none */
	struct pd_form *form;      /* NULL: it asks nothing */
	struct pd_values *values;
	bool agreed, may_replace;
	int tries; /* wrong passphrases */
	struct pd_job *job;
};

static void go_on(struct pd_task *task);
static void answered(void *argument, bool yes);

/* ---- life ---------------------------------------------------------------------- */

/* Closes what is open of it, and forgets it. */
static void
end(struct pd_task *task)
{
	if (task->form != NULL)
		pd_app_close(task->app, pd_form_sheet(task->form));
	task->app->task = NULL;
	pd_values_free(task->values);
	pd_values_free(task->presets);
	for (size_t i = 0; i < task->id_count; i++)
		free(task->ids[i]);
	free(task->ids);
	free(task->name);
	free(task);
}

/* Back to the form, or away if there is none. */
static void
step_back(struct pd_task *task)
{
	pd_values_free(task->values);
	task->values = NULL;
	if (task->form == NULL)
		end(task);
}

static void
forget_answers(void *owner)
{
	struct pd_task *task = owner;
	task->agreed = task->may_replace = false;
}

/* The form of the task waits while its job runs. */
static void
set_job(struct pd_task *task, struct pd_job *job)
{
	task->job = job;
	if (task->form != NULL)
		pd_form_sheet(task->form)->held = job != NULL;
}

/* ---- how it ended ------------------------------------------------------------- */

static void
succeed(struct pd_task *task, struct pd_result *result)
{
	struct pd_app *app = task->app;
	PD_AUTO(pd_drop_text) char *name = pd_steal(task->name);
	PD_AUTO(pd_drop_text)
	char *id = task->id_count > 0 ? pd_steal(task->ids[0]) : NULL;
	const struct pd_finished finished = {
		task->asked.operation, {id, name}, task->purpose, result};
	/* The form goes before what is shown comes. */
	end(task);
	app->show(app, &finished);
}

static bool
asks_passphrase(const struct pd_operation *operation)
{
	for (const struct pd_field *field = operation->fields; field && field->name;
		field++)
		if (field->kind == PD_FIELD_PASSPHRASE &&
			(field->flags & (PD_COMMAND | PD_ROW)) == 0)
			return true;
	return false;
}

static void
open_form(struct pd_task *task)
{
	PD_AUTO(pd_secret_wipe)
	struct pd_secret pasted = pd_app_take_paste(task->app);
	task->form = pd_form_new(task->app, &task->asked, &pasted);
	pd_app_push(task->app, pd_form_sheet(task->form));
}

/* The first run may only find out that a passphrase is needed; was there one? */
static bool
gave_passphrase(const struct pd_task *task, const struct pd_values *values)
{
	for (const struct pd_field *field = task->asked.operation->fields;
		field && field->name; field++)
		if (field->kind == PD_FIELD_PASSPHRASE &&
			pd_value_count(values, field->name) > 0)
			return true;
	return false;
}

static void
fail(struct pd_task *task, const struct pd_values *values, struct pd_error *error)
{
	struct pd_app *app = task->app;
	bool passphrase = error->code == PD_EPASSPHRASE;
	if (passphrase && gave_passphrase(task, values))
		task->tries++;
	if (passphrase && task->form == NULL && asks_passphrase(task->asked.operation))
		open_form(task);
	if (task->tries >= TRIES) {
		pd_app_say(app, _("Three wrong passphrases; nothing was changed"));
		end(task);
		return;
	}
	if (error->code == PD_ECANCEL)
		pd_app_hint(app, _("Cancelled; nothing was changed"));
	else if (task->form != NULL && pd_form_focus(task->form, error))
		pd_form_explain(task->form, error);
	else
		pd_app_say_error(app, error);
	/* Another try with a passphrase is not another decision. */
	if (!passphrase)
		forget_answers(task);
	step_back(task);
}

/* ---- running ------------------------------------------------------------------- */

static void
ask_confirmation(struct pd_task *task, struct pd_details *preview)
{
	const struct pd_operation *operation = task->asked.operation;
	/* Where the preview finds nothing that would be lost, there is nothing to ask.
	 */
	if (operation->hazard == PD_REPLACES && operation->preview != NULL &&
		preview->section_count == 0) {
		answered(task, true);
		return;
	}
	pd_app_push(task->app, pd_confirm_new(task->app, _(operation->confirm),
				       _(operation->label), preview, answered, task));
}

static void
go_on_if(struct pd_task *task, bool yes)
{
	if (yes) {
		go_on(task);
		return;
	}
	forget_answers(task);
	step_back(task);
}

static void
answered_replace(struct pd_app *app, void *argument, bool yes)
{
	struct pd_task *task = argument;
	task->may_replace = yes;
	if (!yes)
		pd_app_hint(app, _("Nothing was replaced"));
	go_on_if(task, yes);
}

static void
ask_to_replace(struct pd_task *task, const char *path, size_t others)
{
	PD_AUTO(pd_drop_text) char *question = pd_replace_question(path, others);
	pd_question_ask(task->app, question, answered_replace, task);
}

/* What it warned of before may be why. A run that only lacks a passphrase comes again. */
static void
fail_with(struct pd_task *task, const struct pd_work *work, struct pd_error *error)
{
	struct pd_app *app = task->app;
	bool comes_again = error->code == PD_EPASSPHRASE;
	if (!comes_again)
		pd_app_warn(app, &work->result);
	fail(task, work->values, error);
	if (!comes_again)
		pd_app_hint_warning(app, &work->result);
}

static void
finish(struct pd_task *task)
{
	struct pd_work *work = pd_job_load(task->job);
	struct pd_error error = {0};
	bool good = pd_job_result(task->job, &error);
	pd_job_free(task->job);
	set_job(task, NULL);
	if (!good && error.code == PD_EEXISTS && !task->may_replace) {
		task->values = pd_steal(work->values);
		ask_to_replace(task, error.input, error.others);
	} else if (!good) {
		fail_with(task, work, &error);
	} else if (work->previews) {
		task->values = pd_steal(work->values);
		ask_confirmation(task, &work->preview);
	} else
		succeed(task, &work->result);
	pd_work_free(work);
}

/* While the form was open, settings may have changed: what runs asks again. */
static bool
is_allowed(struct pd_app *app, const struct pd_operation *operation,
	struct pd_error *error)
{
	return pd_app_settings(app, error) &&
	       pd_role_check(pd_app_context(app), operation, error);
}

static void
start_work(struct pd_task *task, bool previews)
{
	struct pd_error error = {0};
	bool allowed = is_allowed(task->app, task->asked.operation, &error);
	struct pd_context context = *pd_app_context(task->app);
	context.may_replace = context.may_replace || task->may_replace;
	if (allowed)
		set_job(task,
			pd_work_start(&context, task->asked.operation, &task->values,
				previews, task->app->wake[1], &error));
	if (task->job == NULL)
		fail(task, task->values, &error);
	else if (pd_job_wait(task->job, PATIENCE))
		finish(task);
}

static void
answered(void *argument, bool yes)
{
	struct pd_task *task = argument;
	task->agreed = yes;
	go_on_if(task, yes);
}

/* What is asked comes first, one thing after the other; then it runs. */
static void
go_on(struct pd_task *task)
{
	const struct pd_operation *operation = task->asked.operation;
	const char *file = task->may_replace ? NULL
					     : pd_output_in_the_way(
						       operation->fields, task->values);
	bool asks = operation->confirm != NULL && !task->agreed;
	if (file != NULL)
		ask_to_replace(task, file, 0);
	else if (asks && operation->preview == NULL) {
		struct pd_details none = {0};
		ask_confirmation(task, &none);
	} else
		start_work(task, asks);
}

static void
submit_task(void *owner, struct pd_values *values)
{
	struct pd_task *task = owner;
	pd_values_free(task->values);
	task->values = values;
	go_on(task);
}

static void
give_up_task(void *owner)
{
	end(owner);
}

/* ---- starting ------------------------------------------------------------------ */

static void
add_id(struct pd_task *task, const char *id)
{
	task->ids = pd_grow(task->ids, task->id_count + 1, sizeof *task->ids);
	task->ids[task->id_count++] = pd_copy(id);
}

static void
put_preset(const struct pd_values *presets, const char *name, struct pd_values *values)
{
	for (size_t i = 0; i < pd_value_count(presets, name); i++)
		pd_values_add(values, name, pd_value_item(presets, name, i));
}

static struct pd_values *
values_without_form(const struct pd_task *task)
{
	struct pd_values *values = pd_values_new();
	const struct pd_field *fields = task->asked.operation->fields;
	for (const struct pd_field *field = fields; field && field->name; field++) {
		if (field->flags & PD_ROW)
			pd_form_put_rows(&task->asked, field, values);
		else if (task->presets != NULL)
			put_preset(task->presets, field->name, values);
	}
	pd_values_default(fields, pd_app_context(task->app),
		task->id_count > 0 ? task->ids[0] : NULL, values);
	return values;
}

static void
begin(struct pd_task *task)
{
	if (pd_form_is_needed(task->asked.operation))
		open_form(task);
	else
		submit_task(task, values_without_form(task));
}

bool
pd_task_is_busy(struct pd_app *app)
{
	if (app->task != NULL)
		pd_app_hint(app,
			pd_task_is_running(app)
				? _("%s is still running; Esc cancels it")
				: _("%s is still open; finish it, or Esc gives it up"),
			_(app->task->asked.operation->label));
	return app->task != NULL;
}

bool
pd_task_may(struct pd_app *app, const struct pd_operation *operation)
{
	struct pd_error refused = {0};
	if (is_allowed(app, operation, &refused))
		return true;
	/* The operation is known; which file cannot be read is not. */
	if (refused.code == PD_ESTORE)
		pd_app_hint(app, "%s: %s", refused.input, refused.message);
	else
		pd_app_hint_reason(app, refused.message);
	return false;
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
	struct pd_task *task = pd_alloc(1, sizeof *task);
	*task = (struct pd_task){.app = app, .presets = presets, .purpose = purpose};
	for (size_t i = 0; i < count; i++)
		if (rows[i].id != NULL)
			add_id(task, rows[i].id);
	task->name = count == 1 ? pd_copy(rows[0].name) : NULL;
	task->asked = (struct pd_form_task){
		.operation = operation,
		.ids = (const char *const *)task->ids,
		.id_count = task->id_count,
		.name = task->name,
		.presets = presets,
		.owner = task,
		.submit = submit_task,
		.changed = forget_answers,
		.give_up = give_up_task,
	};
	app->task = task;
	begin(task);
}

/* ---- the event loop ------------------------------------------------------------ */

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
	pd_cancelled_add(&app->cancelled, task->job);
	set_job(task, NULL);
	pd_app_hint(app, _("Cancelled: %s"), _(task->asked.operation->label));
	forget_answers(task);
	step_back(task);
	return true;
}

void
pd_task_poll(struct pd_app *app)
{
	if (app->task != NULL && app->task->job != NULL &&
		pd_job_has_ended(app->task->job))
		finish(app->task);
	for (char *told; (told = pd_cancelled_poll(&app->cancelled)) != NULL;) {
		pd_app_changed(app);
		pd_app_say(app, "%s", told);
		free(told);
	}
}

char *
pd_task_progress(struct pd_app *app)
{
	if (app->task == NULL || app->task->job == NULL)
		return NULL;
	PD_AUTO(pd_drop_text) char *progress = pd_job_progress(app->task->job);
	return progress ? pd_format(_("%s; Esc cancels"), progress)
			: pd_format(_("Working: %s; Esc cancels"),
				  _(app->task->asked.operation->label));
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
		end(app->task);
	return true;
}
