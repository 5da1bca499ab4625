/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_OUTCOME_H
#define PD_UI_SCREEN_OUTCOME_H

#include "ui/screen/task.h"

/* Shows what an operation brought: details and output in a pager, rows as a page, what
 * was done on the message line; and starts what follows from it. */
void pd_outcome_show(struct pd_app *app, const struct pd_finished *finished);

#endif
