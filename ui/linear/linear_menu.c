/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_menu.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"
#include "ui/linear/linear_task.h"
#include "ui/linear/linear_tell.h"
#include "ui/linear/linear_words.h"

struct menu {
	struct pd_linear *linear;
	const struct pd_tab *tab;
	struct pd_chosen chosen;
	unsigned changes; /* of the store, when the menu was opened */
};

/* The menu of rows has only operations for rows of their kind, the menu of the tab all
 * others. */
static bool
is_on_menu(const struct menu *menu, const struct pd_operation *operation)
{
	if (menu->chosen.count == 0)
		return operation->on == PD_ON_TAB;
	if (menu->chosen.count > 1 && !pd_operation_takes_many(operation))
		return false;
	for (size_t i = 0; i < menu->chosen.count; i++)
		if ((operation->on & menu->chosen.rows[i]->kind) == 0)
			return false;
	return true;
}

static const struct pd_operation *
find_offered(const struct menu *menu, size_t number)
{
	const struct pd_operation *operation = menu->tab->operations;
	for (; operation && operation->name; operation++)
		if (is_on_menu(menu, operation) && --number == 0)
			return operation;
	return NULL;
}

/* The choice that Enter makes: the one of the Enter key on the screen, which only
 * reads. */
static size_t
find_enter_choice(const struct menu *menu)
{
	const struct pd_operation *operation;
	for (size_t number = 1; (operation = find_offered(menu, number)) != NULL;
		number++)
		if (operation->key == '\n' && operation->hazard == PD_READS)
			return number;
	return 0;
}

/* Does not repeat a reason that is the same as before. */
static void
print_menu_choice(size_t number, const struct pd_operation *operation,
	const char *blocked, const char *before)
{
	const char *label = _(operation->label);
	if (blocked == NULL)
		pd_teletype_say("%zu %s", number, label);
	else if (before != NULL && strcmp(blocked, before) == 0)
		pd_teletype_say(_("%zu %s, not now either"), number, label);
	else
		pd_teletype_say(_("%zu %s, not now: %s"), number, label, blocked);
}

/* false: there is nothing to choose. */
static bool
print_menu(const struct menu *menu)
{
	const struct pd_row *row = menu->chosen.count > 0 ? menu->chosen.rows[0] : NULL;
	PD_AUTO(pd_drop_text) char *reason = NULL;
	const struct pd_operation *operation;
	size_t number = 1;
	for (; (operation = find_offered(menu, number)) != NULL; number++) {
		char *blocked = pd_operation_blocked(
			pd_linear_context(menu->linear), operation, row);
		print_menu_choice(number, operation, blocked, reason);
		free(reason);
		reason = blocked;
	}
	if (number == 1)
		pd_teletype_say("%s", _("There is nothing to do here"));
	return number > 1;
}

static char *
compose_menu_question(const struct menu *menu)
{
	PD_AUTO(pd_drop_text)
	char *what =
		menu->chosen.count > 1
			? pd_format(ngettext("%zu row", "%zu rows", menu->chosen.count),
				  menu->chosen.count)
		: menu->chosen.count == 1 ? pd_copy(menu->chosen.rows[0]->cells[0])
					  : pd_copy(_("Menu"));
	size_t number = find_enter_choice(menu);
	return number > 0 ? pd_format("%s [%zu]:", what, number)
			  : pd_format("%s:", what);
}

/* ---- answers --------------------------------------------------------------------- */

/* The operation that can show the private key of the rows, by the flag in *field; or
 * NULL. */
static const struct pd_operation *
find_key_operation(const struct menu *menu, const struct pd_field **field)
{
	const struct pd_details nothing = {0};
	const struct pd_operation *operation;
	for (size_t number = 1; (operation = find_offered(menu, number)) != NULL;
		number++)
		if ((*field = pd_operation_key_field(operation, &nothing)) != NULL)
			return operation;
	return NULL;
}

static void
show_private_key(const struct menu *menu)
{
	const struct pd_field *field = NULL;
	const struct pd_operation *operation = find_key_operation(menu, &field);
	if (operation == NULL) {
		pd_teletype_say("%s", _("No private key to show here"));
		return;
	}
	if (!pd_linear_agrees(menu->linear, _("Show the private key here?")))
		return;
	struct pd_values *presets = pd_values_new();
	pd_values_set(presets, field->name, "yes");
	pd_linear_run_operation(menu->linear, operation, menu->chosen, presets);
}

static const struct pd_operation *
find_choice_of_number(const struct menu *menu, const char *text)
{
	char *end = NULL;
	size_t number =
		*text != '\0' ? strtoul(text, &end, 10) : find_enter_choice(menu);
	bool good = number > 0 && (end == NULL || *end == '\0');
	const struct pd_operation *operation = good ? find_offered(menu, number) : NULL;
	if (operation == NULL && *text != '\0')
		pd_teletype_say(_("No choice %s here; menu lists them"), text);
	return operation;
}

/* clang-format off */
static const struct pd_linear_keyword words[] = {
	{"menu", 'm', N_("List what can be done again")},
	{"key",  'k', N_("Show it with its private key, after asking")},
	{0}
};
/* clang-format on */

static bool
step_menu(struct menu *menu, const char *question)
{
	const struct pd_prompt prompt = {question, menu->tab->operations, words};
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	const char *word;
	if (!pd_linear_ask_command(menu->linear, &prompt, &word, &line))
		return false;
	const struct pd_operation *operation =
		word != NULL ? pd_tab_operation(menu->tab, word)
			     : find_choice_of_number(menu, pd_secret_text(&line));
	if (operation != NULL)
		pd_linear_run_operation(menu->linear, operation, menu->chosen, NULL);
	else if (word != NULL && strcmp(word, "key") == 0)
		show_private_key(menu);
	else if (word != NULL && strcmp(word, "menu") == 0)
		(void)print_menu(menu);
	return menu->changes == menu->linear->changes && !menu->linear->ended &&
	       menu->linear->go_to == NULL;
}

void
pd_linear_show_menu(
	struct pd_linear *linear, const struct pd_tab *tab, struct pd_chosen chosen)
{
	struct menu menu = {linear, tab, chosen, linear->changes};
	bool any = print_menu(&menu);
	PD_AUTO(pd_drop_text) char *question = compose_menu_question(&menu);
	while (any && step_menu(&menu, question))
		;
}
