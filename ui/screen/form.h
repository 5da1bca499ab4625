/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_H
#define PD_UI_SCREEN_FORM_H

#include "ui/screen/sheet.h"
#include "ui/screen/task.h"

/* A form from the fields of an operation. */

struct pd_form;

/* Has the operation fields that are asked before it runs at all? (A passphrase that
 * opens something is only asked beside others, or when it turns out to be needed.) */
bool pd_form_is_needed(const struct pd_operation *operation);

/* pasted fills the first PEM field; it is moved from. The sheet belongs to the app. */
struct pd_form *pd_form_new(
	struct pd_app *app, struct pd_task *task, struct pd_secret *pasted);
struct pd_sheet *pd_form_sheet(struct pd_form *form);

/* Puts the cursor on the field that the error is about: the one it names, or the one
 * that holds the file it names. false: there is none, and the cursor stays. */
bool pd_form_focus(struct pd_form *form, const struct pd_error *error);

/* Says what is wrong; the label of a field that has the focus need not be named. */
void pd_form_explain(struct pd_form *form, const struct pd_error *error);

/* What the form says now, for a run; free by pd_values_free. */
struct pd_values *pd_form_values(const struct pd_form *form);

#endif
