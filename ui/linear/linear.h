/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_H
#define PD_UI_LINEAR_LINEAR_H

#include "tabs/tabs.h"

/* The operations of the screen as a dialogue in lines, for speech, braille, paper and
 * terminals that can do nothing else: numbered choices, one question a line. Returns the
 * exit status; error has a sentence where it could not start. */
int pd_linear_run(struct pd_context *context, struct pd_error *error);

#endif
