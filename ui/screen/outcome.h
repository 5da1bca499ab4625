/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_OUTCOME_H
#define PD_UI_SCREEN_OUTCOME_H

#include "ui/screen/task.h"

/* Shows the result of an operation: details and output in a pager, rows as a page, its
 * sentence on the message line. Then starts the operation that it leads to, if any. */
void pd_outcome_show(struct pd_app *app, const struct pd_finished *finished);

#endif
