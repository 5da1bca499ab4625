/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_SAVE_H
#define PD_UI_SCREEN_SAVE_H

#include "ui/screen/stack.h"

/* Writing what is shown to a file that is asked for: readable to its owner alone, and no
 * file is replaced without asking. */

/* Takes text, which is moved from; title says in the form what it is. */
void pd_save_start(struct pd_app *app, const char *title, struct pd_secret *text);

#endif
