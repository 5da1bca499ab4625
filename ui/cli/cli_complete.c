/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_complete.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "operation/context.h"
#include "store/paths/paths.h"
#include "tabs/tabs.h"
#include "ui/cli/cli_options.h"

/* What is known of the words before the last. */
struct line {
	const struct pd_tab *tab;
	const struct pd_operation *operation;
	const struct pd_field *value;    /* of this option the last word is the value */
	const struct pd_global *operand; /* or of this */
	size_t arguments;
	const char *store; /* of --store */
	bool only_words, is_lost;
};

/* ---- the words before ---------------------------------------------------------- */

static bool
is_alone_in(const struct pd_tab *tab)
{
	return tab->operations->name != NULL && pd_operation_is_alone(tab->operations);
}

static void
pass_word(struct line *line, const char *word)
{
	if (line->tab == NULL && strcmp(word, "help") == 0)
		return;
	if (line->tab == NULL) {
		line->tab = pd_tab_find(pd_tabs, word);
		line->is_lost = line->tab == NULL;
		if (line->tab != NULL && is_alone_in(line->tab))
			line->operation = line->tab->operations;
	} else if (line->operation == NULL) {
		line->operation = pd_tab_operation(line->tab, word);
		line->is_lost = line->operation == NULL;
	} else if (line->arguments == 0 && is_alone_in(line->tab) &&
		   pd_tab_operation(line->tab, word) != NULL) {
		line->operation = pd_tab_operation(line->tab, word);
	} else {
		line->arguments++;
	}
}

static const struct pd_field *
find_option_field(const struct pd_operation *operation, const char *option)
{
	const struct pd_field *field = operation ? operation->fields : NULL;
	for (; field && field->name; field++) {
		PD_AUTO(pd_drop_text) char *spelling = pd_field_spelling(field);
		if (pd_field_is_option(field) && strcmp(spelling, option) == 0)
			return field;
	}
	return NULL;
}

static void
pass_option(struct line *line, const char *word)
{
	if (strcmp(word, "--") == 0) {
		line->only_words = true;
		return;
	}
	const struct pd_field *field = find_option_field(line->operation, word);
	line->value = field && field->kind != PD_FIELD_FLAG ? field : NULL;
	for (const struct pd_global *global = pd_globals; global->name && !field;
		global++)
		if (strncmp(word, "--", 2) == 0 &&
			strcmp(global->name, word + 2) == 0 && global->operand != NULL)
			line->operand = global;
}

static void
pass_value(struct line *line, const char *word)
{
	if (line->operand != NULL && strcmp(line->operand->name, "store") == 0)
		line->store = word;
	line->operand = NULL;
	line->value = NULL;
}

static void
pass(struct line *line, const char *word)
{
	static const char store[] = "--store=";
	if (line->operand != NULL || line->value != NULL)
		pass_value(line, word);
	else if (strncmp(word, store, sizeof store - 1) == 0)
		line->store = word + sizeof store - 1;
	else if (!line->only_words &&
		 pd_is_option_word(
			 pd_field_of_argument(line->operation, line->arguments), word))
		pass_option(line, word);
	else
		pass_word(line, word);
}

/* ---- what fits ----------------------------------------------------------------- */

static void
offer(struct pd_buffer *out, const char *before, const char *candidate)
{
	if (candidate != NULL && strncmp(candidate, before, strlen(before)) == 0 &&
		strchr(candidate, '\n') == NULL)
		pd_buffer_add_format(out, "%s\n", candidate);
}

static void
offer_files(struct pd_buffer *out, const char *operand)
{
	if (strcmp(operand, "DIR") == 0)
		pd_buffer_add_text(out, PD_COMPLETE_FOLDERS "\n");
	else if (strcmp(operand, "FILE") == 0)
		pd_buffer_add_text(out, PD_COMPLETE_FILES "\n");
}

static void
offer_options(const struct line *line, const char *before, struct pd_buffer *out)
{
	PD_AUTO(pd_words_free) struct pd_words words = {0};
	pd_option_words(line->operation, &words);
	for (size_t i = 0; i < words.count; i++)
		offer(out, before, words.items[i]);
}

static void
offer_tabs(const char *before, struct pd_buffer *out)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		offer(out, before, tab->name);
	offer(out, before, "help");
}

static void
offer_operations(const struct line *line, const char *before, struct pd_buffer *out)
{
	const struct pd_operation *operation = line->tab->operations;
	for (; operation->name != NULL; operation++)
		offer(out, before, operation->name);
}

static void
offer_value(const struct pd_field *field, const char *before, struct pd_buffer *out)
{
	for (size_t i = 0; field->kind == PD_FIELD_CHOICE && field->choices[i]; i++)
		offer(out, before, field->choices[i]);
	offer_files(out, pd_field_operand(field));
}

/* A store to look into, with its path; both stay NULL where there is none. */
struct looked_into {
	char *path;
	struct pd_context context;
};

static void
close_looked_into(struct looked_into *look)
{
	pd_store_free(look->context.store);
	free(look->path);
}

static bool
look_into_store(const struct line *line, struct looked_into *look)
{
	struct pd_error ignored = {0};
	look->path =
		line->store ? pd_copy(line->store) : pd_store_default_path(&ignored);
	look->context = (struct pd_context){.store_path = look->path,
		.tabs = pd_tabs,
		.account = "",
		.now = time(NULL)};
	return look->path != NULL && pd_context_look(&look->context, &ignored) &&
	       look->context.store != NULL;
}

/* The rows of the tab that the operation works on. */
static void
offer_rows(const struct line *line, const char *before, struct pd_buffer *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_view_free) struct pd_view view = {0};
	PD_AUTO(close_looked_into) struct looked_into look = {0};
	if (!look_into_store(line, &look) ||
		!line->tab->view(&look.context, &view, &ignored))
		return;
	for (size_t i = 0; i < view.section_count; i++)
		for (size_t k = 0; k < view.sections[i].count_of_items; k++) {
			const struct pd_row *row = &view.sections[i].items[k];
			if ((row->kind & line->operation->on) != 0)
				offer(out, before, row->id);
		}
}

static void
offer_known(const struct line *line, const struct pd_field *field, const char *before,
	struct pd_buffer *out)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	PD_AUTO(close_looked_into) struct looked_into look = {0};
	if (field->offer == NULL || !look_into_store(line, &look))
		return;
	field->offer(&look.context, &names);
	for (size_t i = 0; i < names.count; i++)
		offer(out, before, names.items[i]);
}

static void
offer_argument(const struct line *line, const char *before, struct pd_buffer *out)
{
	size_t index = line->arguments;
	const struct pd_field *field = line->operation->fields;
	for (; field && field->name; field++) {
		if (!pd_field_is_word(field))
			continue;
		if (index > 0 && (field->flags & PD_MANY) == 0) {
			index--;
			continue;
		}
		if ((field->flags & PD_ROW) != 0 && field->offer == NULL)
			offer_rows(line, before, out);
		else {
			offer_known(line, field, before, out);
			offer_value(field, before, out);
		}
		field = index > 0 ? pd_field_behind_many(field) : NULL;
		if (field != NULL && out->size == 0)
			offer_value(field, before, out);
		return;
	}
	offer_options(line, before, out);
}

void
pd_complete_words(int count, char **words, struct pd_buffer *out)
{
	struct line line = {0};
	const char *last = count > 0 ? words[count - 1] : "";
	for (int i = 0; i + 1 < count; i++)
		pass(&line, words[i]);
	if (line.is_lost)
		return;
	if (line.operand != NULL)
		offer_files(out, line.operand->operand);
	else if (line.value != NULL) {
		offer_known(&line, line.value, last, out);
		offer_value(line.value, last, out);
	} else if (last[0] == '-' && !line.only_words)
		offer_options(&line, last, out);
	else if (line.tab == NULL)
		offer_tabs(last, out);
	else if (line.operation == NULL)
		offer_operations(&line, last, out);
	else {
		if (line.arguments == 0 && line.operation == line.tab->operations &&
			is_alone_in(line.tab) && line.operation[1].name != NULL)
			offer_operations(&line, last, out);
		offer_argument(&line, last, out);
	}
}
