/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_H
#define PD_UI_LINEAR_LINEAR_H

#include "tabs/tabs.h"

/* The operations as a dialogue in lines, with numbered choices and one question per
 * line: for speech, braille, paper and terminals that cannot show the screen. Returns
 * the exit status; error is set if it could not start. */
int pd_linear_run(struct pd_context *context, struct pd_error *error);

#endif
