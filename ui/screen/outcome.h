/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_OUTCOME_H
#define PD_UI_SCREEN_OUTCOME_H

#include "ui/screen/sheet.h"
#include "ui/screen/task.h"

/* Shows what an operation brought: details and output in a pager, rows as a page, what
 * was done on the message line. target is what it was for, {0} for the tab. Moves from
 * result. */
void pd_outcome_show(struct pd_app *app, const struct pd_operation *operation,
	struct pd_target target, struct pd_result *result);

/* Puts what an operation warned of into the list of messages. The second, when it has
 * been said why the operation failed, adds the first of them to that. */
void pd_outcome_warn(struct pd_app *app, const struct pd_result *result);
void pd_outcome_warned(struct pd_app *app, const struct pd_result *result);

#endif
