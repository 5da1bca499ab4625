/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_ask.h"

#include <string.h>

#include "base/text.h"
#include "ui/ask/print.h"
#include "ui/ask/question_rules.h"
#include "ui/cli/ask_tty.h"
#include "ui/cli/cli_options.h"

/* ---- passphrases ----------------------------------------------------------- */

/* reason: why it is needed; NULL: the operation requires it. */
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
	return pd_fail(error, PD_EPASSPHRASE, field->name,
		_("%s; there is no terminal to ask on, so write %s FILE"),
		reason->message, option);
}

/* A passphrase that is chosen is typed twice, until both are the same. */
static bool
ask_passphrase_twice(const struct pd_field *field, const char *text,
	struct pd_secret *out, struct pd_error *error)
{
	enum { TRIES = 3 };
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
		_("the passphrases did not match; nothing was changed"));
}

/* reason: why it is needed, shown first; NULL: the operation requires it. */
static bool
ask_into_field(struct pd_interaction *interaction, const struct pd_field *field,
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
	bool good = (field->flags & PD_CONFIRM_NEW) != 0
			    ? ask_passphrase_twice(field, text, &passphrase, error)
			    : pd_ask_passphrase(text, &passphrase, error);
	if (good)
		pd_values_set_secret(
			pd_interaction_values(interaction), field->name, &passphrase);
	return good;
}

bool
pd_cli_ask_required(struct pd_interaction *interaction, struct pd_error *error)
{
	const struct pd_values *values = pd_interaction_values(interaction);
	const struct pd_field *field = pd_interaction_operation(interaction)->fields;
	for (; field && field->name; field++) {
		bool needed = field->kind == PD_FIELD_PASSPHRASE &&
			      (field->flags & PD_REQUIRED) != 0 &&
			      (field->flags & PD_SCREEN) == 0 &&
			      pd_field_is_asked(field, values) &&
			      pd_value_count(values, field->name) == 0;
		if (needed && !ask_into_field(interaction, field, NULL, error))
			return false;
	}
	return true;
}

/* Enter alone gives up: nothing is opened by no passphrase. */
bool
pd_cli_ask_passphrase(struct pd_interaction *interaction, struct pd_error *error)
{
	const struct pd_field *field = pd_interaction_field(interaction);
	const struct pd_error reason = *pd_interaction_error(interaction);
	if (!ask_into_field(interaction, field, &reason, error))
		return false;
	if (pd_value_count(pd_interaction_values(interaction), field->name) == 0) {
		*error = reason;
		return false;
	}
	pd_interaction_submit(interaction);
	return true;
}

/* ---- yes or no ------------------------------------------------------------- */

/* Asks the question below what is to be looked at. */
static bool
ask_on_terminal(struct pd_interaction *interaction, struct pd_error *error)
{
	bool yes;
	PD_AUTO(pd_drop_text) char *question = pd_interaction_question(interaction);
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	pd_secret_add_format(&text, "%s\n", question);
	pd_print_details(pd_interaction_preview(interaction), &text);
	pd_secret_add_text(&text, _("Answer yes or no [y/N]: "));
	if (!pd_ask_yes(pd_secret_text(&text), &yes, error))
		return false;
	if (yes)
		pd_interaction_agree(interaction);
	else
		pd_interaction_decline(interaction);
	return true;
}

/* A word to type is typed exactly, so that no habit does it. */
static bool
ask_word(struct pd_interaction *interaction, const struct pd_line *to_type,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *question = pd_interaction_question(interaction);
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret typed = {0};
	pd_secret_add_format(&text, "%s\n", question);
	pd_print_details(pd_interaction_preview(interaction), &text);
	pd_secret_add_format(
		&text, _("%s (%s), Enter cancels:"), to_type->label, to_type->text);
	pd_secret_add_text(&text, " ");
	do {
		pd_secret_wipe(&typed);
		if (!pd_ask_line(pd_secret_text(&text), &typed, error))
			return false;
		pd_secret_cut(&text, 0);
		pd_secret_add_format(
			&text, _("Type exactly this to go on: %s"), to_type->text);
		pd_secret_add_text(&text, "\n");
	} while (typed.size > 0 && strcmp(pd_secret_text(&typed), to_type->text) != 0);
	if (typed.size > 0)
		pd_interaction_agree(interaction);
	else
		pd_interaction_decline(interaction);
	return true;
}

bool
pd_cli_ask_to_replace(struct pd_interaction *interaction, struct pd_error *error)
{
	if (pd_ask_possible())
		return ask_on_terminal(interaction, error);
	*error = *pd_interaction_error(interaction);
	return false;
}

bool
pd_cli_ask_to_confirm(struct pd_interaction *interaction, struct pd_error *error)
{
	const struct pd_line *to_type =
		pd_details_word_to_type(pd_interaction_preview(interaction));
	PD_AUTO(pd_drop_text)
	char *words = pd_operation_words(pd_interaction_operation(interaction));
	PD_AUTO(pd_drop_text) char *question = pd_interaction_question(interaction);
	if (!pd_ask_possible())
		return pd_fail(error, PD_EUSAGE, NULL,
			_("%s asks \"%s\", and there is no terminal to ask on; "
			  "agree beforehand with --yes"),
			words, question);
	return to_type != NULL ? ask_word(interaction, to_type, error)
			       : ask_on_terminal(interaction, error);
}
