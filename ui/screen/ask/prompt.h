/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_ASK_PROMPT_H
#define PD_UI_SCREEN_ASK_PROMPT_H

#include "ui/screen/stack.h"

/* A sheet that asks for one line which no form of an operation has: the passphrase of the
 * store's keys, or a comment. */

/* The text, borrowed; NULL: it was given up. The sheet is closed before. */
typedef void pd_prompted(void *argument, const struct pd_secret *text);

struct pd_prompt_order {
	const char *name;          /* of the sheet; NULL: none */
	const char *title, *label; /* translated; copied */
	const char *enter;         /* what Enter does; N_(), constant */
	const char *text;          /* that it begins with; NULL: none */
	bool masked;               /* it is a secret, and must not be empty */
	pd_prompted *answered;
	void *argument;
};

struct pd_sheet *pd_prompt_new(struct pd_app *app, const struct pd_prompt_order *order);

#endif
