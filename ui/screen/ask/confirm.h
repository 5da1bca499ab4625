/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_ASK_CONFIRM_H
#define PD_UI_SCREEN_ASK_CONFIRM_H

#include "ui/screen/ask/question.h"

/* Asking before something is replaced or destroyed: a sheet that says what, with Cancel
 * first. Where the details have a line of kind PD_TYPED_VALUE its text is to be
 * typed. */

struct pd_confirm_order {
	const char *question, *action; /* copied; action: what the other button says */
	pd_answered *answered;
	void *argument;
};

/* Moves details out. */
struct pd_sheet *pd_confirm_new(struct pd_app *app,
	const struct pd_confirm_order *order, struct pd_details *details);

#endif
