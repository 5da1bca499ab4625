/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_FOCUS_H
#define PD_UI_SCREEN_FORM_FORM_FOCUS_H

#include "ui/screen/form/form_state.h"

/* Which field of a form has the focus. */

/* Puts the focus on the field that the error is about: the one it names, or the one that
 * holds the file it names. false: there is none, and the focus stays. */
bool pd_form_focus(struct pd_form *form, const struct pd_error *error);

/* Says what is wrong; the label of a field that has the focus need not be named. */
void pd_form_explain(struct pd_form *form, const struct pd_error *error);

/* What has the focus; the text that is typed into there, or NULL. */
struct pd_stop *pd_form_stop(struct pd_form *form);
struct pd_edit *pd_form_edit(struct pd_form *form);

/* Finds out what is asked, if a value has changed since. Of text that comes at once, such
 * as a paste without marks, only the end counts. */
void pd_form_settle(struct pd_form *form);

#endif
