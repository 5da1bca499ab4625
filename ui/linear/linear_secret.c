/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_secret.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/paste_summary.h"
#include "ui/ask/pem_paste.h"
#include "ui/ask/question_rules.h"
#include "ui/linear/linear_tell.h"

/* ---- passphrases ----------------------------------------------------------------- */

static enum pd_linear_step
ask_passphrase_again(struct pd_linear *linear, const struct pd_field *field,
	const struct pd_secret *first, bool *same)
{
	PD_AUTO(pd_drop_text)
	char *question = pd_format(_("%s once more:"), _(field->label));
	PD_AUTO(pd_secret_wipe) struct pd_secret second = {0};
	if (!pd_linear_ask_hidden(linear, question, &second))
		return PD_STEP_OUT;
	*same = strcmp(pd_secret_text(first), pd_secret_text(&second)) == 0;
	if (!*same)
		pd_linear_tell(linear, "%s",
			_("The two passphrases differ; type the same twice"));
	return PD_STEP_ON;
}

enum pd_linear_step
pd_linear_ask_passphrase(struct pd_linear *linear, const struct pd_field *field,
	struct pd_values *values)
{
	bool needed = (field->flags & PD_REQUIRED) != 0 || pd_field_unlocks(field);
	PD_AUTO(pd_drop_text)
	char *question =
		needed ? pd_format(_("%s, not shown:"), _(field->label))
		       : pd_format(_("%s, not shown [none]:"), _(field->label));
	for (;;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret first = {0};
		bool same = true;
		if (!pd_linear_ask_hidden(linear, question, &first))
			return PD_STEP_OUT;
		if (first.size > 0 && (field->flags & PD_CONFIRM_NEW) != 0 &&
			ask_passphrase_again(linear, field, &first, &same) ==
				PD_STEP_OUT)
			return PD_STEP_OUT;
		struct pd_error error = {0};
		bool empty = first.size == 0;
		if (!pd_field_check(
			    field, empty ? NULL : pd_secret_text(&first), &error))
			pd_linear_tell_reason(linear, error.message);
		else if (empty && needed)
			return PD_STEP_OUT;
		else if (same) {
			pd_values_unset(values, field->name);
			if (!empty)
				pd_values_set_secret(values, field->name, &first);
			return PD_STEP_ON;
		}
	}
}

/* ---- pastes ---------------------------------------------------------------------- */

/* Text of any kind ends only with a dot. */
static bool
is_open_ended(void *self, const struct pd_secret *text)
{
	(void)self;
	(void)text;
	return false;
}

static bool
is_empty_paste(const struct pd_secret *text)
{
	return strspn(pd_secret_text(text), "\r\n") == text->size;
}

/* The word of the dialogue that was typed instead of PEM text, or NULL. */
static const char *
find_paste_word(const struct pd_secret *text)
{
	static const char *const words[] = {"back", "quit", "?"};
	size_t size = strcspn(pd_secret_text(text), "\r\n");
	bool alone = size + strspn(pd_secret_text(text) + size, "\r\n") == text->size;
	for (size_t i = 0; alone && i < sizeof words / sizeof *words; i++)
		if (strlen(words[i]) == size && memcmp(words[i], text->data, size) == 0)
			return words[i];
	return NULL;
}

/* Says what has been pasted so far, if that is news. Is it complete? */
static bool
is_whole_paste(void *self, const struct pd_secret *text)
{
	char **said = self;
	struct pd_bytes bytes = pd_secret_bytes(text);
	PD_AUTO(pd_drop_text) char *kinds = pd_paste_kinds(bytes);
	const struct pd_paste paste = {.text = *text};
	if (kinds == NULL)
		return is_empty_paste(text) || find_paste_word(text) != NULL;
	bool broken = pd_paste_is_broken(&paste);
	char *words = pd_paste_words(bytes);
	if (*said == NULL || strcmp(*said, words) != 0)
		pd_teletype_say(
			broken ? "%s" : _("%s; Enter goes on, or paste more"), words);
	free(*said);
	*said = words;
	return !broken;
}

/* An empty paste keeps the present value, if any. */
static bool
take_pem(struct pd_linear *linear, const struct pd_field *field,
	const struct pd_secret *text, struct pd_values *values)
{
	struct pd_error error = {0};
	bool empty = is_empty_paste(text);
	if (empty && pd_value_count(values, field->name) > 0)
		return true;
	if (!pd_field_check(field, empty ? NULL : pd_secret_text(text), &error)) {
		pd_linear_tell_reason(linear, error.message);
		return false;
	}
	if (!empty)
		pd_values_set_secret(values, field->name, text);
	return true;
}

/* Says whose certificate or key it is, and whether it fits what is kept here. */
static void
say_about_paste(struct pd_linear *linear, const struct pd_paste *paste)
{
	if (paste->any || is_empty_paste(&paste->text))
		return;
	PD_AUTO(pd_drop_text)
	char *words = pd_pasted_words(
		pd_linear_context(linear), pd_secret_bytes(&paste->text));
	if (words != NULL)
		pd_teletype_say("%s", words);
}

static char *
compose_paste_question(const struct pd_field *field, const struct pd_values *values)
{
	bool any = (field->flags & PD_ANY_TEXT) != 0;
	bool there = pd_value_count(values, field->name) > 0;
	return pd_format("%s: %s.\n%s%s%s", _(field->label), _(field->help),
		any ? _("Type or paste it, it is not shown; a line with a dot alone "
			"ends it.")
		    : _("Paste it, it is not shown; an empty line or one with a dot "
			"alone ends it."),
		there ? " " : "", there ? _("Nothing keeps what is there.") : "");
}

static bool
take_checked_paste(struct pd_linear *linear, const struct pd_field *field,
	const struct pd_secret *text, struct pd_values *values)
{
	PD_AUTO(pd_paste_free)
	struct pd_paste paste = {.any = (field->flags & PD_ANY_TEXT) != 0};
	bool blank = !paste.any && is_empty_paste(text);
	if (!blank && !pd_paste_add(&paste, pd_secret_bytes(text)))
		pd_linear_tell(linear, "%s",
			_("What was pasted is longer than this field can be"));
	else if (pd_paste_is_broken(&paste))
		pd_linear_tell(linear, "%s", paste.words);
	else if (take_pem(linear, field, &paste.text, values)) {
		say_about_paste(linear, &paste);
		return true;
	}
	return false;
}

enum pd_linear_step
pd_linear_ask_paste(struct pd_linear *linear, const struct pd_field *field,
	struct pd_values *values)
{
	bool any = (field->flags & PD_ANY_TEXT) != 0;
	PD_AUTO(pd_drop_text) char *question = compose_paste_question(field, values);
	for (;;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
		PD_AUTO(pd_drop_text) char *said = NULL;
		enum pd_heard heard = pd_teletype_paste(
			question, any ? is_open_ended : is_whole_paste, &said, &text);
		const char *word = any ? NULL : find_paste_word(&text);
		bool quits = word != NULL && strcmp(word, "quit") == 0;
		linear->ended = linear->ended || heard == PD_HEARD_END || quits;
		if (heard != PD_HEARD_LINE || quits)
			return PD_STEP_OUT;
		if (word != NULL && strcmp(word, "back") == 0)
			return PD_STEP_BACK;
		if (word == NULL && take_checked_paste(linear, field, &text, values))
			return PD_STEP_ON;
	}
}
