/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_ASK_COMMENT_H
#define PD_UI_SCREEN_ASK_COMMENT_H

#include "ui/screen/stack.h"

/* The comment that history keeps with the operation that is open, or else with the next
 * one that leaves an entry there. It is of that one alone. */

/* Opens a sheet that asks for it. */
void pd_comment_ask(struct pd_app *app);

/* The operation has ended: what the program was started with counts again. */
void pd_comment_forget(struct pd_app *app);

/* What is said of it while an operation is open, or NULL; free() it. */
char *pd_comment_line(const struct pd_app *app);

#endif
