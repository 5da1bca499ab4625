/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_command.h"

#include <string.h>

#include "base/rows.h"
#include "base/text.h"
#include "store/key_passphrase.h"
#include "tabs/tabs.h"
#include "ui/cli/cli_options.h"

/* ---- reading --------------------------------------------------------------- */

struct reading {
	int count, at;
	char **words;
	size_t arguments; /* words read as arguments so far */
	struct pd_command *command;
	struct pd_error *error;
};

static const char *
tab_name(const struct reading *reading)
{
	return reading->command->tab->name;
}

static bool
fail_unknown_tab(struct reading *reading, const char *word)
{
	PD_AUTO(pd_words_free) struct pd_words known = {0};
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		pd_words_add(&known, pd_copy(tab->name));
	const char *meant = pd_words_nearest(&known, word);
	if (meant != NULL)
		return pd_fail(reading->error, PD_EUSAGE, word,
			_("no such tab; the nearest is %s"), meant);
	return pd_fail(reading->error, PD_EUSAGE, word,
		_("no such tab; pemdeck --help lists them"));
}

static bool
take_tab(struct reading *reading, const char *word)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		if (strcmp(tab->name, word) == 0) {
			reading->command->tab = tab;
			return true;
		}
	return fail_unknown_tab(reading, word);
}

static void
operation_words(const struct pd_tab *tab, struct pd_words *out)
{
	const struct pd_operation *operation = tab->operations;
	for (; operation->name != NULL; operation++)
		pd_words_add(out, pd_copy(operation->name));
}

static bool
take_operation(struct reading *reading, const char *word)
{
	const struct pd_operation *operation =
		pd_operation_find(pd_tabs, tab_name(reading), word);
	if (operation != NULL) {
		reading->command->operation = operation;
		return true;
	}
	PD_AUTO(pd_words_free) struct pd_words known = {0};
	operation_words(reading->command->tab, &known);
	const char *meant = pd_words_nearest(&known, word);
	if (meant != NULL)
		return pd_fail(reading->error, PD_EUSAGE, word,
			_("%s has no such operation; the nearest is %s"),
			tab_name(reading), meant);
	return pd_fail(reading->error, PD_EUSAGE, word,
		_("%s has no such operation; pemdeck %s --help lists them"),
		tab_name(reading), tab_name(reading));
}

static const struct pd_field *
next_argument(const struct reading *reading)
{
	return pd_field_of_argument(reading->command->operation, reading->arguments);
}

static void
keep_argument(struct pd_values *values, const struct pd_field *field, const char *word)
{
	bool first = pd_value_count(values, field->name) == 0;
	const struct pd_field *behind = first ? NULL : pd_field_behind_many(field);
	if (behind == NULL) {
		pd_values_add(values, field->name, word);
		return;
	}
	if (pd_value_is_set(values, behind->name))
		pd_values_add(values, field->name, pd_value_text(values, behind->name));
	pd_values_set(values, behind->name, word);
}

static bool
take_argument(struct reading *reading, const char *word)
{
	const struct pd_field *field = next_argument(reading);
	PD_AUTO(pd_drop_text)
	char *operation = pd_operation_words(reading->command->operation);
	if (field == NULL)
		return pd_fail(reading->error, PD_EUSAGE, word,
			_("%s takes no such argument; pemdeck %s --help shows what it "
			  "takes"),
			operation, operation);
	if (*word == '\0')
		return pd_fail(reading->error, PD_EUSAGE, field->name,
			_("this argument is empty; give a value or leave it out"));
	reading->arguments++;
	keep_argument(reading->command->values, field, word);
	return true;
}

/* Is the tab's name that of its first operation, whose arguments may follow at once? */
static bool
is_alone(const struct pd_tab *tab)
{
	return tab->operations->name != NULL && pd_operation_is_alone(tab->operations);
}

/* The words of other operations of the tab come before arguments of the same spelling. */
static bool
take_first_word(struct reading *reading, const char *word)
{
	const struct pd_tab *tab = reading->command->tab;
	const struct pd_operation *operation = pd_tab_operation(tab, word);
	if (operation == NULL && !is_alone(tab))
		return take_operation(reading, word);
	reading->command->operation = operation ? operation : tab->operations;
	return operation != NULL || take_argument(reading, word);
}

static bool
take_word(struct reading *reading, const char *word)
{
	if (reading->command->tab == NULL && strcmp(word, "help") == 0)
		return reading->command->help = true;
	if (reading->command->tab == NULL)
		return take_tab(reading, word);
	if (reading->command->operation == NULL)
		return take_first_word(reading, word);
	return take_argument(reading, word);
}

/* What follows the '=' of the option just read, or the next word; it may be empty. */
static const char *
take_any_value(struct reading *reading, const char *option, const char *operand,
	const char *behind)
{
	if (behind == NULL && reading->at + 1 < reading->count)
		behind = reading->words[++reading->at];
	if (behind == NULL) {
		pd_fail(reading->error, PD_EUSAGE, option,
			_("its value is missing; write %s %s"), option, operand);
		return NULL;
	}
	return behind;
}

static const char *
take_value(struct reading *reading, const char *option, const char *operand,
	const char *behind)
{
	behind = take_any_value(reading, option, operand, behind);
	if (behind != NULL && *behind == '\0') {
		pd_fail(reading->error, PD_EUSAGE, option,
			_("its value is empty; write %s %s or leave it out"), option,
			operand);
		return NULL;
	}
	return behind;
}

static bool
refuse_value(struct reading *reading, const char *option, const char *behind)
{
	if (behind == NULL)
		return true;
	return pd_fail(reading->error, PD_EUSAGE, option,
		_("takes no value; write %s alone"), option);
}

static bool
fail_twice(struct reading *reading, const char *option)
{
	return pd_fail(
		reading->error, PD_EUSAGE, option, _("is given twice; give it once"));
}

static bool
take_global(struct reading *reading, const struct pd_global *global, const char *option,
	const char *behind)
{
	char *member = (char *)reading->command + global->offset;
	if (global->operand == NULL) {
		*(bool *)(void *)member = true;
		return refuse_value(reading, option, behind);
	}
	const char **text = (const char **)(void *)member;
	if (*text != NULL)
		return fail_twice(reading, option);
	*text = take_value(reading, option, global->operand, behind);
	return *text != NULL;
}

static bool
is_number_next(const struct reading *reading)
{
	const char *next =
		reading->at + 1 < reading->count ? reading->words[reading->at + 1] : "";
	return *next != '\0' && strspn(next, "0123456789") == strlen(next);
}

static bool
take_field(struct reading *reading, const struct pd_field *field, const char *option,
	const char *behind)
{
	if (field->kind == PD_FIELD_FLAG) {
		bool no = strcmp(option + 2, field->name) != 0;
		pd_values_set(reading->command->values, field->name, no ? "no" : "yes");
		return refuse_value(reading, option, behind);
	}
	struct pd_values *values = pd_field_is_in_a_file(field)
					   ? reading->command->files
					   : reading->command->values;
	bool again = pd_value_count(values, field->name) > 0;
	if (again && (field->flags & PD_MANY) == 0)
		return fail_twice(reading, option);
	bool alone = field->bare != NULL && behind == NULL && !is_number_next(reading);
	const char *operand = pd_field_operand(field);
	bool empties = (field->flags & PD_EMPTIES) != 0;
	const char *text = alone     ? field->bare
			   : empties ? take_any_value(reading, option, operand, behind)
				     : take_value(reading, option, operand, behind);
	if (text == NULL)
		return false;
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	/* A subject may have been copied from a screen, in rows. */
	if (field->kind == PD_FIELD_DN) {
		pd_rows_join(&line,
			(struct pd_bytes){(const unsigned char *)text, strlen(text)});
		text = pd_secret_text(&line);
	}
	pd_values_add(values, field->name, text);
	return true;
}

/* -h, as everywhere. */
static const struct pd_global *
find_letter(const char *option)
{
	for (const struct pd_global *global = pd_globals; global->name; global++)
		if (global->letter != 0 && option[1] == global->letter &&
			option[2] == '\0')
			return global;
	return NULL;
}

/* No abbreviations, whose meaning could change with the next version. */
static const struct pd_global *
find_global(const char *name)
{
	for (const struct pd_global *global = pd_globals; global->name; global++)
		if (strcmp(global->name, name) == 0)
			return global;
	return NULL;
}

static const struct pd_field *
find_field(const struct pd_operation *operation, const char *option)
{
	const struct pd_field *field = operation ? operation->fields : NULL;
	for (; field && field->name; field++) {
		if (!pd_field_is_option(field))
			continue;
		PD_AUTO(pd_drop_text) char *spelling = pd_field_spelling(field);
		bool no = field->kind == PD_FIELD_FLAG &&
			  strncmp(option, "--no-", 5) == 0 &&
			  strcmp(option + 5, field->name) == 0;
		if (no || strcmp(spelling, option) == 0)
			return field;
	}
	return NULL;
}

/* Somebody who writes --passphrase is about to put the passphrase itself after it. */
static bool
is_passphrase(const struct pd_operation *operation, const char *name)
{
	const struct pd_field *field = operation ? operation->fields : NULL;
	for (; field && field->name; field++)
		if (field->kind == PD_FIELD_PASSPHRASE && pd_field_is_option(field) &&
			strcmp(field->name, name) == 0)
			return true;
	return false;
}

static bool
fail_unknown_option(struct reading *reading, const char *option)
{
	const struct pd_operation *operation = reading->command->operation;
	if (is_passphrase(operation, option + 2))
		return pd_fail(reading->error, PD_EUSAGE, option,
			_("a passphrase must not stand on the command line, where "
			  "others can see it; write %s-file FILE"),
			option);
	PD_AUTO(pd_words_free) struct pd_words known = {0};
	pd_option_words(operation, &known);
	/* There are few short options, but it is clear what -yes means. */
	PD_AUTO(pd_drop_text)
	char *dashed = pd_format("%s%s", option[1] == '-' ? "" : "-", option);
	const char *meant = pd_words_nearest(&known, dashed);
	if (meant != NULL)
		return pd_fail(reading->error, PD_EUSAGE, option,
			_("no such option; the nearest is %s"), meant);
	if (operation == NULL)
		return pd_fail(reading->error, PD_EUSAGE, option,
			_("no such option before the operation; write TAB and "
			  "OPERATION first, then their options"));
	PD_AUTO(pd_drop_text) char *command = pd_operation_words(operation);
	return pd_fail(reading->error, PD_EUSAGE, option,
		_("no such option; pemdeck %s --help lists them"), command);
}

static bool
take_option(struct reading *reading, const char *word)
{
	struct pd_command *command = reading->command;
	PD_AUTO(pd_drop_text)
	char *option = pd_copy_bytes(word, strcspn(word, "="));
	const char *equals = strchr(word, '=');
	const char *behind = equals ? equals + 1 : NULL;
	const struct pd_global *global = strncmp(option, "--", 2) == 0
						 ? find_global(option + 2)
						 : find_letter(option);
	/* After the operation, its own options come first: history list has its own --account. */
	const struct pd_field *field = find_field(command->operation, option);
	if (global != NULL && field == NULL)
		return take_global(reading, global, option, behind);
	if (command->operation == NULL && command->tab != NULL) {
		command->operation = pd_tab_default(command->tab);
		field = find_field(command->operation, option);
	}
	if (field == NULL)
		return fail_unknown_option(reading, option);
	return take_field(reading, field, option, behind);
}

static bool
take_all(struct reading *reading)
{
	bool only_words = false;
	for (; reading->at < reading->count; reading->at++) {
		const char *word = reading->words[reading->at];
		bool option =
			!only_words && pd_is_option_word(next_argument(reading), word);
		if (option && strcmp(word, "--") == 0)
			only_words = true;
		else if (!(option ? take_option : take_word)(reading, word))
			return false;
	}
	return true;
}

/* ---- checking -------------------------------------------------------------- */

static bool
check_operation_is_there(struct reading *reading)
{
	struct pd_command *command = reading->command;
	if (command->tab == NULL || command->operation != NULL)
		return true;
	command->operation = pd_tab_default(command->tab);
	if (command->operation != NULL)
		return true;
	PD_AUTO(pd_words_free) struct pd_words known = {0};
	operation_words(command->tab, &known);
	PD_AUTO(pd_secret_wipe) struct pd_secret list = {0};
	for (size_t i = 0; i < known.count; i++)
		pd_secret_add_format(&list, "%s%s", i > 0 ? ", " : "", known.items[i]);
	return pd_fail(reading->error, PD_EUSAGE, tab_name(reading),
		_("the operation is missing; write one of: %s"), pd_secret_text(&list));
}

/* The field that claims standard output: a file written to "-", or a format of its own. */
static const struct pd_field *
find_own_output(const struct pd_command *command)
{
	const struct pd_field *field = command->operation->fields;
	for (; field && field->name; field++) {
		const char *text = pd_value_text(command->values, field->name);
		bool file = field->kind == PD_FIELD_OUTPUT && text != NULL &&
			    strcmp(text, "-") == 0;
		if (file || ((field->flags & PD_OWN_OUTPUT) != 0 &&
				    pd_value_flag(command->values, field->name)))
			return field;
	}
	return NULL;
}

static bool
check_json(const struct pd_command *command, struct pd_error *error)
{
	if (!command->json)
		return true;
	const struct pd_field *own = find_own_output(command);
	if (pd_operation_shows(command->operation) && own == NULL)
		return true;
	if (pd_operation_shows(command->operation)) {
		PD_AUTO(pd_drop_text) char *other = pd_field_spelling(own);
		return pd_fail(error, PD_EUSAGE, "--json",
			_("standard output can hold only one thing, and %s writes "
			  "there too; leave one of them out"),
			other);
	}
	PD_AUTO(pd_drop_text) char *words = pd_operation_words(command->operation);
	return pd_fail(error, PD_EUSAGE, "--json",
		_("%s shows nothing that is JSON; leave it out"), words);
}

/* May its value still come from a default, a file or a question? */
static bool
comes_later(const struct pd_field *field)
{
	return field->preset != NULL || field->compute != NULL ||
	       field->when_field != NULL || field->kind == PD_FIELD_CHOICE ||
	       field->kind == PD_FIELD_FLAG || pd_field_is_in_a_file(field);
}

static bool
check_given_field(const struct pd_field *field, const struct pd_values *values,
	struct pd_error *error)
{
	size_t count = pd_value_count(values, field->name);
	if (count == 0)
		return comes_later(field) || pd_field_check(field, NULL, error);
	for (size_t i = 0; i < count; i++)
		if (!pd_field_check(
			    field, pd_value_item(values, field->name, i), error))
			return false;
	return true;
}

static bool
is_standard_input(const struct pd_values *values, const char *name, size_t index)
{
	return strcmp(pd_value_item(values, name, index), "-") == 0;
}

/* How often a field would read standard input. */
static size_t
count_standard_input(const struct pd_field *field, const struct pd_command *command)
{
	const struct pd_values *values =
		pd_field_is_in_a_file(field) ? command->files : command->values;
	size_t count = pd_value_count(values, field->name), readers = 0;
	if (field->kind != PD_FIELD_FILE && !pd_field_is_in_a_file(field))
		return 0;
	for (size_t i = 0; i < count; i++)
		readers += is_standard_input(values, field->name, i);
	bool waits = field->kind == PD_FIELD_PEM && count == 0 &&
		     pd_value_count(command->values, field->name) == 0 &&
		     (field->flags & (PD_REQUIRED | PD_ANY_TEXT)) != 0 &&
		     pd_field_is_asked(field, command->values);
	return readers + waits;
}

static bool
check_fields(const struct pd_command *command, struct pd_error *error)
{
	size_t readers = 0;
	for (const struct pd_field *opens = pd_opening_fields; opens->name; opens++)
		readers += count_standard_input(opens, command);
	const struct pd_field *field = command->operation->fields;
	for (; field && field->name; field++) {
		if ((field->flags & PD_SCREEN) != 0)
			continue;
		if (!check_given_field(field, command->values, error))
			return false;
		size_t more = count_standard_input(field, command);
		readers += more;
		if (more > 0 && readers > 1)
			return pd_fail(error, PD_EUSAGE, field->name,
				_("standard input can be read only once; name a file "
				  "here or for the other"));
	}
	return true;
}

bool
pd_command_read(int count, char **words, struct pd_command *out, struct pd_error *error)
{
	out->values = pd_values_new();
	out->files = pd_values_new();
	struct reading reading = {.count = count,
		.at = 1,
		.words = words,
		.command = out,
		.error = error};
	if (!take_all(&reading))
		return false;
	if (out->key_passphrase != NULL)
		pd_values_set(out->files, PD_KEY_PASSPHRASE, out->key_passphrase);
	if (out->token_pin != NULL)
		pd_values_set(out->files, PD_TOKEN_PIN, out->token_pin);
	if (out->help || out->version || out->man || out->completion)
		return true;
	if (!check_operation_is_there(&reading))
		return false;
	return out->operation == NULL ||
	       (check_json(out, error) && check_fields(out, error));
}

void
pd_command_free(struct pd_command *command)
{
	pd_values_free(command->values);
	pd_values_free(command->files);
	*command = (struct pd_command){0};
}

const struct pd_field *
pd_command_field(const struct pd_command *command, const char *name)
{
	const struct pd_operation *operation = command->operation;
	const struct pd_field *field = operation ? operation->fields : NULL;
	for (; field && field->name; field++)
		if ((field->flags & PD_SCREEN) == 0 && strcmp(field->name, name) == 0)
			return field;
	return pd_opening_field(name);
}
