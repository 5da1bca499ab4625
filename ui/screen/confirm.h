/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_CONFIRM_H
#define PD_UI_SCREEN_CONFIRM_H

#include "ui/screen/stack.h"

/* Asking before something is replaced or destroyed: a sheet that says what, with Cancel
 * first. Where the details have a line named "type_to_confirm" its text is to be
 * typed. */

/* answer is called once. Takes details; question and action are copied. */
struct pd_sheet *pd_confirm_new(struct pd_app *app, const char *question,
	const char *action, struct pd_details *details,
	void (*answer)(void *argument, bool yes), void *argument);

#endif
