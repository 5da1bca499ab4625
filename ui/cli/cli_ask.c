/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_call.h"

#include <string.h>
#include <sys/stat.h>

#include "base/replace.h"
#include "base/text.h"
#include "ui/ask/print.h"
#include "ui/ask/question_rules.h"
#include "ui/cli/ask_tty.h"
#include "ui/cli/cli_options.h"

enum { TRIES = 3 };

/* ---- passphrases ----------------------------------------------------------- */

static bool
fail_no_terminal(const struct pd_field *field, const struct pd_error *reason,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *option = pd_field_spelling(field);
	if (reason == NULL)
		return pd_fail(error, PD_EUSAGE, field->name,
			_("a passphrase is needed, and there is no terminal to ask "
			  "on; write %s FILE"),
			option);
	PD_AUTO(pd_drop_text) char *message = pd_copy(reason->message);
	pd_error_clear(error);
	return pd_fail(error, PD_EPASSPHRASE, field->name,
		_("%s; there is no terminal to ask on, so write %s FILE"), message,
		option);
}

/* A passphrase that is chosen is typed twice, until both are the same. */
static bool
ask_twice(const struct pd_field *field, const char *text, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *again = pd_format(_("%s once more: "), _(field->label));
	PD_AUTO(pd_drop_text)
	char *differ = pd_format(_("The two are not the same.\n%s: "), _(field->label));
	for (int try = 0; try < TRIES; try++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret first = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret second = {0};
		if (!pd_ask_passphrase(try > 0 ? differ : text, &first, error) ||
			!pd_ask_passphrase(again, &second, error))
			return false;
		if (strcmp(pd_secret_text(&first), pd_secret_text(&second)) == 0) {
			*out = pd_secret_steal(&first);
			return true;
		}
	}
	return pd_fail(error, PD_EPASSPHRASE, field->name,
		_("the two were never the same; nothing was changed"));
}

/* reason: why it is needed, shown first; NULL: a field that must have one. */
static bool
ask_passphrase(struct pd_call *call, const struct pd_field *field,
	const struct pd_error *reason, struct pd_error *error)
{
	if (!pd_ask_possible())
		return fail_no_terminal(field, reason, error);
	PD_AUTO(pd_drop_text)
	char *message = pd_text_safe_string(reason ? reason->message : "");
	PD_AUTO(pd_drop_text)
	char *text =
		pd_format("%s%s%s: ", message, *message ? "\n" : "", _(field->label));
	PD_AUTO(pd_secret_wipe) struct pd_secret passphrase = {0};
	struct pd_error problem = {0};
	bool good = (field->flags & PD_CONFIRM_NEW) != 0
			    ? ask_twice(field, text, &passphrase, &problem)
			    : pd_ask_passphrase(text, &passphrase, &problem);
	*error = problem;
	if (good)
		pd_values_set_secret(call->command->values, field->name, &passphrase);
	return good;
}

bool
pd_call_ask_required(struct pd_call *call, struct pd_error *error)
{
	const struct pd_field *field = call->command->operation->fields;
	for (; field && field->name; field++) {
		const struct pd_values *values = call->command->values;
		bool needed = field->kind == PD_FIELD_PASSPHRASE &&
			      (field->flags & PD_REQUIRED) != 0 &&
			      (field->flags & PD_SCREEN) == 0 &&
			      pd_field_is_asked(field, values) &&
			      pd_value_count(values, field->name) == 0;
		if (needed && !ask_passphrase(call, field, NULL, error))
			return false;
	}
	return true;
}

/* The passphrase that a failed step asks for, unless a file gave it. */
static const struct pd_field *
wanted_passphrase(const struct pd_call *call, const struct pd_error *error)
{
	if (error->code != PD_EPASSPHRASE)
		return NULL;
	const struct pd_field *field = pd_command_field(call->command, error->input);
	if (field == NULL || field->kind != PD_FIELD_PASSPHRASE ||
		pd_value_count(call->command->files, field->name) > 0)
		return NULL;
	return field;
}

/* ---- yes or no ------------------------------------------------------------- */

static bool
ask_yes(const char *question, const struct pd_details *preview, bool *yes,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	pd_secret_add_format(&text, "%s\n", question);
	if (preview != NULL)
		pd_print_details(preview, &text);
	pd_secret_add_text(&text, _("Answer yes or no [y/N]: "));
	return pd_ask_yes(pd_secret_text(&text), yes, error);
}

/* A file or directory that is in the way; refused where nobody can be asked. */
static bool
agree_to_replace(
	struct pd_call *call, const char *path, size_t others, struct pd_error *error)
{
	if (!pd_ask_possible())
		return pd_replace_fail_exists(path, others, error);
	PD_AUTO(pd_drop_text) char *question = pd_replace_question(path, others);
	if (!ask_yes(question, NULL, &call->context.may_replace, error))
		return false;
	return call->context.may_replace ||
	       pd_fail(error, PD_ECANCEL, path,
		       ngettext("it was not replaced", "they were not replaced",
			       others + 1));
}

/* ---- trying ------------------------------------------------------------------ */

/* What a failed step needs of the operator, who may be asked for it. */
static bool
ask_for_more(struct pd_call *call, struct pd_error *error)
{
	const struct pd_error reason = *error;
	if (reason.code == PD_EEXISTS && pd_ask_possible() &&
		!call->context.may_replace) {
		pd_error_clear(error);
		return agree_to_replace(call, reason.input, reason.others, error);
	}
	const struct pd_field *field = wanted_passphrase(call, error);
	return field != NULL && ask_passphrase(call, field, &reason, error);
}

bool
pd_call_try(struct pd_call *call, pd_call_step *step, struct pd_error *error)
{
	for (int try = 0; !step(call, error); try++)
		if (try == TRIES || !ask_for_more(call, error))
			return false;
	return true;
}

/* ---- before it runs ------------------------------------------------------------ */

static bool
step_preview(struct pd_call *call, struct pd_error *error)
{
	pd_details_free(&call->preview);
	return call->command->operation->preview(
		&call->context, call->command->values, &call->preview, error);
}

static bool
has_lines(const struct pd_details *details)
{
	for (size_t i = 0; i < details->section_count; i++)
		if (details->sections[i].line_count > 0)
			return true;
	return false;
}

/* Where nothing would be lost, nothing is asked. */
static bool
confirm_operation(struct pd_call *call, struct pd_error *error)
{
	const struct pd_operation *operation = call->command->operation;
	bool asks =
		operation->hazard == PD_REPLACES || operation->hazard == PD_DESTROYS;
	if (!asks || call->command->yes)
		return true;
	if (operation->preview != NULL) {
		if (!pd_call_try(call, step_preview, error))
			return false;
		if (!has_lines(&call->preview))
			return true;
	}
	const char *question = operation->confirm ? _(operation->confirm) : _("Go on?");
	PD_AUTO(pd_drop_text) char *words = pd_operation_words(operation);
	if (!pd_ask_possible())
		return pd_fail(error, PD_EUSAGE, NULL,
			_("%s asks \"%s\", and there is no terminal to ask on; "
			  "agree beforehand with --yes"),
			words, question);
	bool yes;
	if (!ask_yes(question, &call->preview, &yes, error))
		return false;
	return yes || pd_fail(error, PD_ECANCEL, NULL, _("nothing was changed"));
}

static bool
confirm_output(
	struct pd_call *call, const struct pd_field *field, struct pd_error *error)
{
	const char *path = pd_value_text(call->command->values, field->name);
	struct stat status;
	if (field->kind != PD_FIELD_OUTPUT || (field->flags & PD_OVERWRITE) == 0 ||
		call->context.may_replace || path == NULL || strcmp(path, "-") == 0 ||
		stat(path, &status) < 0 || !S_ISREG(status.st_mode))
		return true;
	return agree_to_replace(call, path, 0, error);
}

bool
pd_call_confirm(struct pd_call *call, struct pd_error *error)
{
	if (!confirm_operation(call, error))
		return false;
	const struct pd_field *field = call->command->operation->fields;
	for (; field && field->name; field++)
		if (!confirm_output(call, field, error))
			return false;
	return true;
}
