/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_ASK_QUESTION_H
#define PD_UI_SCREEN_ASK_QUESTION_H

#include "ui/screen/stack.h"

/* A question on the message line: y does it, every other answer does not. */

enum pd_answer { PD_NO, PD_YES };

/* Called once, with the argument of the question. */
typedef void pd_answered(void *argument, enum pd_answer answer);

/* text is copied. */
void pd_question_ask(
	struct pd_app *app, const char *text, pd_answered *answered, void *argument);

#endif
