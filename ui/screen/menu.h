/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_MENU_H
#define PD_UI_SCREEN_MENU_H

#include "ui/screen/sheet.h"

/* Sheets to find things with, all made from tables. */

/* All operations of the page, and why some cannot be done now. */
void pd_menu_open(struct pd_app *app);

/* All that can be pressed here, to search; Enter presses it. */
void pd_menu_open_help(struct pd_app *app);

/* A row of help that presses nothing, for a sheet's own help. */
void pd_help_add(struct pd_rows *rows, const char *what, const char *keys);

/* What needs doing, worst first in each tab; what was said so far, newest first. */
void pd_menu_open_findings(struct pd_app *app);
void pd_menu_open_messages(struct pd_app *app);

#endif
