/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_BAR_H
#define PD_UI_SCREEN_BAR_H

#include "ui/screen/sheet.h"

/* The lines around the topmost sheet: tabs, message and keys. */

char *pd_bar_account(const struct pd_app *app); /* "account@host"; free() it */
void pd_bar_draw_tabs(struct pd_app *app, const struct pd_frame *frame);
void pd_bar_draw_message(const struct pd_frame *frame, const char *text);
void pd_bar_draw_keys(struct pd_sheet *top, const struct pd_frame *frame);

#endif
