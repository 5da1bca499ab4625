/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_MENU_H
#define PD_UI_SCREEN_MENU_H

#include "ui/screen/stack.h"

/* The menu, help and messages, all generated from tables. */

/* All operations of the page, and why some are not possible now. */
void pd_menu_open(struct pd_app *app);

/* Keys with the app as self: those that always work; not on a modal sheet; not while
 * any modal sheet is open, as they lead away from it. */
struct pd_menu_keys {
	const struct pd_binding *always, *back, *free;
};

/* All keys that work here, to search in; Enter presses the selected one. */
void pd_menu_open_help(struct pd_app *app, const struct pd_menu_keys *global);

/* Messages, newest first. */
void pd_menu_open_messages(struct pd_app *app);

#endif
