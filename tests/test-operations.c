/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "tabs/tabs.h"
#include "tap.h"
#include "ui/screen/global_keys.h"
#include "ui/screen/list.h"
#include "ui/screen/page.h"
#include "ui/screen/side_page.h"

/* The table of operations holds its own rules, so that a new row that breaks one is
 * found before somebody presses its key. */

/* Does the key mean something on every page, beside the pages that have one? */
static bool
is_taken(int key)
{
	const struct pd_binding *const tables[] = {pd_global_keys.always,
		pd_global_keys.back, pd_global_keys.free, pd_page_keys, pd_list_moving,
		pd_list_keys};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (pd_binding_find(tables[i], key) != NULL)
			return true;
	return false;
}

static bool
is_word(const char *text)
{
	if (text == NULL || *text == '\0')
		return false;
	for (; *text != '\0'; text++)
		if (!islower((unsigned char)*text) && !isdigit((unsigned char)*text) &&
			*text != '-')
			return false;
	return true;
}

static bool
has_text(const char *text)
{
	return text != NULL && *text != '\0';
}

/* Help pages put a full stop behind it. */
static bool
is_phrase(const char *text)
{
	return has_text(text) && strchr(".?!:;,", text[strlen(text) - 1]) == NULL;
}

static const struct pd_field *
field_of(const struct pd_operation *operation, const char *name)
{
	for (const struct pd_field *field = operation->fields; field && field->name;
		field++)
		if (strcmp(field->name, name) == 0)
			return field;
	return NULL;
}

/* On a field before it; one behind it is there too once somebody typed in it, if it is
 * always asked and has no default. */
static bool
can_depend(const struct pd_operation *operation, const struct pd_field *field)
{
	const struct pd_field *other = field_of(operation, field->when_field);
	if (other == NULL || other < field)
		return other != NULL;
	return other->when_field == NULL && other->preset == NULL &&
	       other->compute == NULL && other->choices == NULL &&
	       other->kind != PD_FIELD_FLAG;
}

static void
check_field(const struct pd_operation *operation, const struct pd_field *field)
{
	const char *tab = operation->tab, *name = operation->name;
	tap_ok(is_word(field->name) && has_text(field->label) && is_phrase(field->help),
		"%s %s: field %s has a name, a label and help", tab, name, field->name);
	tap_ok(field_of(operation, field->name) == field,
		"%s %s: field %s is there once", tab, name, field->name);
	tap_ok((field->kind == PD_FIELD_CHOICE) == (field->choices != NULL),
		"%s %s: field %s has choices if it is a choice", tab, name,
		field->name);
	tap_ok(field->kind != PD_FIELD_NUMBER || field->least < field->most,
		"%s %s: field %s has limits if it is a number", tab, name, field->name);
	tap_ok(field->when_field == NULL || can_depend(operation, field),
		"%s %s: field %s depends on one that is known by then", tab, name,
		field->name);
	struct pd_error error = {0};
	tap_ok(field->preset == NULL || pd_field_check(field, field->preset, &error),
		"%s %s: the default of field %s is valid", tab, name, field->name);
}

static void
check_operation(const struct pd_tab *tab, const struct pd_operation *operation)
{
	const char *name = operation->name;
	tap_is(operation->tab, tab->name, "%s: knows its tab", name);
	tap_ok(is_word(name), "%s %s: the name is a word for the command line",
		tab->name, name);
	tap_ok(has_text(operation->label) && is_phrase(operation->help),
		"%s %s: has a label and help", tab->name, name);
	tap_ok(operation->run != NULL, "%s %s: can be run", tab->name, name);
	bool asks =
		operation->hazard == PD_REPLACES || operation->hazard == PD_DESTROYS;
	tap_ok(!asks || has_text(operation->confirm),
		"%s %s: has a question where it replaces or destroys", tab->name, name);
	tap_ok(asks || operation->confirm == NULL || operation->preview != NULL,
		"%s %s: shows what it asks about", tab->name, name);
	tap_ok(operation->key == 0 || (!is_taken(operation->key) &&
					      pd_side_page_of(operation->key) == NULL),
		"%s %s: its key is no global one", tab->name, name);
	for (const struct pd_operation *other = tab->operations; other < operation;
		other++) {
		if (strcmp(other->name, name) == 0)
			tap_ok(false, "%s %s: the name is there once", tab->name, name);
		/* Beside different rows, only one of them fits. */
		bool apart = other->beside != 0 && operation->beside != 0 &&
			     (other->beside & operation->beside) == 0;
		if (operation->key != 0 && other->key == operation->key && !apart)
			tap_ok(false, "%s %s: shares its key with %s", tab->name, name,
				other->name);
	}
	for (const struct pd_field *field = operation->fields; field && field->name;
		field++)
		check_field(operation, field);
}

/* Some test of the command line runs it. */
static void
check_tested(const struct pd_operation *operation)
{
	const char *folder = getenv("TESTS");
	if (folder == NULL) {
		tap_skip("%s %s: TESTS does not name the folder of tests",
			operation->tab, operation->name);
		return;
	}
	PD_AUTO(pd_drop_text) char *words = pd_operation_words(operation);
	PD_AUTO(pd_drop_text)
	char *command = pd_format("grep -qs -- '%s' '%s'/test-*.sh", words, folder);
	tap_ok(system(command) == 0, "%s %s: is run by a test", operation->tab,
		operation->name);
}

/* A field that comes behind another in one form and before it in another; NULL: none does.
 * What is folded does not count, and what is required in one alone may be there first. */
static const struct pd_field *
find_disorder(const struct pd_operation *one, const struct pd_operation *other)
{
	const unsigned apart = PD_COMMAND | PD_RARE;
	for (const struct pd_field *a = one->fields; a && a->name; a++)
		for (const struct pd_field *b = a + 1; b->name; b++) {
			const struct pd_field *c = field_of(other, a->name);
			const struct pd_field *d = field_of(other, b->name);
			bool alike = c != NULL && d != NULL &&
				     ((a->flags | b->flags | c->flags | d->flags) &
					     apart) == 0 &&
				     ((a->flags ^ c->flags) & PD_REQUIRED) == 0 &&
				     ((b->flags ^ d->flags) & PD_REQUIRED) == 0;
			if (alike && d < c)
				return b;
		}
	return NULL;
}

/* Who knows one form knows the other: what makes, what asks for, what renews. */
static bool
are_alike(const struct pd_operation *one, const struct pd_operation *other)
{
	static const char makes[] = " generate request ";
	PD_AUTO(pd_drop_text) char *first = pd_format(" %s ", one->name);
	PD_AUTO(pd_drop_text) char *second = pd_format(" %s ", other->name);
	return strcmp(first, second) == 0 ||
	       (strstr(makes, first) != NULL && strstr(makes, second) != NULL);
}

static void
compare_with_others(const struct pd_operation *one)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		for (const struct pd_operation *other = tab->operations;
			other && other->name; other++) {
			bool shown = one->key != 0 && other->key != 0;
			const struct pd_field *field =
				shown && are_alike(one, other)
					? find_disorder(one, other)
					: NULL;
			if (field != NULL)
				tap_ok(false, "%s %s asks for %s as %s %s does",
					one->tab, one->name, field->name, other->tab,
					other->name);
		}
}

static void
check_orders(void)
{
	size_t count = 0;
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		for (const struct pd_operation *row = tab->operations; row && row->name;
			row++, count++)
			compare_with_others(row);
	tap_ok(count > 0, "like forms were compared: %zu", count);
}

int
main(void)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		tap_ok(is_word(tab->name) && has_text(tab->help) && tab->view != NULL &&
				tab->operations != NULL,
			"%s: the tab has a name, help and a view", tab->name);
		tap_ok(tab->key == 0 || !is_taken(tab->key), "%s: its key is not taken",
			tab->name);
		for (const struct pd_operation *row = tab->operations;
			row->name != NULL; row++) {
			check_operation(tab, row);
			check_tested(row);
			tap_ok(pd_operation_find(pd_tabs, tab->name, row->name) == row,
				"%s %s: is found by its words", tab->name, row->name);
		}
	}
	check_orders();
	tap_ok(is_taken('y') && is_taken('R') && is_taken('k') && is_taken('z'),
		"the keys of the screen are known");
	tap_ok(pd_operation_find(pd_tabs, "ssl", "no-such") == NULL,
		"an unknown one is not found");
	tap_ok(pd_operation_find(pd_tabs, "no-such", "show") == NULL,
		"nor in an unknown tab");
	return tap_done();
}
