/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_help.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/cli/cli_options.h"

enum { WORD_COLUMN = 2, TEXT_COLUMN = 26, LINE_CELLS = 80 };

/* clang-format off */
const struct pd_help_row pd_help_environment[] = {
	{"PEMDECK_STORE", N_("The directory of the store, where --store does not name one.")},
	{"PEMDECK_ETC",
	 N_("The directory of the settings of this host, if it is another; root uses it only "
		"where nobody called root (as sudo does) and only root can write.")},
	{"PEMDECK_DATA",
	 N_("The directory of services.cfg, which scan reads, where it is not installed; root uses "
		"it only as the one before.")},
	{"XDG_DATA_HOME",
	 N_("The store of a plain user is the directory pemdeck in it; left out, it is "
	    "~/.local/share/pemdeck.")},
	{"SUDO_USER",     N_("Whose work it is under sudo, where --account does not say it.")},
	{"DOAS_USER",     N_("The same under OpenDoas.")},
	{"PKEXEC_UID",    N_("The same under pkexec, which says the number of the account.")},
	{"EDITOR",
	 N_("What C-o in a form of the screen writes a text with; VISUAL goes before it. "
	    "Left out, it is vi.")},
	{"PAGER",         N_("What p in details of the screen shows them with. Left out, it is less.")},
	{"NO_COLOR",      N_("The screen uses no colours.")},
	{"TEXTDOMAINDIR", N_("The directory of the translations, where they are not installed.")},
	{0}
};

const struct pd_help_row pd_help_files[] = {
	{"/var/lib/pemdeck",
	 N_("The store of root. One directory holds all of it; pemdeck backup makes a copy.")},
	{"~/.local/share/pemdeck",  N_("The store of a plain user.")},
	{"settings.cfg",            N_("In the store: what the operator decides about it.")},
	{HOST_SETTINGS "/settings.cfg",
	 N_("What holds for all stores of this host, with settings.d/*.cfg beside it, unless a store "
	    "says something else. What its list locked names cannot be changed in a store: "
	    "locked = [ \"undo_days\", \"roles\" ];")},
	{HOST_SETTINGS "/services.d",
	 N_("Services that scan knows besides: files *.cfg of the form of services.cfg, which is "
	    "installed and tells it.")},
	{0}
};

const struct pd_help_row pd_help_statuses[] = {
	{"0", N_("Done.")},
	{"1", N_("Failed: one sentence on standard error says why, and the store is as it was. "
		"Or done, and something is wrong: a chain or signature that is not accepted, a "
		"difference, a fault that was found, a host that failed, a file that was left out.")},
	{"2", N_("The command line is wrong, or --yes is needed because there is no terminal to ask on.")},
	{"3", N_("Of status alone, which ends as monitoring plugins do: 0 OK, 1 warning, 2 critical, "
		"3 unknown.")},
	{0}
};
/* clang-format on */

/* ---- fields ---------------------------------------------------------------- */

static void
add_choice_sentence(
	const char *const *choices, const char *between, struct pd_buffer *out)
{
	for (size_t i = 0; choices[i] != NULL; i++)
		pd_buffer_add_format(out, "%s%s", i > 0 ? between : "", choices[i]);
}

enum { LONGEST_CHOICES = 40 };

char *
pd_help_usage(const struct pd_field *field)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	PD_AUTO(pd_drop_text) char *spelling = pd_field_spelling(field);
	const char *many = (field->flags & PD_MANY) != 0 ? "..." : "";
	if (pd_field_is_word(field)) {
		pd_buffer_add_format(&text, "%s%s", spelling, many);
	} else if (field->kind == PD_FIELD_FLAG) {
		pd_buffer_add_format(&text, "%s, --no-%s", spelling, field->name);
	} else if (field->kind == PD_FIELD_CHOICE) {
		PD_AUTO(pd_buffer_free) struct pd_buffer choices = {0};
		add_choice_sentence(field->choices, "|", &choices);
		/* A long list of choices appears only in the text below, which is
		 * wrapped. */
		bool short_enough = choices.size <= LONGEST_CHOICES;
		pd_buffer_add_format(&text, "%s %s", spelling,
			short_enough ? pd_buffer_text(&choices)
				     : pd_field_operand(field));
	} else {
		pd_buffer_add_format(&text, field->bare ? "%s [%s]" : "%s %s", spelling,
			pd_field_operand(field));
	}
	return pd_buffer_steal_text(&text);
}

/* What a kind of field means on the command line, in addition to its help. */
static const char *
describe_kind(const struct pd_field *field)
{
	bool required = (field->flags & (PD_REQUIRED | PD_ANY_TEXT)) != 0;
	bool directory = (field->flags & PD_DIRECTORY) != 0;
	switch (field->kind) {
	case PD_FIELD_PASSPHRASE:
		if ((field->flags & PD_CONFIRM_NEW) != 0)
			return _(
				"FILE holds it in its first line, - is standard input; "
				"left out, it is asked for only where there must be "
				"one.");
		return _("FILE holds it in its first line, - is standard input; left "
			 "out, it is asked for when it is needed.");
	case PD_FIELD_PEM:
		return required ? _("Left out, it is read from standard input.")
				: _("FILE holds it, - is standard input.");
	case PD_FIELD_FILE:
		return directory || (field->flags & PD_NAMED) != 0
			       ? NULL
			       : _("- is standard input.");
	case PD_FIELD_OUTPUT:
		if (directory)
			return _("Files in it are replaced only after asking, or with "
				 "--yes.");
		return (field->flags & PD_OVERWRITE) != 0
			       ? _("An existing file is replaced only after asking, "
				   "or with --yes.")
			       : _("An existing file is never replaced.");
	case PD_FIELD_DATE:
		return _("Written as YYYY-MM-DD.");
	default:
		return NULL;
	}
}

static void
append_sentence(struct pd_buffer *out, const char *sentence)
{
	if (sentence != NULL)
		pd_buffer_add_format(out, " %s", sentence);
}

static void
add_value_sentences(const struct pd_field *field, struct pd_buffer *out)
{
	if (field->kind == PD_FIELD_CHOICE) {
		PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
		add_choice_sentence(field->choices, ", ", &list);
		pd_buffer_add_text(out, " ");
		pd_buffer_add_format(out, _("One of: %s."), pd_buffer_text(&list));
	}
	if (field->kind == PD_FIELD_NUMBER) {
		pd_buffer_add_text(out, " ");
		pd_buffer_add_format(
			out, _("From %ld to %ld."), field->least, field->most);
	}
}

static void
add_default_sentence(const struct pd_field *field, struct pd_buffer *out)
{
	const char *preset = field->preset;
	if (field->compute != NULL)
		return;
	if (preset == NULL && field->kind == PD_FIELD_CHOICE)
		preset = field->choices[0];
	if (preset == NULL)
		return;
	pd_buffer_add_text(out, " ");
	pd_buffer_add_format(out, _("Default: %s."), preset);
}

/* Flags have no value: --new-key, not --new-key yes. */
static void
add_condition_sentence(const struct pd_field *field, struct pd_buffer *out)
{
	const char *value = field->when_value;
	if (field->when_field == NULL)
		return;
	pd_buffer_add_text(out, " ");
	if (value == NULL || strcmp(value, "yes") == 0)
		pd_buffer_add_format(out, _("Only with --%s."), field->when_field);
	else if (*value == '\0' || strcmp(value, "no") == 0)
		pd_buffer_add_format(out, _("Not with --%s."), field->when_field);
	else
		pd_buffer_add_format(
			out, _("Only with --%s %s."), field->when_field, value);
}

char *
pd_help_field(const struct pd_field *field)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	pd_buffer_add_format(&text, "%s.", _(field->help));
	append_sentence(&text, describe_kind(field));
	add_value_sentences(field, &text);
	add_default_sentence(field, &text);
	add_condition_sentence(field, &text);
	if ((field->flags & PD_MANY) != 0 && pd_field_is_option(field))
		append_sentence(&text, _("May be given several times."));
	if ((field->flags & PD_REQUIRED) != 0 && pd_field_is_option(field) &&
		field->kind != PD_FIELD_PEM)
		append_sentence(&text, _("Required."));
	return pd_buffer_steal_text(&text);
}

const char *
pd_help_hazard(const struct pd_operation *operation)
{
	switch (operation->hazard) {
	case PD_REPLACES:
		return _("Asks before it replaces something; without a terminal it "
			 "needs --yes.");
	case PD_DESTROYS:
		return _("Asks before it destroys something; without a terminal it "
			 "needs --yes.");
	case PD_READS:
	case PD_ADDS:
		break;
	}
	return NULL;
}

/* ---- pages ----------------------------------------------------------------- */

/* Adds text wrapped at 80 cells. The first line continues at column, the others are
 * indented. Ends the line. */
static void
add_wrapped_text(struct pd_buffer *out, int column, int indent, const char *text)
{
	const char *between = "";
	for (const char *word = text; *word != '\0'; between = " ") {
		size_t size = strcspn(word, " ");
		PD_AUTO(pd_drop_text) char *copy = pd_copy_bytes(word, size);
		int cells = pd_text_cells(copy);
		if (*between != '\0' && column + 1 + cells >= LINE_CELLS) {
			pd_buffer_add_format(out, "\n%*s%s", indent, "", copy);
			column = indent + cells;
		} else {
			pd_buffer_add_format(out, "%s%s", between, copy);
			column += (int)strlen(between) + cells;
		}
		word += size + strspn(word + size, " ");
	}
	pd_buffer_add_text(out, "\n");
}

/* Adds a word and, beside or below it, its text. */
static void
add_help_row(struct pd_buffer *out, const char *word, const char *text)
{
	int column = WORD_COLUMN + pd_text_cells(word);
	pd_buffer_add_format(out, "%*s%s", WORD_COLUMN, "", word);
	if (column + 2 > TEXT_COLUMN) {
		pd_buffer_add_text(out, "\n");
		column = 0;
	}
	pd_buffer_add_format(out, "%*s", TEXT_COLUMN - column, "");
	add_wrapped_text(out, TEXT_COLUMN, TEXT_COLUMN, text);
}

static void
add_help_table(struct pd_buffer *out, const char *title, const struct pd_help_row *rows)
{
	pd_buffer_add_format(out, "\n%s\n", title);
	for (; rows->word != NULL; rows++)
		add_help_row(out, rows->word, _(rows->text));
}

static void
add_help_paragraph(struct pd_buffer *out, const char *text)
{
	pd_buffer_add_text(out, "\n");
	add_wrapped_text(out, 0, 0, text);
}

static void
add_global_help(struct pd_buffer *out)
{
	pd_buffer_add_format(out, "\n%s\n", _("Options of every operation:"));
	for (const struct pd_global *global = pd_globals; global->name; global++) {
		if (global->help == NULL)
			continue;
		PD_AUTO(pd_drop_text)
		char *word = pd_global_spelling(global);
		PD_AUTO(pd_drop_text) char *text = pd_format("%s.", _(global->help));
		add_help_row(out, word, text);
	}
}

void
pd_help_general(struct pd_buffer *out)
{
	pd_buffer_add_format(out, "%s\n", _("Usage: pemdeck [--store DIR]"));
	pd_buffer_add_format(out, "%s\n",
		_("       pemdeck TAB OPERATION [ARGUMENT]... [--OPTION VALUE]..."));
	add_help_paragraph(
		out, _("Manages the keys and certificates of this host. Without a TAB "
		       "the screen opens; with one, its operation runs, for scripts."));
	pd_buffer_add_format(out, "\n%s\n", _("Tabs:"));
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		PD_AUTO(pd_drop_text) char *text = pd_format("%s.", _(tab->help));
		add_help_row(out, tab->name, text);
	}
	add_help_paragraph(
		out, _("pemdeck TAB --help lists the operations of a tab, pemdeck TAB "
		       "OPERATION --help the options of an operation."));
	add_global_help(out);
	add_help_paragraph(
		out, _("Options and arguments may come in any order, as --opt "
		       "VALUE or --opt=VALUE; -- ends the options, and - is "
		       "standard input or output."));
	add_help_table(out, _("Environment:"), pd_help_environment);
	add_help_table(out, _("Files:"), pd_help_files);
	add_help_table(out, _("Exit status:"), pd_help_statuses);
}

void
pd_help_tab(const struct pd_tab *tab, struct pd_buffer *out)
{
	const struct pd_operation *operation = tab->operations;
	if (operation->name != NULL && pd_operation_is_alone(operation) &&
		operation[1].name == NULL) {
		pd_help_operation(operation, out);
		return;
	}
	pd_buffer_add_format(out,
		_("Usage: pemdeck %s OPERATION [ARGUMENT]... [--OPTION VALUE]...\n"),
		tab->name);
	PD_AUTO(pd_drop_text) char *help = pd_format("%s.", _(tab->help));
	add_help_paragraph(out, help);
	pd_buffer_add_format(out, "\n%s\n", _("Operations:"));
	for (; operation->name != NULL; operation++) {
		PD_AUTO(pd_drop_text)
		char *text = pd_format("%s.", _(operation->help));
		add_help_row(out, operation->name, text);
	}
	PD_AUTO(pd_drop_text)
	char *more = pd_format(
		_("pemdeck %s OPERATION --help lists the options of an operation."),
		tab->name);
	add_help_paragraph(out, more);
}

static void
add_usage_line(const struct pd_operation *operation, struct pd_buffer *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer line = {0};
	PD_AUTO(pd_drop_text) char *words = pd_operation_words(operation);
	pd_buffer_add_format(&line, _("Usage: pemdeck %s"), words);
	const struct pd_field *field = operation->fields;
	for (; field && field->name; field++) {
		if (!pd_field_is_word(field))
			continue;
		PD_AUTO(pd_drop_text) char *usage = pd_help_usage(field);
		bool required = (field->flags & PD_REQUIRED) != 0;
		pd_buffer_add_format(&line, required ? " %s" : " [%s]", usage);
	}
	pd_buffer_add_text(&line, " [--OPTION VALUE]...");
	add_wrapped_text(out, 0, WORD_COLUMN, pd_buffer_text(&line));
}

static void
add_field_help(struct pd_buffer *out, const char *title,
	const struct pd_operation *operation, bool (*belongs)(const struct pd_field *))
{
	const char *heading = title;
	const struct pd_field *field = operation->fields;
	for (; field && field->name; field++) {
		if (!belongs(field))
			continue;
		if (heading != NULL)
			pd_buffer_add_format(out, "\n%s\n", heading);
		heading = NULL;
		PD_AUTO(pd_drop_text) char *usage = pd_help_usage(field);
		PD_AUTO(pd_drop_text) char *text = pd_help_field(field);
		add_help_row(out, usage, text);
	}
}

void
pd_help_operation(const struct pd_operation *operation, struct pd_buffer *out)
{
	add_usage_line(operation, out);
	PD_AUTO(pd_drop_text) char *help = pd_format("%s.", _(operation->help));
	add_help_paragraph(out, help);
	const char *hazard = pd_help_hazard(operation);
	if (hazard != NULL)
		add_wrapped_text(out, 0, 0, hazard);
	add_field_help(out, _("Arguments:"), operation, pd_field_is_word);
	add_field_help(out, _("Options:"), operation, pd_field_is_option);
	add_global_help(out);
}
