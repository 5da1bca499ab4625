/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_SAVE_H
#define PD_UI_SCREEN_SAVE_H

#include "ui/screen/stack.h"

/* Asks for a file and writes what is shown to it, readable only to its owner. An
 * existing file is replaced only after asking. */

/* Moves from text; the form shows title. */
void pd_save_start(struct pd_app *app, const char *title, struct pd_secret *text);

#endif
