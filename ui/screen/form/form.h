/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_H
#define PD_UI_SCREEN_FORM_FORM_H

#include "ui/screen/form/form_task.h"
#include "ui/screen/stack.h"

/* A form for the fields of an operation. */

struct pd_form;

/* task is borrowed until the form is closed. Moves pasted into the first PEM field, if
 * not empty. The sheet is to be pushed and then belongs to the app. */
struct pd_form *pd_form_new(
	struct pd_app *app, const struct pd_form_task *task, struct pd_secret *pasted);
struct pd_sheet *pd_form_sheet(struct pd_form *form);

#endif
