/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_task.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/ask/interaction.h"
#include "ui/ask/question_rules.h"
#include "ui/linear/linear_field.h"
#include "ui/linear/linear_result.h"
#include "ui/linear/linear_secret.h"
#include "ui/linear/linear_tell.h"
#include "ui/linear/linear_work.h"

struct task {
	struct pd_linear *linear;
	const struct pd_operation *operation;
	struct pd_interaction *interaction;
	bool *begun;  /* by field: it has got its default */
	size_t count; /* of the fields */
};

static void
say_given_up(const struct task *task)
{
	if (!task->linear->ended)
		pd_teletype_say(_("Given up: %s"), _(task->operation->label));
}

/* ---- values ---------------------------------------------------------------------- */

static bool
is_due_question(const struct task *task, size_t at)
{
	const struct pd_field *field = &task->operation->fields[at];
	return pd_field_is_question(field) &&
	       pd_field_is_due(field, pd_interaction_values(task->interaction));
}

/* What follows from the answers before stands in brackets. */
static void
follow_answers(struct pd_context *context, const struct pd_field *field,
	struct pd_values *values)
{
	PD_AUTO(pd_drop_text)
	char *text = pd_value_count(values, field->name) == 0
			     ? field->follow(context, values)
			     : NULL;
	if (text != NULL && *text != '\0')
		pd_values_set(values, field->name, text);
}

/* A field that is asked for the first time begins with its default. One that is not
 * asked any more loses what it had. */
static void
begin_question(struct task *task, size_t at)
{
	const struct pd_field *field = &task->operation->fields[at];
	struct pd_values *values = pd_interaction_values(task->interaction);
	bool is_due = pd_field_is_due(field, values);
	if (!is_due || !task->begun[at]) {
		struct pd_context *context = pd_linear_context(task->linear);
		pd_interaction_fill(task->interaction, field, values);
		if (is_due && field->follow != NULL)
			follow_answers(context, field, values);
	}
	task->begun[at] = is_due;
}

static bool
step_to_question_before(const struct task *task, size_t *at)
{
	size_t before = *at;
	while (before > 0)
		if (is_due_question(task, --before)) {
			*at = before;
			return true;
		}
	return false;
}

static enum pd_linear_step
ask_question(struct task *task, const struct pd_field *field)
{
	PD_AUTO(pd_picks_free) struct pd_picks picks = {0};
	const struct pd_field asked =
		pd_interaction_asked(task->interaction, field, &picks);
	return pd_linear_ask_field(
		task->linear, &asked, &picks, pd_interaction_values(task->interaction));
}

/* false: it is given up. */
static bool
ask_questions(struct task *task, size_t at)
{
	while (at < task->count) {
		begin_question(task, at);
		enum pd_linear_step step = PD_STEP_ON;
		if (is_due_question(task, at))
			step = ask_question(task, &task->operation->fields[at]);
		if (step == PD_STEP_OUT ||
			(step == PD_STEP_BACK && !step_to_question_before(task, &at)))
			return false;
		at += step == PD_STEP_ON;
	}
	return true;
}

/* Asks from that field on. false: it is over. */
static bool
fill_in(struct task *task, size_t at)
{
	if (ask_questions(task, at)) {
		pd_interaction_submit(task->interaction);
		return true;
	}
	say_given_up(task);
	return false;
}

/* ---- what went wrong ------------------------------------------------------------- */

static void
tell_task_error(const struct task *task)
{
	const struct pd_error *error = pd_interaction_error(task->interaction);
	const struct pd_field *field = pd_interaction_field(task->interaction);
	if (field != NULL && strcmp(field->name, error->input) == 0)
		pd_linear_tell(task->linear, "%s: %s", _(field->label), error->message);
	else
		pd_linear_tell_error(task->linear, error);
}

static bool
ask_passphrase_in_line(struct task *task)
{
	tell_task_error(task);
	if (task->linear->ended)
		return false;
	if (pd_linear_ask_passphrase(task->linear,
		    pd_interaction_field(task->interaction),
		    pd_interaction_values(task->interaction)) == PD_STEP_ON) {
		pd_interaction_submit(task->interaction);
		return true;
	}
	say_given_up(task);
	return false;
}

/* The question that the error is about, else the first. */
static size_t
question_at_fault(const struct task *task)
{
	const struct pd_field *field = pd_interaction_field(task->interaction);
	size_t at = field != NULL ? (size_t)(field - task->operation->fields) : 0;
	if (field == NULL || !is_due_question(task, at))
		for (at = 0; at < task->count && !is_due_question(task, at);)
			at++;
	return at;
}

/* Asks again from the value at fault. false: it is over. */
static bool
recover_task(struct task *task)
{
	const struct pd_interaction *interaction = task->interaction;
	pd_linear_warn(task->linear, pd_interaction_result(task->interaction));
	tell_task_error(task);
	if (task->linear->ended ||
		pd_interaction_error(interaction)->code == PD_ECANCEL ||
		!pd_interaction_can_retry(interaction))
		return false;
	size_t at = question_at_fault(task);
	return at < task->count && fill_in(task, at);
}

/* ---- yes or no ------------------------------------------------------------------- */

/* A word to type is typed exactly, so that no habit does it. */
static bool
types_word(struct task *task, const struct pd_line *to_type)
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

/* Nothing is shown, and no word is to be typed, where only a file is in the way. */
static bool
agrees(struct task *task)
{
	const struct pd_details *preview = pd_interaction_preview(task->interaction);
	const struct pd_line *to_type = pd_details_word_to_type(preview);
	PD_AUTO(pd_drop_text)
	char *question = pd_interaction_question(task->interaction);
	pd_linear_print_details(preview);
	if (to_type == NULL)
		return pd_linear_agrees(task->linear, question);
	pd_teletype_say("%s", question);
	return types_word(task, to_type);
}

static void
ask_yes_or_no(struct task *task)
{
	if (agrees(task))
		pd_interaction_agree(task->interaction);
	else
		pd_interaction_decline(task->interaction);
}

/* What was cancelled and ended all the same asks and does nothing more. */
static void
work_on(struct task *task)
{
	struct pd_interaction *interaction = task->interaction;
	if (pd_linear_work(task->linear, interaction))
		return;
	enum pd_next next = pd_interaction_next(interaction);
	if (next != PD_NEXT_DONE && next != PD_NEXT_FAILED)
		pd_interaction_decline(interaction);
}

/* ---- from step to step ------------------------------------------------------------ */

/* Does what comes next. false: it is over. */
static bool
step_task(struct task *task)
{
	switch (pd_interaction_next(task->interaction)) {
	case PD_NEXT_FIELDS:
		return fill_in(task, 0);
	case PD_NEXT_REPLACE:
	case PD_NEXT_CONFIRM:
		ask_yes_or_no(task);
		return true;
	case PD_NEXT_PASSPHRASE:
		return ask_passphrase_in_line(task);
	case PD_NEXT_PREVIEW:
	case PD_NEXT_RUN:
		work_on(task);
		return true;
	case PD_NEXT_FAILED:
		return recover_task(task);
	case PD_NEXT_DECLINED:
		pd_linear_tell(task->linear, "%s", _("Nothing was changed"));
		return false;
	case PD_NEXT_DONE:
		break;
	}
	return false;
}

/* An operation on the tab leads to another on the tab, so it has no rows. */
static void
show_task_result(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_chosen chosen, struct pd_result *result)
{
	if (operation->on == PD_ON_TAB)
		chosen.count = 0;
	linear->changes += result->changed;
	pd_linear_show_result(linear, operation, result);
	const struct pd_operation *next =
		pd_operation_next(pd_tabs, operation->tab, result);
	if (next != NULL && !linear->ended)
		pd_linear_run_operation(
			linear, next, chosen, pd_steal(result->presets));
}

/* Takes what it brought; true: it is done. */
static bool
do_task(struct pd_linear *linear, const struct pd_interaction_order *order,
	struct pd_result *result)
{
	PD_AUTO(pd_drop_interaction)
	struct pd_interaction *interaction = pd_interaction_new(order);
	struct task task = {.linear = linear,
		.operation = order->operation,
		.interaction = interaction};
	if (pd_interaction_next(interaction) == PD_NEXT_FAILED) {
		pd_linear_tell_refusal(linear, pd_interaction_error(interaction));
		return false;
	}
	while (task.operation->fields && task.operation->fields[task.count].name)
		task.count++;
	task.begun = pd_alloc(task.count + 1, sizeof *task.begun);
	while (step_task(&task))
		;
	free(task.begun);
	*result = *pd_interaction_result(interaction);
	*pd_interaction_result(interaction) = (struct pd_result){0};
	return pd_interaction_next(interaction) == PD_NEXT_DONE;
}

void
pd_linear_run_operation(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_chosen chosen, struct pd_values *presets)
{
	const struct pd_interaction_order order = {.operation = operation,
		.context = pd_linear_context(linear),
		.manner = PD_DIALOGUE,
		.rows = chosen.rows,
		.row_count = chosen.count,
		.values = presets};
	/* Values, which may hold a passphrase, are gone before anything is shown. */
	PD_AUTO(pd_result_free) struct pd_result result = {0};
	if (do_task(linear, &order, &result))
		show_task_result(linear, operation, chosen, &result);
}
