/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/interaction.h"

#include <stdlib.h>
#include <string.h>

#include "base/replace.h"
#include "base/text.h"
#include "operation/role.h"
#include "operation/sensitive.h"
#include "store/entry.h"
#include "ui/ask/available.h"
#include "ui/ask/question_rules.h"

enum { TRIES = 3 }; /* of passphrases */

struct pd_interaction {
	const struct pd_operation *operation;
	struct pd_context *context;
	enum pd_manner manner;
	char **rows; /* ids */
	size_t row_count;
	char *beside; /* of the row selected for an operation on the tab; or NULL */
	struct pd_values *presets; /* of a dialogue; NULL: none */
	struct pd_values *values;  /* the work's while that runs */
	enum pd_next next;
	bool agreed, may_replace;
	long confirmed; /* the newest entry of history when it was asked about */
	int wrong;      /* passphrases */
	char *path;     /* in the way; NULL: none */
	const struct pd_field *field;
	struct pd_error error;
	struct pd_details preview;
	struct pd_result result;
};

/* ---- failing --------------------------------------------------------------------- */

/* What was agreed to was agreed to with other values. */
static void
fail_interaction(struct pd_interaction *interaction, const struct pd_error *error)
{
	interaction->error = *error;
	interaction->field = pd_field_of_error(
		interaction->operation->fields, interaction->values, error);
	pd_interaction_forget_answers(interaction);
	interaction->next = PD_NEXT_FAILED;
}

/* ---- what is asked before it runs -------------------------------------------------- */

static bool
asks_to_confirm(const struct pd_interaction *interaction)
{
	const struct pd_operation *operation = interaction->operation;
	if (operation->confirm == NULL || interaction->agreed)
		return false;
	return interaction->manner == PD_DIALOGUE || operation->hazard == PD_REPLACES ||
	       operation->hazard == PD_DESTROYS;
}

/* What replaces shows what would be lost. What destroys asks even where it finds
 * nothing to show: it may only not see what it destroys. */
static bool
has_nothing_to_lose(const struct pd_interaction *interaction)
{
	return interaction->operation->hazard == PD_REPLACES &&
	       interaction->operation->preview != NULL &&
	       interaction->preview.section_count == 0;
}

static void
note_path_in_the_way(struct pd_interaction *interaction, const char *path,
	const struct pd_error *error)
{
	free(interaction->path);
	interaction->path = pd_copy(path);
	interaction->error = *error;
	interaction->next = PD_NEXT_REPLACE;
}

/* What comes after it and touches the same makes the answer void. */
static void
note_what_is_seen(struct pd_interaction *interaction)
{
	struct pd_error ignored = {0};
	if (interaction->context->store != NULL)
		(void)pd_entry_newest(
			interaction->context->store, &interaction->confirmed, &ignored);
}

/* What can be asked without any work comes first. */
static void
choose_next(struct pd_interaction *interaction)
{
	const char *file =
		interaction->may_replace
			? NULL
			: pd_output_in_the_way(
				  interaction->operation->fields, interaction->values);
	bool asks = asks_to_confirm(interaction);
	pd_result_free(&interaction->result);
	if (asks)
		note_what_is_seen(interaction);
	if (file != NULL) {
		struct pd_error exists = {0};
		(void)pd_replace_fail_exists(file, 0, &exists);
		note_path_in_the_way(interaction, file, &exists);
	} else if (asks && interaction->operation->preview == NULL)
		interaction->next = PD_NEXT_CONFIRM;
	else
		interaction->next = asks ? PD_NEXT_PREVIEW : PD_NEXT_RUN;
}

/* On a command line the run opens the files: standard input may be one. */
static bool
check_values(struct pd_interaction *interaction, struct pd_error *error)
{
	const struct pd_field *fields = interaction->operation->fields;
	return pd_values_check(fields, interaction->values, error) &&
	       (interaction->manner != PD_DIALOGUE ||
		       pd_fields_check_files(fields, interaction->values, error));
}

void
pd_interaction_submit(struct pd_interaction *interaction)
{
	struct pd_error error = {0};
	free(pd_steal(interaction->path));
	if (check_values(interaction, &error))
		choose_next(interaction);
	else
		fail_interaction(interaction, &error);
}

/* ---- answers ----------------------------------------------------------------------- */

void
pd_interaction_agree(struct pd_interaction *interaction)
{
	if (interaction->next == PD_NEXT_REPLACE)
		interaction->may_replace = true;
	else
		interaction->agreed = true;
	free(pd_steal(interaction->path));
	pd_details_free(&interaction->preview);
	choose_next(interaction);
}

void
pd_interaction_decline(struct pd_interaction *interaction)
{
	pd_details_free(&interaction->preview);
	pd_interaction_forget_answers(interaction);
	interaction->next = PD_NEXT_DECLINED;
}

void
pd_interaction_forget_answers(struct pd_interaction *interaction)
{
	bool agreed = interaction->manner == PD_COMMAND_AGREED;
	interaction->agreed = interaction->may_replace = agreed;
}

/* ---- work -------------------------------------------------------------------------- */

bool
pd_interaction_allows(struct pd_context *context, const struct pd_operation *operation,
	struct pd_error *error)
{
	bool changed;
	return (context->store == NULL ||
		       pd_settings_refresh(
			       context->store, &context->settings, &changed, error)) &&
	       pd_role_check(context, operation, error);
}

/* The same, with the values that it has now; false: it has failed. */
static bool
may_work(struct pd_interaction *interaction)
{
	struct pd_error error = {0};
	struct pd_operation act = *interaction->operation;
	act.role = pd_sensitive_role(&act, interaction->values);
	if (pd_interaction_allows(interaction->context, &act, &error))
		return true;
	fail_interaction(interaction, &error);
	return false;
}

/* The row that defaults may depend on; NULL: none. */
static const char *
find_default_row(const struct pd_interaction *interaction)
{
	const struct pd_field *field = interaction->operation->fields;
	if (interaction->manner == PD_DIALOGUE)
		return interaction->beside ? interaction->beside : interaction->rows[0];
	for (; field && field->name; field++)
		if ((field->flags & PD_ROW) != 0)
			return pd_value_text(interaction->values, field->name);
	return NULL;
}

struct pd_field
pd_interaction_asked(const struct pd_interaction *interaction,
	const struct pd_field *field, struct pd_picks *picks)
{
	struct pd_field asked = *field;
	const char *row = find_default_row(interaction);
	const char *const *words =
		pd_field_words(field, interaction->context, row, picks);
	if (words == NULL)
		return asked;
	asked.kind = PD_FIELD_CHOICE;
	asked.choices = words;
	asked.flags &= ~(unsigned)PD_MANY;
	return asked;
}

/* The field, if it is a passphrase that this operator can be asked for. */
static const struct pd_field *
find_passphrase_field(
	const struct pd_interaction *interaction, const struct pd_error *error)
{
	const struct pd_field *field =
		pd_field_of_passphrase(interaction->operation->fields, error);
	if (field == NULL || pd_field_is_opening(field))
		return field;
	bool is_asked = interaction->manner == PD_DIALOGUE
				? pd_field_on_form(field)
				: (field->flags & PD_SCREEN) == 0;
	return is_asked ? field : NULL;
}

/* Another try with a passphrase is not another decision. */
static void
take_wrong_passphrase(struct pd_interaction *interaction, const struct pd_field *field,
	const struct pd_error *error)
{
	struct pd_error enough = {0};
	bool was_wrong = pd_value_count(interaction->values, field->name) > 0;
	interaction->wrong += was_wrong;
	if (interaction->wrong < TRIES) {
		interaction->error = *error;
		interaction->field = field;
		interaction->next = PD_NEXT_PASSPHRASE;
		return;
	}
	(void)pd_fail(&enough, PD_EPASSPHRASE, "",
		_("three wrong passphrases; nothing was changed"));
	fail_interaction(interaction, &enough);
}

static void
take_failure(struct pd_interaction *interaction, struct pd_result *result,
	const struct pd_error *error)
{
	const struct pd_field *field = find_passphrase_field(interaction, error);
	interaction->result = *result;
	*result = (struct pd_result){0};
	if (field != NULL)
		take_wrong_passphrase(interaction, field, error);
	else if (error->code == PD_EEXISTS && !interaction->may_replace)
		note_path_in_the_way(interaction, error->input, error);
	else
		fail_interaction(interaction, error);
}

static void
take_preview(struct pd_interaction *interaction, struct pd_details *preview)
{
	interaction->preview = *preview;
	*preview = (struct pd_details){0};
	interaction->next = PD_NEXT_CONFIRM;
	if (has_nothing_to_lose(interaction))
		pd_interaction_agree(interaction);
}

/* The settings may have changed. Where they cannot be read, the next operation says so. */
static void
take_result(struct pd_interaction *interaction, struct pd_result *result)
{
	struct pd_context *context = interaction->context;
	struct pd_error ignored = {0};
	bool changed;
	interaction->result = *result;
	*result = (struct pd_result){0};
	if (interaction->result.changed)
		(void)pd_settings_refresh(
			context->store, &context->settings, &changed, &ignored);
	if (interaction->manner == PD_DIALOGUE &&
		interaction->result.next_sentence != NULL)
		pd_result_say(&interaction->result, "%s",
			_(interaction->result.next_sentence));
	interaction->next = PD_NEXT_DONE;
}

static struct pd_work *
take_up_work(struct pd_interaction *interaction)
{
	struct pd_work *work = pd_alloc(1, sizeof *work);
	work->operation = interaction->operation;
	work->previews = interaction->next == PD_NEXT_PREVIEW;
	work->is_dialogue = interaction->manner == PD_DIALOGUE;
	work->values = pd_steal(interaction->values);
	return work;
}

/* error: NULL: it went well. Frees the work. */
static void
end_work(struct pd_interaction *interaction, struct pd_work *work,
	const struct pd_error *error)
{
	interaction->values = pd_steal(work->values);
	if (error != NULL)
		take_failure(interaction, &work->result, error);
	else if (work->previews)
		take_preview(interaction, &work->preview);
	else
		take_result(interaction, &work->result);
	pd_work_free(work);
}

struct pd_job *
pd_interaction_start(struct pd_interaction *interaction, int wake)
{
	struct pd_error error = {0};
	if (!may_work(interaction))
		return NULL;
	struct pd_context context = *interaction->context;
	context.may_replace = interaction->may_replace;
	context.confirmed = interaction->confirmed;
	struct pd_work *work = take_up_work(interaction);
	struct pd_job *job = pd_job_start(&context, pd_work_do, work, wake, &error);
	if (job == NULL)
		end_work(interaction, work, &error);
	return job;
}

void
pd_interaction_end(struct pd_interaction *interaction, struct pd_job *job)
{
	struct pd_work *work = pd_job_load(job);
	struct pd_error error = {0};
	bool good = pd_job_result(job, &error);
	pd_job_free(job);
	end_work(interaction, work, good ? NULL : &error);
}

void
pd_interaction_cancel(struct pd_interaction *interaction, struct pd_job *job,
	struct pd_cancelled *cancelled)
{
	struct pd_error error = {0};
	pd_cancelled_add(cancelled, job);
	interaction->values = pd_values_new();
	(void)pd_fail(&error, PD_ECANCEL, NULL, _("Cancelled; it ends by itself"));
	fail_interaction(interaction, &error);
}

void
pd_interaction_work(struct pd_interaction *interaction)
{
	struct pd_context *context = interaction->context;
	struct pd_error error = {0};
	if (!may_work(interaction))
		return;
	struct pd_work *work = take_up_work(interaction);
	context->may_replace = interaction->may_replace;
	context->confirmed = interaction->confirmed;
	bool good = pd_work_do(context, work, &error);
	end_work(interaction, work, good ? NULL : &error);
}

/* ---- beginning --------------------------------------------------------------------- */

/* On a command line rows are words that the run looks up, and says why it cannot. */
static bool
check_chosen_rows(
	const struct pd_interaction_order *order, size_t count, struct pd_error *error)
{
	const struct pd_operation *operation = order->operation;
	if (order->manner != PD_DIALOGUE)
		return true;
	if (count > 1 && !pd_operation_takes_many(operation))
		return pd_fail(error, PD_EUSAGE, NULL, _("%s takes one row at a time"),
			_(operation->label));
	size_t i = 0;
	do {
		PD_AUTO(pd_drop_text)
		char *blocked = pd_operation_blocked(order->context, operation,
			i < order->row_count ? order->rows[i] : NULL);
		if (blocked != NULL)
			return pd_fail(error, PD_ESTATE, NULL, "%s", blocked);
	} while (++i < count);
	return true;
}

static void
copy_rows(struct pd_interaction *interaction, const struct pd_interaction_order *order,
	size_t count)
{
	interaction->rows = pd_alloc(count + 1, sizeof *interaction->rows);
	for (size_t i = 0; i < count; i++)
		if (order->rows[i]->id != NULL)
			interaction->rows[interaction->row_count++] =
				pd_copy(order->rows[i]->id);
}

static void
take_values(struct pd_interaction *interaction, struct pd_values *values)
{
	if (interaction->manner == PD_DIALOGUE) {
		interaction->presets = values;
		interaction->values = pd_values_new();
	} else
		interaction->values = values;
}

static void
begin_fields(struct pd_interaction *interaction)
{
	const struct pd_field *field = interaction->operation->fields;
	bool is_dialogue = interaction->manner == PD_DIALOGUE;
	interaction->next = PD_NEXT_FIELDS;
	if (!is_dialogue)
		pd_values_default(field, interaction->context,
			find_default_row(interaction), interaction->values);
	if (!is_dialogue || pd_interaction_has_questions(interaction))
		return;
	for (; field && field->name; field++)
		pd_interaction_fill(interaction, field, interaction->values);
	pd_interaction_submit(interaction);
}

struct pd_interaction *
pd_interaction_new(const struct pd_interaction_order *order)
{
	struct pd_interaction *interaction = pd_alloc(1, sizeof *interaction);
	struct pd_error error = {0};
	bool has_rows =
		order->operation->on != PD_ON_TAB || order->operation->starts_from != 0;
	size_t count = has_rows ? order->row_count : 0;
	interaction->operation = order->operation;
	interaction->context = order->context;
	interaction->manner = order->manner;
	pd_interaction_forget_answers(interaction);
	copy_rows(interaction, order, count);
	if (count < order->row_count && order->rows[0]->id != NULL)
		interaction->beside = pd_copy(order->rows[0]->id);
	take_values(interaction, order->values);
	if (pd_interaction_allows(order->context, order->operation, &error) &&
		check_chosen_rows(order, count, &error))
		begin_fields(interaction);
	else
		fail_interaction(interaction, &error);
	return interaction;
}

void
pd_interaction_free(struct pd_interaction *interaction)
{
	if (interaction == NULL)
		return;
	for (size_t i = 0; i < interaction->row_count; i++)
		free(interaction->rows[i]);
	free(interaction->rows);
	free(interaction->beside);
	free(interaction->path);
	pd_values_free(interaction->presets);
	pd_values_free(interaction->values);
	pd_details_free(&interaction->preview);
	pd_result_free(&interaction->result);
	free(interaction);
}

/* ---- values ------------------------------------------------------------------------ */

static void
add_preset_values(
	const struct pd_values *presets, const char *name, struct pd_values *values)
{
	for (size_t i = 0; i < pd_value_count(presets, name); i++)
		pd_values_add(values, name, pd_value_item(presets, name, i));
}

bool
pd_interaction_is_preset(
	const struct pd_interaction *interaction, const struct pd_field *field)
{
	return interaction->presets != NULL &&
	       pd_value_count(interaction->presets, field->name) > 0;
}

/* What the operation before this one found goes before the field's own default. */
void
pd_interaction_fill(const struct pd_interaction *interaction,
	const struct pd_field *field, struct pd_values *values)
{
	const struct pd_field fields[] = {*field, {0}};
	pd_values_unset(values, field->name);
	if ((field->flags & PD_ROW) != 0) {
		for (size_t i = 0; i < interaction->row_count; i++)
			pd_values_add(values, field->name, interaction->rows[i]);
		return;
	}
	if (!pd_field_is_due(field, values))
		return;
	if (interaction->presets != NULL)
		add_preset_values(interaction->presets, field->name, values);
	const char *row = find_default_row(interaction);
	if (field->propose != NULL && pd_value_count(values, field->name) == 0) {
		PD_AUTO(pd_drop_text)
		char *text = field->propose(interaction->context, row);
		if (text != NULL)
			pd_values_set(values, field->name, text);
	}
	pd_values_default(fields, interaction->context, row, values);
}

bool
pd_interaction_has_questions(const struct pd_interaction *interaction)
{
	const struct pd_field *field = interaction->operation->fields;
	while (field && field->name && !pd_field_is_question(field))
		field++;
	return field && field->name;
}

struct pd_values *
pd_interaction_values(struct pd_interaction *interaction)
{
	return interaction->values;
}

void
pd_interaction_set_values(struct pd_interaction *interaction, struct pd_values *values)
{
	pd_values_free(interaction->values);
	interaction->values = values;
}

/* ---- what a face shows --------------------------------------------------------------- */

enum pd_next
pd_interaction_next(const struct pd_interaction *interaction)
{
	return interaction->next;
}

const struct pd_operation *
pd_interaction_operation(const struct pd_interaction *interaction)
{
	return interaction->operation;
}

char *
pd_interaction_question(const struct pd_interaction *interaction)
{
	const char *path = interaction->path, *asked = interaction->preview.question;
	if (path != NULL)
		return pd_replace_question(path, interaction->error.others);
	return pd_copy(asked ? asked : _(interaction->operation->confirm));
}

const char *
pd_interaction_path(const struct pd_interaction *interaction)
{
	return interaction->path;
}

struct pd_details *
pd_interaction_preview(struct pd_interaction *interaction)
{
	return &interaction->preview;
}

const struct pd_field *
pd_interaction_field(const struct pd_interaction *interaction)
{
	return interaction->field;
}

const struct pd_error *
pd_interaction_error(const struct pd_interaction *interaction)
{
	return &interaction->error;
}

bool
pd_interaction_can_retry(const struct pd_interaction *interaction)
{
	return interaction->wrong < TRIES;
}

struct pd_result *
pd_interaction_result(struct pd_interaction *interaction)
{
	return &interaction->result;
}
