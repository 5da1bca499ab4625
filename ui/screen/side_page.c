/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/side_page.h"

#include "base/text.h"
#include "ui/ask/available.h"
#include "ui/screen/page.h"

const struct pd_side_page pd_side_pages[] = {
	{'H', "history", N_("History")},
	{'S', "settings", N_("Settings")},
	{'V', "status", N_("Validity")},
	{'D', "doctor", N_("Doctor")},
	{0},
};

const struct pd_side_page *
pd_side_page_of(int key)
{
	const struct pd_side_page *place = pd_side_pages;
	while (place->key != 0 && place->key != key)
		place++;
	return place->key != 0 ? place : NULL;
}

bool
pd_side_page_press(struct pd_app *app, int key)
{
	const struct pd_side_page *place = pd_side_page_of(key);
	if (place == NULL)
		return false;
	if (pd_app_raise(app, place->tab))
		return true;
	struct pd_page *page = pd_page_new(app, pd_tab_find(place->tab));
	page->sheet.name = place->tab;
	pd_app_push(app, &page->sheet);
	return true;
}
