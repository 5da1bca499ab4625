/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_task.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "operation/role.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"
#include "ui/ask/question_rules.h"
#include "ui/linear/linear_field.h"
#include "ui/linear/linear_result.h"
#include "ui/linear/linear_secret.h"
#include "ui/linear/linear_tell.h"
#include "ui/linear/linear_work.h"

enum { TRIES = 3 };

struct task {
	struct pd_linear *linear;
	const struct pd_operation *operation;
	struct pd_chosen chosen;
	const struct pd_values *presets; /* NULL: none */
	struct pd_values *values;
	bool *begun;  /* by field: it has got its default */
	size_t count; /* of the fields */
	bool agreed, may_replace;
	int tries; /* wrong passphrases */
};

/* ---- questions ------------------------------------------------------------------- */

static const char *
row_of(const struct task *task)
{
	return task->chosen.count > 0 ? task->chosen.rows[0]->id : NULL;
}

/* A passphrase that opens something is asked for when it turns out to be needed. */
static bool
is_question(const struct task *task, size_t at)
{
	const struct pd_field *field = &task->operation->fields[at];
	return pd_field_on_form(field) &&
	       (!pd_field_unlocks(field) || (field->flags & PD_REQUIRED) != 0) &&
	       pd_field_is_due(field, task->values);
}

static void
put_rows(struct task *task, const struct pd_field *field)
{
	pd_values_unset(task->values, field->name);
	for (size_t i = 0; i < task->chosen.count; i++)
		pd_values_add(task->values, field->name, task->chosen.rows[i]->id);
}

/* A field that is asked for the first time begins with its default. One that is not
 * asked any more loses what it had. */
static void
begin(struct task *task, size_t at)
{
	const struct pd_field *field = &task->operation->fields[at];
	if (!pd_field_is_due(field, task->values)) {
		pd_values_unset(task->values, field->name);
		task->begun[at] = false;
		return;
	}
	if (task->begun[at])
		return;
	task->begun[at] = true;
	if ((field->flags & PD_ROW) != 0)
		put_rows(task, field);
	else
		pd_field_default(field, task->presets, pd_linear_context(task->linear),
			row_of(task), task->values);
}

static bool
step_back(const struct task *task, size_t *at)
{
	size_t before = *at;
	while (before > 0)
		if (is_question(task, --before)) {
			*at = before;
			return true;
		}
	return false;
}

/* Asks from that field on. false: it is given up. */
static bool
ask_fields(struct task *task, size_t at)
{
	while (at < task->count) {
		begin(task, at);
		enum pd_linear_step step = PD_STEP_ON;
		if (is_question(task, at))
			step = pd_linear_field(task->linear,
				&task->operation->fields[at], task->values);
		if (step == PD_STEP_OUT ||
			(step == PD_STEP_BACK && !step_back(task, &at)))
			return false;
		at += step == PD_STEP_ON;
	}
	return true;
}

/* ---- what is asked before it runs ------------------------------------------------ */

static bool
fail_declined(struct pd_error *error)
{
	return pd_fail(error, PD_ECANCEL, NULL, _("Nothing was changed"));
}

static bool
agrees_to_replace(
	struct task *task, const char *path, size_t others, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *question = pd_replace_question(path, others);
	task->may_replace = pd_linear_agrees(task->linear, question);
	return task->may_replace || fail_declined(error);
}

/* The file that is known to be in the way before anything runs. */
static bool
agrees_to_write(struct task *task, struct pd_error *error)
{
	const char *file = pd_output_in_the_way(task->operation->fields, task->values);
	return file == NULL || task->may_replace ||
	       agrees_to_replace(task, file, 0, error);
}

/* A word to type is typed exactly, so that no habit does it. */
static bool
types_it(struct task *task, const struct pd_line *to_type)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	PD_AUTO(pd_drop_text)
	char *question =
		pd_format(_("%s (%s), Enter cancels:"), to_type->label, to_type->text);
	pd_teletype_forget();
	while (pd_linear_ask(task->linear, question, &line)) {
		const char *text = pd_secret_text(&line);
		if (*text == '\0' || strcmp(text, "back") == 0)
			return false;
		if (strcmp(text, to_type->text) == 0)
			return true;
		pd_teletype_say(_("Type exactly this to go on: %s"), to_type->text);
	}
	return false;
}

static bool
confirms(struct task *task, const struct pd_details *preview, struct pd_error *error)
{
	const struct pd_operation *operation = task->operation;
	/* Where nothing would be lost there is nothing to ask. */
	if (operation->hazard == PD_REPLACES && operation->preview != NULL &&
		preview->section_count == 0)
		return true;
	const struct pd_line *to_type = pd_details_word_to_type(preview);
	pd_linear_print_details(preview, PD_TO_TYPE);
	bool yes;
	if (to_type == NULL)
		yes = pd_linear_agrees(task->linear, _(operation->confirm));
	else {
		pd_teletype_say("%s", _(operation->confirm));
		yes = types_it(task, to_type);
	}
	return yes || fail_declined(error);
}

static bool
agrees(struct task *task, struct pd_error *error)
{
	const struct pd_operation *operation = task->operation;
	struct pd_details none = {0};
	if (!agrees_to_write(task, error))
		return false;
	if (operation->confirm == NULL || task->agreed)
		return true;
	if (operation->preview == NULL) {
		task->agreed = confirms(task, &none, error);
		return task->agreed;
	}
	struct pd_work *work = pd_linear_work(
		task->linear, operation, &task->values, true, task->may_replace, error);
	task->agreed = work != NULL && confirms(task, &work->preview, error);
	if (work != NULL)
		pd_work_free(work);
	return task->agreed;
}

/* ---- running --------------------------------------------------------------------- */

/* Settings may be what was changed. */
static void
note_change(struct pd_linear *linear)
{
	struct pd_error error = {0};
	struct pd_context *context = linear->context;
	linear->changes++;
	if (!pd_settings_load(context->store, &context->settings, &error))
		pd_linear_tell_error(linear, &error);
}

static void
succeed(struct task *task, struct pd_result *result)
{
	struct pd_linear *linear = task->linear;
	const char *tab = task->operation->tab;
	if (result->changed)
		note_change(linear);
	pd_linear_result(linear, task->operation, result);
	if (result->next != NULL && !linear->ended)
		pd_linear_do(linear, pd_operation_find(pd_tabs, tab, result->next),
			task->chosen, pd_steal(result->presets));
}

static struct pd_work *
work_once(struct task *task, struct pd_error *error)
{
	return pd_linear_work(task->linear, task->operation, &task->values, false,
		task->may_replace, error);
}

/* The run itself may find a file in its way. */
static struct pd_work *
work(struct task *task, struct pd_error *error)
{
	struct pd_work *done = work_once(task, error);
	if (done != NULL || error->code != PD_EEXISTS || task->may_replace)
		return done;
	const struct pd_error reason = *error;
	pd_error_clear(error);
	return agrees_to_replace(task, reason.input, reason.others, error)
		       ? work_once(task, error)
		       : NULL;
}

static bool
run(struct task *task, struct pd_error *error)
{
	const struct pd_field *fields = task->operation->fields;
	if (!pd_values_check(fields, task->values, error) || !agrees(task, error))
		return false;
	struct pd_work *done = work(task, error);
	if (done == NULL)
		return false;
	succeed(task, &done->result);
	pd_work_free(done);
	return true;
}

/* ---- what went wrong ------------------------------------------------------------- */

static const struct pd_field *
field_of(const struct task *task, const char *name)
{
	for (size_t i = 0; i < task->count; i++)
		if (strcmp(task->operation->fields[i].name, name) == 0)
			return &task->operation->fields[i];
	return NULL;
}

static void
give_up(const struct task *task)
{
	if (!task->linear->ended)
		pd_teletype_say(_("Given up: %s"), _(task->operation->label));
}

/* false: it is given up. */
static bool
ask_passphrase(struct task *task, const struct pd_field *field)
{
	if (pd_value_count(task->values, field->name) > 0 && ++task->tries == TRIES) {
		pd_linear_tell(task->linear, "%s",
			_("Three wrong passphrases; nothing was changed"));
		return false;
	}
	if (pd_linear_passphrase(task->linear, field, task->values) == PD_STEP_ON)
		return true;
	give_up(task);
	return false;
}

/* The question that the error is about, else the first; count: there is none. */
static size_t
question_at_fault(const struct task *task, const struct pd_error *error)
{
	const struct pd_field *fields = task->operation->fields;
	const struct pd_field *field = pd_field_of_error(fields, task->values, error);
	size_t at = field != NULL ? (size_t)(field - fields) : 0;
	if (field == NULL || !is_question(task, at))
		for (at = 0; at < task->count && !is_question(task, at);)
			at++;
	return at;
}

static void
tell_error(const struct task *task, const struct pd_error *error)
{
	const struct pd_field *field = field_of(task, error->input);
	if (field != NULL)
		pd_linear_tell(task->linear, "%s: %s", _(field->label), error->message);
	else
		pd_linear_tell_error(task->linear, error);
}

/* false: it is given up; else *at is where to ask on. */
static bool
recover(struct task *task, const struct pd_error *error, size_t *at)
{
	const struct pd_field *field = field_of(task, error->input);
	tell_error(task, error);
	if (task->linear->ended || error->code == PD_ECANCEL)
		return false;
	if (error->code == PD_EPASSPHRASE && field != NULL &&
		field->kind == PD_FIELD_PASSPHRASE && pd_field_on_form(field)) {
		*at = task->count;
		return ask_passphrase(task, field);
	}
	/* Another try with a passphrase is not another decision, this is. */
	task->agreed = task->may_replace = false;
	*at = question_at_fault(task, error);
	return *at < task->count;
}

static void
do_task(struct task *task)
{
	size_t at = 0;
	while (ask_fields(task, at)) {
		struct pd_error error = {0};
		if (run(task, &error) || !recover(task, &error, &at))
			return;
	}
	give_up(task);
}

static bool
may_begin(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_chosen chosen)
{
	const struct pd_row *row = chosen.count > 0 ? chosen.rows[0] : NULL;
	struct pd_error refused = {0};
	if (!pd_role_check(pd_linear_context(linear), operation, &refused)) {
		pd_linear_tell_reason(linear, refused.message);
		return false;
	}
	if (chosen.count > 1 && !pd_operation_takes_many(operation)) {
		pd_linear_tell(
			linear, _("%s takes one row at a time"), _(operation->label));
		return false;
	}
	PD_AUTO(pd_drop_text)
	char *blocked = pd_operation_blocked(linear->context, operation, row);
	if (blocked != NULL)
		pd_linear_tell_reason(linear, blocked);
	return blocked == NULL;
}

void
pd_linear_do(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_chosen chosen, struct pd_values *presets)
{
	struct task task = {.linear = linear,
		.operation = operation,
		.chosen = chosen,
		.presets = presets};
	if (operation->on == PD_ON_TAB)
		task.chosen.count = 0;
	while (operation->fields && operation->fields[task.count].name)
		task.count++;
	if (may_begin(linear, operation, task.chosen)) {
		task.values = pd_values_new();
		task.begun = pd_alloc(task.count + 1, sizeof *task.begun);
		do_task(&task);
		pd_values_free(task.values);
		free(task.begun);
	}
	pd_values_free(presets);
}
