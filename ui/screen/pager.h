/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_PAGER_H
#define PD_UI_SCREEN_PAGER_H

#include "ui/screen/stack.h"
#include "ui/screen/task.h"

/* Shows text that may be longer than the screen. */

/* A pager for details of the selected row, or for plain text with a note below it (NULL: none). Takes over
 * details and text. */
struct pd_sheet *pd_pager_of_details(
	struct pd_app *app, const char *title, struct pd_details *details);
struct pd_sheet *pd_pager_of_text(struct pd_app *app, const char *title,
	struct pd_secret *text, const char *note);

/* The same for secret text, which is not handed to other programs, nor written to a
 * file without asking. */
struct pd_sheet *pd_pager_of_secret(struct pd_app *app, const char *title,
	struct pd_secret *text, const char *note);

/* A pager for the details that an operation returned for row ({0}: for the tab). of_row: they
 * are about the row that is selected. If the operation can show the private key too, k asks for
 * that. */
struct pd_sheet *pd_pager_of_result(struct pd_app *app, const char *title,
	struct pd_details *details, const struct pd_operation *operation,
	struct pd_row_ref row, bool of_row);

/* Sends the first PEM text to the clipboard of the operator's terminal. */
void pd_pager_copy(struct pd_app *app, const struct pd_details *details);

#endif
