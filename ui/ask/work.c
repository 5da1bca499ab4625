/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/work.h"

#include <stdlib.h>

#include "base/text.h"
#include "store/key_passphrase.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"

void
pd_work_free(struct pd_work *work)
{
	pd_values_free(work->values);
	pd_details_free(&work->preview);
	pd_result_free(&work->result);
	free(work);
}

bool
pd_work_unlock(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error)
{
	const struct pd_secret *passphrase = pd_value_secret(values, PD_KEY_PASSPHRASE);
	const struct pd_secret *pin = pd_value_secret(values, PD_TOKEN_PIN);
	return (passphrase == NULL ||
		       pd_store_unlock(context->store, passphrase, error)) &&
	       (pin == NULL || pd_store_give_pin(context->store, pin, error));
}

/* By what was given with the values, if anything was. */
static bool
unlock_keys(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error)
{
	if (context->store == NULL)
		return true;
	pd_store_set_idle_minutes(context->store, context->settings.key_idle_minutes);
	return pd_work_unlock(context, values, error);
}

/* Whoever is asked in a dialogue sees what comes, if it can be shown. */
static bool
hand_over_shown(
	struct pd_context *context, struct pd_work *work, struct pd_error *error)
{
	struct pd_result *result = &work->result;
	if (!work->is_dialogue || result->receipt == NULL)
		return true;
	PD_AUTO(pd_drop_text) char *no_text = pd_output_no_text(&result->output);
	if (no_text != NULL)
		return pd_fail(error, PD_EUSAGE, NULL, "%s", no_text);
	return pd_operation_hand_over(work->operation, context, result, error);
}

bool
pd_work_do(struct pd_context *context, void *load, struct pd_error *error)
{
	struct pd_work *work = load;
	if (!unlock_keys(context, work->values, error))
		return false;
	if (work->previews)
		return pd_operation_preview(
			work->operation, context, work->values, &work->preview, error);
	return pd_operation_run(
		       work->operation, context, work->values, &work->result, error) &&
	       hand_over_shown(context, work, error);
}

/* ---- cancelled ----------------------------------------------------------------- */

void
pd_cancelled_add(struct pd_cancelled *list, struct pd_job *job)
{
	pd_job_cancel(job);
	list->jobs = pd_grow(list->jobs, list->count + 1, sizeof *list->jobs);
	list->jobs[list->count++] = job;
}

/* An operation that ended well although it was cancelled; free() the sentence. NULL:
 * nothing has changed, so there is nothing to tell. */
static char *
describe_late_result(const struct pd_work *work)
{
	const char *sentence = work->result.sentence;
	return work->result.changed
		       ? pd_format(_("Done before it could be cancelled: %s"),
				 sentence ? sentence : _(work->operation->label))
		       : NULL;
}

/* One that failed, perhaps after it had changed something. */
static char *
describe_late_failure(const struct pd_work *work, const struct pd_error *error)
{
	const char *label = _(work->operation->label);
	if (error->code == PD_ECANCEL)
		return NULL;
	PD_AUTO(pd_drop_text) char *reason = pd_text_sentence(error->message);
	return *error->input == '\0'
		       ? pd_format("%s: %s", label, reason)
		       : pd_format("%s: %s: %s", label, error->input, error->message);
}

/* Frees it, and returns what is to be told of it, or NULL. */
static char *
end_cancelled(struct pd_job *job)
{
	struct pd_work *work = pd_job_load(job);
	struct pd_error error = {0};
	char *told = pd_job_result(job, &error) ? describe_late_result(work)
						: describe_late_failure(work, &error);
	pd_job_free(job);
	pd_work_free(work);
	return told;
}

char *
pd_cancelled_poll(struct pd_cancelled *list)
{
	for (size_t i = list->count; i-- > 0;) {
		struct pd_job *job = list->jobs[i];
		if (!pd_job_has_ended(job))
			continue;
		list->jobs[i] = list->jobs[--list->count];
		char *told = end_cancelled(job);
		if (told != NULL)
			return told;
	}
	return NULL;
}

bool
pd_cancelled_wait(struct pd_cancelled *list, int milliseconds)
{
	for (size_t i = 0; i < list->count; i++)
		if (!pd_job_wait(list->jobs[i], milliseconds))
			return false;
	return true;
}

void
pd_cancelled_free(struct pd_cancelled *list)
{
	for (char *told; (told = pd_cancelled_poll(list)) != NULL;)
		free(told);
	free(list->jobs);
	*list = (struct pd_cancelled){0};
}
