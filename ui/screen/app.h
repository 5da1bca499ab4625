/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_APP_H
#define PD_UI_SCREEN_APP_H

#include "tabs/tabs.h"

/* The screen: the event loop over tabs and sheets. Returns the exit status; error is
 * set if it could not start. */
int pd_app_run(struct pd_context *context, struct pd_error *error);

#endif
