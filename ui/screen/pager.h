/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_PAGER_H
#define PD_UI_SCREEN_PAGER_H

#include "ui/screen/stack.h"
#include "ui/screen/task.h"

/* Reading what is longer than the screen, a line at a time. */

/* Of details, which it takes; of text as it is, which it takes, with a note below it
 * (NULL: none). */
struct pd_sheet *pd_pager_of_details(
	struct pd_app *app, const char *title, struct pd_details *details);
struct pd_sheet *pd_pager_of_text(struct pd_app *app, const char *title,
	struct pd_secret *text, const char *note);

/* The same of text that is secret: it is not given to other programs, and not written to
 * a file without asking. */
struct pd_sheet *pd_pager_of_secret(struct pd_app *app, const char *title,
	struct pd_secret *text, const char *note);

/* Of the details that an operation brought for row. Where it can show the private
 * key too, a key of the pager asks for that. */
struct pd_sheet *pd_pager_of_result(struct pd_app *app, const char *title,
	struct pd_details *details, const struct pd_operation *operation,
	struct pd_row_ref row);

/* Sends the first long value named "pem" of details to the clipboard of the operator's
 * terminal. */
void pd_pager_copy(struct pd_app *app, const struct pd_details *details);

#endif
