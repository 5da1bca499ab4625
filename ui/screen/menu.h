/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_MENU_H
#define PD_UI_SCREEN_MENU_H

#include "ui/screen/stack.h"

/* Sheets to find things with, all made from tables. */

/* All operations of the page, and why some cannot be done now. */
void pd_menu_open(struct pd_app *app);

/* Keys with the app as self: everywhere; but on a modal sheet; where no modal sheet is
 * open, for they lead away from it. */
struct pd_menu_keys {
	const struct pd_binding *always, *back, *free;
};

/* All that can be pressed here, to search; Enter presses it. */
void pd_menu_open_help(struct pd_app *app, const struct pd_menu_keys *global);

/* What needs doing, worst first in each tab; what was said so far, newest first. */
void pd_menu_open_findings(struct pd_app *app);
void pd_menu_open_messages(struct pd_app *app);

#endif
