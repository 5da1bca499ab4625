/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/side_page.h"

#include "ui/screen/page.h"

const struct pd_tab *
pd_side_page_of(int key)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		if (tab->key != 0 && tab->key == key)
			return tab;
	return NULL;
}

bool
pd_side_page_press(struct pd_app *app, int key)
{
	const struct pd_tab *tab = pd_side_page_of(key);
	if (tab == NULL)
		return false;
	if (pd_app_raise(app, tab->name))
		return true;
	struct pd_page *page = pd_page_new(app, tab);
	page->sheet.name = tab->name;
	pd_app_push(app, &page->sheet);
	return true;
}
