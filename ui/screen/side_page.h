/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_SIDE_PAGE_H
#define PD_UI_SCREEN_SIDE_PAGE_H

#include "ui/screen/stack.h"

/* Pages beside the tabs, each with a key that opens it from everywhere. */

struct pd_side_page {
	int key;
	const char *tab, *label; /* of pd_tabs; N_() */
};
extern const struct pd_side_page pd_side_pages[]; /* ends with a key of 0 */

/* The page of that key, or NULL. */
const struct pd_side_page *pd_side_page_of(int key);

/* Opens the page of that key; false: there is none. */
bool pd_side_page_press(struct pd_app *app, int key);

#endif
