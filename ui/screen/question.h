/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_QUESTION_H
#define PD_UI_SCREEN_QUESTION_H

#include "ui/screen/stack.h"

/* A question on the message line: y does it, every other answer does not. */

/* answer is called once, with what was asked for; text is copied. */
void pd_question_ask(struct pd_app *app, const char *text,
	void (*answer)(struct pd_app *app, void *argument, bool yes), void *argument);

#endif
