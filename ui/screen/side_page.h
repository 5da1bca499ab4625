/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_SIDE_PAGE_H
#define PD_UI_SCREEN_SIDE_PAGE_H

#include "ui/screen/stack.h"

/* Pages beside the tabs: those of pd_tabs that a key opens from everywhere. */

/* The tab that the key opens, or NULL. */
const struct pd_tab *pd_side_page_of(int key);

/* Opens the page of that key; false: there is none. */
bool pd_side_page_press(struct pd_app *app, int key);

#endif
