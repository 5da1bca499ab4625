/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_completion.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/cli/cli_options.h"

/* Finds TAB and OPERATION before the cursor, skipping options and the values of global
 * ones. bash treats '=' as a word of its own. */
static const char head[] =
	"# bash completion for pemdeck -*- shell-script -*-\n"
	"_pemdeck()\n"
	"{\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	"\tlocal tab='' operation='' words='' kind='' i\n"
	"\tif [[ $cur == = ]]; then\n"
	"\t\tcur=''\n"
	"\telif [[ $prev == = ]]; then\n"
	"\t\tprev=${COMP_WORDS[COMP_CWORD-2]}\n"
	"\tfi\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tcase ${COMP_WORDS[i]} in\n";

static const char middle[] = "\t\t-*|=) ;;\n"
			     "\t\t*)\n"
			     "\t\t\tif [[ -z $tab ]]; then\n"
			     "\t\t\t\ttab=${COMP_WORDS[i]}\n"
			     "\t\t\telif [[ -z $operation ]]; then\n"
			     "\t\t\t\toperation=${COMP_WORDS[i]}\n"
			     "\t\t\tfi\n"
			     "\t\t\t;;\n"
			     "\t\tesac\n"
			     "\tdone\n";

/* Offers options once a word begins with '-', or if the operation takes no file. */
static const char tail[] =
	"\tcase $kind in\n"
	"\tdirectory)\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -d -- \"$cur\")\n"
	"\t\t;;\n"
	"\tfile)\n"
	"\t\tcompopt -o filenames 2>/dev/null\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
	"\t\t;;\n"
	"\t*)\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
	"\t\t;;\n"
	"\tesac\n"
	"}\n"
	"complete -F _pemdeck pemdeck\n";

/* ---- words that follow ----------------------------------------------------- */

static void
add_value_skips(struct pd_buffer *out)
{
	const char *between = "\t\t";
	for (const struct pd_global *global = pd_globals; global->name; global++) {
		if (global->operand == NULL || global->help == NULL)
			continue;
		pd_buffer_add_format(out, "%s--%s", between, global->name);
		between = "|";
	}
	/* "--store = DIR" is three words, "--store DIR" two. */
	pd_buffer_add_text(out, ")\n"
				"\t\t\t[[ ${COMP_WORDS[i+1]} == = ]] && ((i++))\n"
				"\t\t\t((i++))\n"
				"\t\t\t;;\n");
}

static void
add_option_words(struct pd_buffer *out, const struct pd_operation *operation)
{
	PD_AUTO(pd_words_free) struct pd_words words = {0};
	pd_option_words(operation, &words);
	for (size_t i = 0; i < words.count; i++)
		pd_buffer_add_format(out, "%s%s", i > 0 ? " " : "", words.items[i]);
}

static bool
is_taking_files(const struct pd_operation *operation)
{
	const struct pd_field *field = operation->fields;
	for (; field && field->name; field++)
		if (pd_field_is_word(field) && (field->kind == PD_FIELD_FILE ||
						       field->kind == PD_FIELD_OUTPUT))
			return true;
	return false;
}

/* The operations of the tab, and the options of each. */
static void
add_tab_words(struct pd_buffer *out, const struct pd_tab *tab)
{
	const struct pd_operation *operation = tab->operations;
	pd_buffer_add_format(out, "\t%s:) words='", tab->name);
	for (; operation && operation->name; operation++)
		if (!pd_operation_is_alone(operation))
			pd_buffer_add_format(out, "%s ", operation->name);
	add_option_words(out, pd_tab_default(tab));
	pd_buffer_add_text(out, "' ;;\n");
	for (operation = tab->operations; operation && operation->name; operation++) {
		if (pd_operation_is_alone(operation))
			continue;
		pd_buffer_add_format(
			out, "\t%s:%s) words='", tab->name, operation->name);
		add_option_words(out, operation);
		pd_buffer_add_format(out, "'%s ;;\n",
			is_taking_files(operation) ? "; [[ $cur == -* ]] || kind='file'"
						   : "");
	}
}

static void
add_all_tab_words(struct pd_buffer *out)
{
	pd_buffer_add_text(out, "\tcase $tab:$operation in\n\t:) words='");
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		pd_buffer_add_format(out, "%s ", tab->name);
	add_option_words(out, NULL);
	pd_buffer_add_text(out, "' ;;\n");
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		add_tab_words(out, tab);
	pd_buffer_add_text(out, "\tesac\n");
}

/* ---- values of options ----------------------------------------------------- */

static bool
is_file_option(const struct pd_field *field)
{
	return strcmp(pd_field_operand(field), "FILE") == 0;
}

static void
add_option_values(struct pd_buffer *out, const struct pd_operation *operation,
	const struct pd_field *field)
{
	if (!pd_field_is_option(field) || field->kind == PD_FIELD_FLAG)
		return;
	PD_AUTO(pd_drop_text) char *spelling = pd_field_spelling(field);
	const char *name = pd_operation_is_alone(operation) ? "" : operation->name;
	pd_buffer_add_format(
		out, "\t%s:%s:%s) words='", operation->tab, name, spelling);
	if (field->kind == PD_FIELD_CHOICE)
		for (size_t i = 0; field->choices[i] != NULL; i++)
			pd_buffer_add_format(
				out, "%s%s", i > 0 ? " " : "", field->choices[i]);
	pd_buffer_add_format(
		out, "' kind=%s ;;\n", is_file_option(field) ? "file" : "word");
}

static void
add_all_option_values(struct pd_buffer *out)
{
	pd_buffer_add_text(out, "\tcase $tab:$operation:$prev in\n"
				"\t*:--store) kind=directory ;;\n"
				"\t*:--account) words='' kind=word ;;\n"
				"\t*:--comment) words='' kind=word ;;\n");
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		const struct pd_operation *operation = tab->operations;
		for (; operation && operation->name; operation++) {
			const struct pd_field *field = operation->fields;
			for (; field && field->name; field++)
				add_option_values(out, operation, field);
		}
	}
	pd_buffer_add_text(out, "\tesac\n");
}

bool
pd_completion(const char *shell, struct pd_buffer *out, struct pd_error *error)
{
	if (strcmp(shell, "bash") != 0)
		return pd_fail(error, PD_EUSAGE, "--completion",
			_("completions are made for bash only"));
	pd_buffer_add_text(out, head);
	add_value_skips(out);
	pd_buffer_add_text(out, middle);
	add_all_tab_words(out);
	add_all_option_values(out);
	pd_buffer_add_text(out, tail);
	return true;
}
