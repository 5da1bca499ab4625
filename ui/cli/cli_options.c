/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_options.h"

#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "ui/cli/cli_command.h"

#define AT_LETTER(member, letter) offsetof(struct pd_command, member), letter
#define AT(member) AT_LETTER(member, 0)

/* clang-format off */
const struct pd_global pd_globals[] = {
	{"store", "DIR", N_("The directory of the store"), AT(store)},
	{"account", "NAME",
	 N_("Whose work it is, as history tells it; left out: who logged in"), AT(account)},
	{"comment", "TEXT", N_("Why it is done; kept in history"), AT(comment)},
	{"key-passphrase-file", "FILE",
	 N_("The passphrase of the private keys, if the store has one; left out: asked for"),
	 AT(key_passphrase)},
	{"token-pin-file", "FILE",
	 N_("The PIN of the token that a private key is in; left out: asked for"), AT(token_pin)},
	{"wait", "SECONDS",
	 N_("How long to wait for another pemdeck that changes the store; 10 unless it is told"),
	 AT(wait)},
	{"json", NULL, N_("Print JSON: what is shown or listed, or what was done and whether "
		 "that changed anything"), AT(json)},
	{"yes", NULL, N_("Do not ask before replacing or destroying"), AT(yes)},
	{"quiet", NULL, N_("Do not say what was done; warnings and errors are still told"), AT(quiet)},
	{"linear", NULL,
	 N_("Without a TAB: a dialogue in lines instead of the screen, for speech, braille and paper"),
	 AT(linear)},
	{"unsafe", NULL,
	 N_("Read what comes from outside even where the system cannot confine the process that does"),
	 AT(unsafe)},
	{"help", NULL, N_("Show this help: of pemdeck, of a tab, or of an "
		"operation"), AT_LETTER(help, 'h')},
	{"version", NULL, N_("Show the version"), AT_LETTER(version, 'V')},
	{"report", NULL, N_("Show what a report of a fault should say of this machine; nothing secret"),
	 AT(report)},
	{"man", NULL, NULL, AT(man)},
	{"completion", "SHELL", NULL, AT(completion)},
	{0}
};
/* clang-format on */

char *
pd_global_spelling(const struct pd_global *global)
{
	PD_AUTO(pd_drop_text)
	char *letter =
		global->letter != 0 ? pd_format("-%c, ", global->letter) : pd_copy("");
	return pd_format("%s--%s%s%s", letter, global->name, global->operand ? " " : "",
		global->operand ? global->operand : "");
}

/* ---- fields as words and options ------------------------------------------- */

bool
pd_field_is_word(const struct pd_field *field)
{
	return (field->flags & PD_SCREEN) == 0 &&
	       (field->flags & (PD_ARGUMENT | PD_ROW)) != 0;
}

const struct pd_field *
pd_field_behind_many(const struct pd_field *field)
{
	if ((field->flags & PD_MANY) == 0)
		return NULL;
	for (field++; field->name != NULL; field++)
		if (pd_field_is_word(field))
			return field;
	return NULL;
}

const struct pd_field *
pd_field_of_argument(const struct pd_operation *operation, size_t before)
{
	const struct pd_field *field = operation ? operation->fields : NULL;
	for (; field && field->name; field++) {
		if (!pd_field_is_word(field))
			continue;
		if (before == 0 || (field->flags & PD_MANY) != 0)
			return field;
		before--;
	}
	return NULL;
}

bool
pd_is_option_word(const struct pd_field *next, const char *word)
{
	if (word[0] != '-' || word[1] == '\0')
		return false;
	const char *digits = word + 1; /* OpenSSL prints "-431 (-0x1af)" */
	return next == NULL || (next->flags & PD_SIGNED) == 0 || *digits == '-' ||
	       digits[strspn(digits, "0123456789ABCDEFabcdefXx: ()-")] != '\0';
}

bool
pd_field_is_option(const struct pd_field *field)
{
	return (field->flags & (PD_SCREEN | PD_ARGUMENT | PD_ROW)) == 0;
}

static char *
copy_upper_case(const char *name)
{
	char *word = pd_copy(name);
	for (char *c = word; *c != '\0'; c++)
		*c = pd_ascii_upper(*c);
	return word;
}

char *
pd_field_spelling(const struct pd_field *field)
{
	if (pd_field_is_word(field))
		return copy_upper_case(field->name);
	return pd_format("--%s%s", field->name,
		field->kind == PD_FIELD_PASSPHRASE ? "-file" : "");
}

const char *
pd_field_operand(const struct pd_field *field)
{
	static const char *const operands[] = {
		[PD_FIELD_TEXT] = "TEXT",
		[PD_FIELD_CHOICE] = "WORD",
		[PD_FIELD_NUMBER] = "NUMBER",
		[PD_FIELD_FLAG] = NULL,
		[PD_FIELD_DATE] = "DATE",
		[PD_FIELD_FILE] = "FILE",
		[PD_FIELD_OUTPUT] = "FILE",
		[PD_FIELD_PEM] = "FILE",
		[PD_FIELD_PASSPHRASE] = "FILE",
		[PD_FIELD_DN] = "DN",
		[PD_FIELD_SAN] = "NAMES",
	};
	return (field->flags & PD_DIRECTORY) != 0 ? "DIR" : operands[field->kind];
}

bool
pd_field_is_in_a_file(const struct pd_field *field)
{
	return field->kind == PD_FIELD_PEM || field->kind == PD_FIELD_PASSPHRASE;
}

bool
pd_operation_shows(const struct pd_operation *operation)
{
	if (operation->hazard != PD_READS)
		return true;
	for (const struct pd_field *field = operation->fields; field && field->name;
		field++)
		if (field->kind == PD_FIELD_OUTPUT)
			return false;
	return true;
}

const struct pd_operation *
pd_tab_default(const struct pd_tab *tab)
{
	const struct pd_operation *first = tab->operations;
	return tab->key != 0 && first && first->name ? first : NULL;
}

void
pd_option_words(const struct pd_operation *operation, struct pd_words *out)
{
	const struct pd_field *field = operation ? operation->fields : NULL;
	for (; field && field->name; field++) {
		if (!pd_field_is_option(field))
			continue;
		pd_words_add(out, pd_field_spelling(field));
		if (field->kind == PD_FIELD_FLAG)
			pd_words_add(out, pd_format("--no-%s", field->name));
	}
	for (const struct pd_global *global = pd_globals; global->name; global++)
		if (global->help != NULL)
			pd_words_add(out, pd_format("--%s", global->name));
}
