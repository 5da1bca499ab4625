/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/keys.h"

#include <stdio.h>

#include "base/text.h"

static const struct {
	int key;
	const char *name;
} names[] = {
	{PD_KEY_UP, N_("Up")},
	{PD_KEY_DOWN, N_("Down")},
	{PD_KEY_LEFT, N_("Left arrow")},
	{PD_KEY_RIGHT, N_("Right arrow")},
	{PD_KEY_PAGE_UP, N_("PgUp")},
	{PD_KEY_PAGE_DOWN, N_("PgDn")},
	{PD_KEY_HOME, N_("Home")},
	{PD_KEY_END, N_("End")},
	{PD_KEY_INSERT, N_("Ins")},
	{PD_KEY_DELETE, N_("Del")},
	{PD_KEY_BACKSPACE, N_("Backspace")},
	{PD_KEY_ENTER, N_("Enter")},
	{'\n', N_("Enter")},
	{PD_KEY_TAB, N_("Tab")},
	{PD_KEY_BACKTAB, N_("S-Tab")},
	{PD_KEY_ESCAPE, N_("Esc")},
	{' ', N_("Space")},
};

const struct pd_binding *
pd_binding_find(const struct pd_binding *table, int key)
{
	for (const struct pd_binding *row = table; row && row->keys[0] != 0; row++)
		for (size_t i = 0; row->keys[i] != 0; i++)
			if (row->keys[i] == key)
				return row;
	return NULL;
}

char *
pd_key_name(int key)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].key == key)
			return pd_copy(_(names[i].name));
	if (key >= PD_KEY_F1 && key <= PD_KEY_F12)
		return pd_format("F%d", key - PD_KEY_F1 + 1);
	if (key > 0 && key < ' ')
		return pd_format("C-%c", key - 1 + 'a');
	if (key < 0 || key >= PD_KEY_UP)
		return pd_copy(_("This key"));
	char bytes[4];
	return pd_text_safe(bytes, pd_text_encode((uint32_t)key, bytes));
}

void
pd_hints_add(struct pd_hints *hints, const char *key, const char *words)
{
	if (hints->count == PD_HINTS)
		return;
	(void)snprintf(hints->items[hints->count].key,
		sizeof hints->items[hints->count].key, "%s", key);
	hints->items[hints->count++].words = words;
}

void
pd_hints_add_dimmed(struct pd_hints *hints, const char *key, const char *words)
{
	size_t index = hints->count;
	pd_hints_add(hints, key, words);
	if (index < hints->count)
		hints->items[index].dimmed = true;
}
