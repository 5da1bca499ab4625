/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
#include "tabs/store/undo.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"
#include "ui/ask/interaction.h"
#include "ui/ask/question_rules.h"
#include "ui/ask/words.h"
#include "ui/linear/linear_findings.h"
#include "ui/linear/linear_task.h"
#include "ui/linear/linear_tell.h"

/* ---- known everywhere ----------------------------------------------------------- */

static void
undo_last_change(struct pd_linear *linear)
{
	const struct pd_operation *undo = pd_undo_operation(pd_linear_context(linear));
	PD_AUTO(pd_drop_text) char *entry = NULL;
	PD_AUTO(pd_drop_text) char *question = NULL;
	struct pd_error error = {0};
	if (!pd_interaction_allows(linear->context, undo, &error)) {
		pd_linear_tell_refusal(linear, &error);
		return;
	}
	if (!pd_undo_offer(linear->context, &entry, &question, &error)) {
		pd_linear_tell_refusal(linear, &error);
		return;
	}
	struct pd_row row = {.id = entry, .kind = PD_ON_ENTRY, .cells = {entry}};
	const struct pd_row *rows[] = {&row};
	const struct pd_chosen chosen = {rows, 1};
	if (entry == NULL)
		pd_teletype_say("%s", _("There is nothing that could be undone"));
	else if (pd_linear_agrees(linear, question))
		pd_linear_run_operation(linear, undo, chosen, NULL);
	else if (!linear->ended)
		pd_teletype_say("%s", _("Nothing was undone"));
}

static void
say_all_messages(struct pd_linear *linear)
{
	if (linear->messages.count == 0)
		pd_teletype_say("%s", _("No messages yet"));
	for (size_t i = linear->messages.count; i-- > 0;)
		pd_teletype_say("- %s", linear->messages.items[i]);
}

static void
set_comment(struct pd_linear *linear, const char *text)
{
	struct pd_error error = {0};
	if (!pd_comment_check(text, "comment", &error)) {
		pd_linear_tell_error(linear, &error);
		return;
	}
	free(linear->comment);
	linear->comment = *text != '\0' ? pd_copy(text) : NULL;
	linear->context->comment = linear->comment;
	pd_teletype_say("%s", linear->comment
				      ? _("The comment goes into history with what "
					  "is done from now on")
				      : _("History gets no comment"));
}

static void
change_fullness(struct pd_linear *linear)
{
	linear->says_all = !linear->says_all;
	pd_teletype_say("%s",
		linear->says_all ? _("Fingerprints, numbers and PEM are said, too")
				 : _("Fingerprints, numbers and PEM are left out"));
}

static void
set_page(const char *text)
{
	enum { MOST = 1000 };
	char *end = NULL;
	unsigned long lines = pd_ascii_is_digit(*text) ? strtoul(text, &end, 10) : 0;
	if (end == NULL || *end != '\0' || lines > MOST) {
		pd_teletype_say(_("How many lines a page has: write a number from 0 to "
				  "%d, as in page 10"),
			MOST);
		return;
	}
	pd_teletype_set_page(lines);
	pd_teletype_say(ngettext("A page has %zu line", "A page has %zu lines",
				pd_teletype_page()),
		pd_teletype_page());
}

/* clang-format off */
static const struct pd_linear_keyword everywhere[] = {
	{"back",     'q', N_("Go back one level, as C-c does")},
	{"quit",     'Q', N_("Leave pemdeck, as the end of the input (C-d) does")},
	{"help",     '?', N_("What can be typed here; help and a word: only that word")},
	{"undo",     'z', N_("Undo the last change, after asking")},
	{"findings", '!', N_("What needs doing, worst first")},
	{"messages", 'M', N_("Messages so far, the newest first")},
	{"full",     0,  N_("Say fingerprints, numbers, PEM and all columns too, or leave them "
		"out again")},
	{"page",     0,  N_("The number behind it is how many lines a page has from now on; 0: as "
		"many as the terminal")},
	{"comment",  0,  N_("Keep the text behind it in history, with what is done from now on")},
	{0}
};
/* clang-format on */

/* ---- help ------------------------------------------------------------------------ */

/* Enter, as a key of the screen, is not mentioned. */
static void
say_word_help(const char *word, int key, const char *text)
{
	if (key > ' ' && key < 0x7f)
		pd_teletype_say(_("%s or %c: %s"), word, key, text);
	else
		pd_teletype_say("%s: %s", word, text);
}

static void
say_words_help(const struct pd_linear_keyword *words, const char *only)
{
	for (; words && words->word; words++)
		if (*only == '\0' || strcmp(only, words->word) == 0)
			say_word_help(words->word, words->key, _(words->help));
}

static void
say_help_on(const struct pd_prompt *prompt, const char *only)
{
	const struct pd_operation *operation = prompt->operations;
	for (; operation && operation->name; operation++)
		if (*only == '\0' || strcmp(only, operation->name) == 0)
			say_word_help(
				operation->name, operation->key, _(operation->help));
	say_words_help(prompt->words, only);
	say_words_help(everywhere, only);
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		if (*only == '\0' || strcmp(only, tab->name) == 0)
			pd_teletype_say("%s: %s", tab->name, _(tab->help));
	if (*only == '\0')
		pd_teletype_say("%s", _("A word may be shortened while it is clear."));
}

/* ---- which word is meant --------------------------------------------------------- */

static void
add_level_words(const struct pd_linear_keyword *words, struct pd_words *known)
{
	for (; words && words->word; words++)
		pd_words_add(known, pd_copy(words->word));
}

static void
collect_words(const struct pd_prompt *prompt, struct pd_words *known)
{
	const struct pd_operation *operation = prompt->operations;
	for (; operation && operation->name; operation++)
		pd_words_add(known, pd_copy(operation->name));
	add_level_words(prompt->words, known);
	add_level_words(everywhere, known);
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		pd_words_add(known, pd_copy(tab->name));
}

/* Lists the known words that begin with word. */
static char *
list_begun_words(const struct pd_words *known, const char *word, size_t *count)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	const char *last = "";
	*count = 0;
	for (size_t i = 0; i < known->count; i++) {
		const char *item = known->items[i];
		if (strncmp(item, word, strlen(word)) != 0 || strcmp(item, last) == 0)
			continue;
		pd_buffer_add_item(&list, item);
		last = item;
		++*count;
	}
	return pd_buffer_steal_text(&list);
}

/* The word that does the same as a key of the screen, or NULL. */
static const char *
find_word_of_key(const struct pd_linear_keyword *words, char key)
{
	while (words && words->word && words->key != key)
		words++;
	return words ? words->word : NULL;
}

static const char *
find_word_of_letter(const struct pd_prompt *prompt, const char *typed)
{
	if (typed[0] == '\0' || typed[1] != '\0')
		return NULL;
	const struct pd_operation *operation = prompt->operations;
	for (; operation && operation->name; operation++)
		if (operation->key == typed[0])
			return operation->name;
	const char *own = find_word_of_key(prompt->words, typed[0]);
	return own ? own : find_word_of_key(everywhere, typed[0]);
}

/* The word that was meant. NULL: there is none, and it was said which words there are. */
static char *
find_meant(
	const struct pd_prompt *prompt, const struct pd_words *known, const char *typed)
{
	const char *of_key = find_word_of_letter(prompt, typed);
	if (of_key != NULL)
		return pd_copy(of_key);
	for (size_t i = 0; i < known->count; i++)
		if (strcmp(known->items[i], typed) == 0)
			return pd_copy(typed);
	size_t count;
	PD_AUTO(pd_drop_text) char *begun = list_begun_words(known, typed, &count);
	if (count == 1)
		return pd_steal(begun);
	const char *nearest = pd_words_nearest(known, typed);
	if (count > 1)
		pd_teletype_say(_("%s may be one of: %s"), typed, begun);
	else if (nearest != NULL)
		pd_teletype_say(
			_("%s is not a word here; the nearest is %s"), typed, nearest);
	else
		pd_teletype_say(_("%s is not a word here; ? lists them"), typed);
	return NULL;
}

/* The word as in the tables of the prompt, which outlive the line; NULL if it is in
 * none. */
static const char *
find_own_word(const struct pd_prompt *prompt, const char *word)
{
	const struct pd_operation *operation = prompt->operations;
	for (; operation && operation->name; operation++)
		if (strcmp(operation->name, word) == 0)
			return operation->name;
	for (const struct pd_linear_keyword *own = prompt->words; own && own->word;
		own++)
		if (strcmp(own->word, word) == 0)
			return own->word;
	return NULL;
}

/* ---- commands -------------------------------------------------------------------- */

/* Handles words that work everywhere. false: leave this level. */
static bool
do_common_word(struct pd_linear *linear, const struct pd_prompt *prompt,
	const char *word, const char *rest)
{
	if (strcmp(word, "back") == 0)
		return false;
	if (strcmp(word, "quit") == 0)
		linear->ended = true;
	else if (strcmp(word, "help") == 0)
		say_help_on(prompt, rest);
	else if (strcmp(word, "undo") == 0)
		undo_last_change(linear);
	else if (strcmp(word, "findings") == 0)
		pd_linear_say_findings(linear);
	else if (strcmp(word, "messages") == 0)
		say_all_messages(linear);
	else if (strcmp(word, "full") == 0)
		change_fullness(linear);
	else if (strcmp(word, "page") == 0)
		set_page(rest);
	else if (strcmp(word, "comment") == 0)
		set_comment(linear, rest);
	else {
		linear->go_to = pd_tab_find(pd_tabs, word);
		if (*rest != '\0')
			pd_teletype_say(_("%s was left out; type it in the tab"), rest);
	}
	return !linear->ended && linear->go_to == NULL;
}

/* The operation whose label the line begins with, as the menu shows it, or NULL. */
static const struct pd_operation *
find_labelled(const struct pd_prompt *prompt, const char *text, const char **rest)
{
	const struct pd_operation *operation = prompt->operations;
	for (; operation && operation->name; operation++) {
		size_t size = strlen(_(operation->label));
		if (pd_ascii_compare_begin(text, _(operation->label), size) == 0 &&
			(text[size] == '\0' || text[size] == ' ')) {
			*rest = text + size + strspn(text + size, " ");
			return operation;
		}
	}
	return NULL;
}

/* Splits off the first word. */
static char *
split_first_word(const char *text, const char **rest)
{
	size_t size = strcspn(text, " ");
	*rest = text + size + strspn(text + size, " ");
	char *word = pd_copy_bytes(text, size);
	/* A single letter is a key of the screen, where n and N differ. */
	for (char *letter = word; size > 1 && *letter != '\0'; letter++)
		*letter = pd_ascii_lower(*letter);
	return word;
}

/* A question mark before or after a word is help. */
static char *
read_typed_word(struct pd_secret *line, const char **rest)
{
	const char *text = pd_secret_text(line);
	if (*text != '?')
		return split_first_word(text, rest);
	*rest = text + 1 + strspn(text + 1, " ");
	return pd_copy("help");
}

static char *
find_word_typed(const struct pd_prompt *prompt, const struct pd_words *known,
	struct pd_secret *line, const char **rest)
{
	const struct pd_operation *operation =
		find_labelled(prompt, pd_secret_text(line), rest);
	if (operation != NULL)
		return pd_copy(operation->name);
	PD_AUTO(pd_drop_text) char *typed = read_typed_word(line, rest);
	return find_meant(prompt, known, typed);
}

static bool
is_number_or_search(const char *text)
{
	return *text == '\0' || *text == '/' || pd_ascii_is_digit(*text);
}

bool
pd_linear_ask_command(struct pd_linear *linear, const struct pd_prompt *prompt,
	const char **word, struct pd_secret *line)
{
	PD_AUTO(pd_words_free) struct pd_words known = {0};
	collect_words(prompt, &known);
	*word = NULL;
	while (pd_linear_ask(linear, prompt->question, line)) {
		if (is_number_or_search(pd_secret_text(line)))
			return true;
		const char *rest;
		PD_AUTO(pd_drop_text)
		char *whole = find_word_typed(prompt, &known, line, &rest);
		if (whole == NULL)
			continue;
		*word = find_own_word(prompt, whole);
		unsigned changes = linear->changes;
		if (*word == NULL && !do_common_word(linear, prompt, whole, rest))
			return false;
		if (*word == NULL && linear->changes == changes)
			continue;
		if (*word == NULL)
			*word = "";
		pd_secret_remove(line, 0, (size_t)(rest - pd_secret_text(line)));
		return true;
	}
	return false;
}
