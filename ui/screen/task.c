/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/task.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "operation/role.h"
#include "tabs/tab.h"
#include "ui/ask/available.h"
#include "ui/ask/question_rules.h"
#include "ui/ask/work.h"
#include "ui/screen/app_state.h"
#include "ui/screen/confirm.h"
#include "ui/screen/form.h"
#include "ui/screen/outcome.h"
#include "ui/screen/pager.h"
#include "ui/screen/question.h"

/* Shorter work is waited for: nothing is said of it. */
enum { PATIENCE = 100, LAST_PATIENCE = 1000, TRIES = 3 };

struct pd_task {
	struct pd_app *app;
	const struct pd_operation *operation;
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
static void go_on_to(struct pd_app *app, const struct pd_operation *operation,
	struct pd_values *presets);

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

const struct pd_operation *
pd_task_operation(const struct pd_task *task)
{
	return task->operation;
}

const char *
pd_task_row(const struct pd_task *task)
{
	return task->id_count > 0 ? task->ids[0] : NULL;
}

const char *
pd_task_name(const struct pd_task *task)
{
	return task->name;
}

const struct pd_values *
pd_task_presets(const struct pd_task *task)
{
	return task->presets;
}

void
pd_task_put_rows(const struct pd_task *task, const struct pd_field *field,
	struct pd_values *values)
{
	for (size_t i = 0; i < task->id_count; i++)
		pd_values_add(values, field->name, task->ids[i]);
}

/* ---- how it ended ------------------------------------------------------------- */

/* Details of what has changed are no longer true. */
static void
close_details(struct pd_app *app)
{
	while (app->top != NULL && app->top->kind->on_row)
		pd_app_close(app, app->top);
}

static void
succeed(struct pd_task *task, struct pd_result *result)
{
	struct pd_app *app = task->app;
	const struct pd_operation *operation = task->operation;
	bool copies = task->purpose == PD_TASK_COPY;
	PD_AUTO(pd_drop_text) char *name = pd_steal(task->name);
	PD_AUTO(pd_drop_text)
	char *id = task->id_count > 0 ? pd_steal(task->ids[0]) : NULL;
	const struct pd_target target = {id, name};
	/* The form goes before what is shown comes. */
	end(task);
	if (result->changed) {
		struct pd_error told_later = {0};
		close_details(app);
		pd_app_changed(app);
		/* If these were changed, that is no news to who did it. */
		(void)pd_app_settings(app, &told_later);
	}
	/* What was found lies upon the form that follows from it: one reads, goes back,
	 * and fills in. */
	if (result->next != NULL)
		go_on_to(app, pd_operation_find(operation->tab, result->next),
			pd_steal(result->presets));
	if (copies)
		pd_pager_copy(app, &result->details);
	else
		pd_outcome_show(app, operation, target, result);
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
	task->form = pd_form_new(task->app, task, &pasted);
	pd_app_push(task->app, pd_form_sheet(task->form));
}

/* The first run may only find out that a passphrase is needed; was there one? */
static bool
gave_passphrase(const struct pd_task *task, const struct pd_values *values)
{
	for (const struct pd_field *field = task->operation->fields;
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
	if (passphrase && task->form == NULL && asks_passphrase(task->operation))
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
		pd_task_forget_answers(task);
	step_back(task);
}

/* ---- running ------------------------------------------------------------------- */

static void
ask_confirmation(struct pd_task *task, struct pd_details *preview)
{
	const struct pd_operation *operation = task->operation;
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
	pd_task_forget_answers(task);
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
		pd_outcome_warn(app, &work->result);
	fail(task, work->values, error);
	if (!comes_again)
		pd_outcome_warned(app, &work->result);
}

static void
finish(struct pd_task *task)
{
	struct pd_work *work = pd_job_load(task->job);
	struct pd_error error = {0};
	bool good = pd_job_result(task->job, &error);
	pd_job_free(task->job);
	task->job = NULL;
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
	bool allowed = is_allowed(task->app, task->operation, &error);
	struct pd_context context = *pd_app_context(task->app);
	context.may_replace = context.may_replace || task->may_replace;
	if (allowed)
		task->job = pd_work_start(&context, task->operation, &task->values,
			previews, task->app->wake[1], &error);
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
	const struct pd_operation *operation = task->operation;
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

void
pd_task_submit(struct pd_task *task, struct pd_values *values)
{
	pd_values_free(task->values);
	task->values = values;
	go_on(task);
}

void
pd_task_forget_answers(struct pd_task *task)
{
	task->agreed = task->may_replace = false;
}

void
pd_task_give_up(struct pd_task *task)
{
	end(task);
}

/* ---- starting ------------------------------------------------------------------ */

static void
add_id(struct pd_task *task, const char *id)
{
	task->ids = pd_grow(task->ids, task->id_count + 1, sizeof *task->ids);
	task->ids[task->id_count++] = pd_copy(id);
}

/* The tagged rows if it takes several and there are any, else the selected one. */
static void
take_rows(struct pd_task *task, struct pd_page *page)
{
	const struct pd_list *list = pd_page_list(page);
	const struct pd_row *row = pd_page_row(page);
	if (list != NULL && list->tag_count > 0 &&
		pd_operation_takes_many(task->operation)) {
		for (size_t i = 0; i < list->rows->count_of_items; i++)
			if (list->tagged[i] && pd_operation_fits(task->operation,
						       &list->rows->items[i]))
				add_id(task, list->rows->items[i].id);
		return;
	}
	if (row == NULL || task->operation->on == PD_ON_TAB)
		return;
	add_id(task, row->id);
	task->name = pd_copy(row->cells[0]);
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
	const struct pd_field *fields = task->operation->fields;
	for (const struct pd_field *field = fields; field && field->name; field++) {
		if (field->flags & PD_ROW)
			pd_task_put_rows(task, field, values);
		else if (task->presets != NULL)
			put_preset(task->presets, field->name, values);
	}
	pd_values_default(fields, pd_app_context(task->app), pd_task_row(task), values);
	return values;
}

static struct pd_task *
new_task(struct pd_app *app, const struct pd_operation *operation, struct pd_page *page)
{
	struct pd_task *task = pd_alloc(1, sizeof *task);
	*task = (struct pd_task){.app = app, .operation = operation};
	app->task = task;
	if (page != NULL)
		take_rows(task, page);
	return task;
}

static void
begin(struct pd_task *task)
{
	if (pd_form_is_needed(task->operation))
		open_form(task);
	else
		pd_task_submit(task, values_without_form(task));
}

/* One operation leads on to another; takes what it has filled in there. */
static void
go_on_to(struct pd_app *app, const struct pd_operation *operation,
	struct pd_values *presets)
{
	struct pd_task *task = new_task(app, operation, pd_app_page(app));
	task->presets = presets;
	begin(task);
}

static bool
is_busy(struct pd_app *app)
{
	if (app->task != NULL)
		pd_app_hint(app,
			pd_task_is_running(app)
				? _("%s is still running; Esc cancels it")
				: _("%s is still open; finish it, or Esc gives it up"),
			_(app->task->operation->label));
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
pd_task_start_on(struct pd_app *app, const struct pd_operation *operation,
	struct pd_target target, struct pd_values *presets)
{
	if (is_busy(app)) {
		pd_values_free(presets);
		return;
	}
	struct pd_task *task = new_task(app, operation, NULL);
	if (target.id != NULL)
		add_id(task, target.id);
	task->name = pd_copy(target.name);
	task->presets = presets;
	begin(task);
}

void
pd_task_start(struct pd_app *app, const struct pd_operation *operation,
	struct pd_page *page, enum pd_task_purpose purpose)
{
	if (is_busy(app))
		return;
	if (!pd_task_may(app, operation))
		return;
	PD_AUTO(pd_drop_text)
	char *blocked = page ? pd_page_blocked(page, operation) : NULL;
	if (blocked != NULL) {
		pd_app_hint_reason(app, blocked);
		return;
	}
	struct pd_task *task = new_task(app, operation, page);
	task->purpose = purpose;
	begin(task);
}

/* ---- the event loop ------------------------------------------------------------ */

bool
pd_task_is_running(const struct pd_app *app)
{
	return app->task != NULL && app->task->job != NULL;
}

bool
pd_task_holds(const struct pd_app *app, const struct pd_sheet *sheet)
{
	return pd_task_is_running(app) && app->task->form != NULL &&
	       pd_form_sheet(app->task->form) == sheet;
}

bool
pd_task_cancel(struct pd_app *app)
{
	struct pd_task *task = app->task;
	if (task == NULL || task->job == NULL)
		return false;
	pd_cancelled_add(&app->cancelled, pd_steal(task->job));
	pd_app_hint(app, _("Cancelled: %s"), _(task->operation->label));
	pd_task_forget_answers(task);
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
				  _(app->task->operation->label));
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
