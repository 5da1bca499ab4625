/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_SIDE_PAGE_H
#define PD_UI_SCREEN_SIDE_PAGE_H

#include "ui/screen/sheet.h"

/* Pages beside the tabs, each with a key that opens it from everywhere. */

struct pd_place {
	int key;
	const char *tab, *label; /* of pd_tabs; N_() */
};
extern const struct pd_place pd_places[]; /* ends with a key of 0 */

/* The place of that key, or NULL. */
const struct pd_place *pd_place_of(int key);

/* Opens the place of that key; false: there is none. */
bool pd_place_press(struct pd_app *app, int key);

#endif
