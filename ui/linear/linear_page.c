/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_page.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"
#include "ui/ask/errors_first.h"
#include "ui/linear/linear_menu.h"
#include "ui/linear/linear_rows.h"
#include "ui/linear/linear_task.h"
#include "ui/linear/linear_tell.h"
#include "ui/linear/linear_words.h"
#include "ui/screen/list.h"

struct page {
	struct pd_linear *linear;
	const struct pd_tab *tab;
	struct pd_view view;
	bool fixed;       /* rows of a result, not of a view that could be read again */
	unsigned changes; /* of the store, when it was read */
	char *search;     /* NULL: all rows are printed */
	size_t next;      /* number of the first row not printed yet */
};

static void
free_page_of_lines(struct page *page)
{
	pd_view_free(&page->view);
	free(page->search);
}

/* ---- the rows -------------------------------------------------------------------- */

static void
print_page_from(struct page *page, size_t first)
{
	page->next = pd_linear_print_rows(&page->view, first,
		page->search ? page->search : "", page->linear->says_all);
}

/* The words that lead there are those of the tabs and of what can be done in them. */
static void
say_welcome(const struct pd_view *view)
{
	pd_teletype_say("%s", view->welcome);
	for (const struct pd_first_step *step = view->steps; step && step->tab; step++)
		pd_teletype_say("%s, %s: %s", _(pd_tab_find(pd_tabs, step->tab)->label),
			_(pd_operation_find(pd_tabs, step->tab, step->operation)
					->label),
			_(step->words));
}

static void
print_whole_page(struct page *page)
{
	free(page->search);
	page->search = NULL;
	if (page->view.welcome != NULL)
		say_welcome(&page->view);
	if (page->view.summary != NULL && *page->view.summary != '\0')
		pd_teletype_say("%s", page->view.summary);
	print_page_from(page, 1);
}

/* Who listens hears what is wrong before what is not. */
static void
put_errors_first(struct page *page)
{
	for (size_t s = 0; s < page->view.section_count; s++)
		pd_rows_put_errors_first(&page->view.sections[s]);
}

static void
read_page_view(struct page *page)
{
	struct pd_error error = {0};
	page->changes = page->linear->changes;
	if (page->fixed)
		pd_rows_follow(
			&page->view.sections[0], pd_linear_context(page->linear));
	if (page->fixed || page->tab->view == NULL)
		return;
	pd_view_free(&page->view);
	if (!page->tab->view(pd_linear_context(page->linear), &page->view, &error))
		pd_linear_tell_error(page->linear, &error);
	put_errors_first(page);
}

/* After a change the numbers mean other rows, so print everything again. */
static void
refresh_page(struct page *page)
{
	if (page->changes == page->linear->changes || page->linear->ended ||
		page->linear->go_to != NULL)
		return;
	read_page_view(page);
	if (!page->fixed)
		print_whole_page(page);
}

static void
print_more_rows(struct page *page)
{
	if (pd_linear_find_row(&page->view, page->next) != NULL)
		print_page_from(page, page->next);
	else
		pd_teletype_say("%s", _("No more rows; rows begins again"));
}

static void
print_next_section(struct page *page)
{
	size_t first = 1;
	for (size_t s = 0; s + 1 < page->view.section_count; s++) {
		first += page->view.sections[s].count_of_items;
		if (first >= page->next) {
			print_page_from(page, first);
			return;
		}
	}
	pd_teletype_say("%s", _("This is the last section; rows begins again"));
}

static void
search_page(struct page *page, const char *text)
{
	if (*text == '\0') {
		print_whole_page(page);
		return;
	}
	free(page->search);
	page->search = pd_copy(text);
	size_t number = 1;
	const struct pd_row *row;
	while ((row = pd_linear_find_row(&page->view, number)) != NULL &&
		!pd_list_matches(row, text))
		number++;
	if (row == NULL)
		pd_teletype_say(_("No row has %s in it"), text);
	print_page_from(page, number);
}

/* ---- operations ------------------------------------------------------------------ */

/* Counts the rows that the operation applies to; *only is the number of the first. */
static size_t
count_fitting_rows(
	const struct page *page, const struct pd_operation *operation, size_t *only)
{
	size_t count = 0;
	const struct pd_row *row;
	for (size_t number = 1; (row = pd_linear_find_row(&page->view, number)) != NULL;
		number++)
		if (pd_operation_fits(operation, row) && count++ == 0)
			*only = number;
	return count;
}

/* "sign" alone means the only row that it applies to, if there is just one. */
static bool
ask_row_numbers(struct page *page, const struct pd_operation *operation,
	struct pd_secret *numbers)
{
	size_t only = 0, count = count_fitting_rows(page, operation, &only);
	if (count == 1)
		pd_secret_add_format(numbers, "%zu", only);
	if (count < 2) /* if there is none, running it says so */
		return true;
	PD_AUTO(pd_drop_text)
	char *question = pd_format(_("Row number for %s:"), _(operation->label));
	return pd_linear_ask(page->linear, question, numbers) && numbers->size > 0;
}

static void
free_chosen(struct pd_chosen *chosen)
{
	free(chosen->rows);
}

/* "renew 2": text has the numbers of the rows. */
static void
do_typed_operation(
	struct page *page, const struct pd_operation *operation, const char *text)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	PD_AUTO(free_chosen) struct pd_chosen chosen = {0};
	if (operation->on != PD_ON_TAB && *text == '\0') {
		if (!ask_row_numbers(page, operation, &line))
			return;
		text = pd_secret_text(&line);
	}
	const char *rest = "";
	if (!pd_linear_read_rows(&page->view, text, &chosen, &rest))
		return;
	if (*rest != '\0')
		pd_teletype_say(_("%s is not a row number"), rest);
	else
		pd_linear_run_operation(page->linear, operation, chosen, NULL);
}

/* Handles "2" and "2 renew". */
static void
do_typed_rows(struct page *page, const char *text)
{
	PD_AUTO(free_chosen) struct pd_chosen chosen = {0};
	const char *rest;
	if (!pd_linear_read_rows(&page->view, text, &chosen, &rest))
		return;
	const struct pd_operation *operation = pd_tab_operation(page->tab, rest);
	if (operation != NULL)
		pd_linear_run_operation(page->linear, operation, chosen, NULL);
	else if (*rest != '\0')
		pd_teletype_say(_("%s is not an operation here; ? lists them"), rest);
	else
		pd_linear_show_menu(page->linear, page->tab, chosen);
}

/* ---- the level ------------------------------------------------------------------- */

/* clang-format off */
static const struct pd_linear_keyword words[] = {
	{"menu", 'm', N_("What can be done here, numbered; 0 does the same")},
	{"rows", 'R', N_("List the rows again, from the first")},
	{"more", 0, N_("List the rows that follow; so does Enter")},
	{"next", ']', N_("Go to the next section of rows")},
	{0}
};
/* clang-format on */

static void
do_typed_word(struct page *page, const char *word, const char *rest)
{
	const struct pd_operation *operation = pd_tab_operation(page->tab, word);
	if (operation != NULL)
		do_typed_operation(page, operation, rest);
	else if (strcmp(word, "menu") == 0)
		pd_linear_show_menu(page->linear, page->tab, (struct pd_chosen){0});
	else if (strcmp(word, "rows") == 0)
		print_whole_page(page);
	else if (strcmp(word, "more") == 0)
		print_more_rows(page);
	else if (strcmp(word, "next") == 0)
		print_next_section(page);
}

static void
do_typed_line(struct page *page, const char *word, const char *text)
{
	if (word != NULL)
		do_typed_word(page, word, text);
	else if (*text == '\0')
		print_more_rows(page);
	else if (*text == '/')
		search_page(page, text + 1);
	else if (strcmp(text, "0") == 0)
		pd_linear_show_menu(page->linear, page->tab, (struct pd_chosen){0});
	else
		do_typed_rows(page, text);
}

static bool
step_page(struct page *page, const char *question)
{
	const struct pd_prompt prompt = {question, page->tab->operations, words};
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	const char *word;
	if (!pd_linear_ask_command(page->linear, &prompt, &word, &line))
		return false;
	do_typed_line(page, word, pd_secret_text(&line));
	refresh_page(page);
	return !page->linear->ended && page->linear->go_to == NULL;
}

void
pd_linear_show_page(
	struct pd_linear *linear, const struct pd_tab *tab, struct pd_rows *rows)
{
	PD_AUTO(free_page_of_lines)
	struct page page = {.linear = linear, .tab = tab, .fixed = rows != NULL};
	if (rows != NULL) {
		page.view.section_count = 1;
		page.view.sections[0] = *rows;
		*rows = (struct pd_rows){0};
		put_errors_first(&page);
	}
	read_page_view(&page);
	print_whole_page(&page);
	PD_AUTO(pd_drop_text)
	char *question = pd_format(
		_("%s, row, menu or help:"), tab->key == 0 ? _(tab->label) : tab->name);
	while (step_page(&page, question))
		;
}
