/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_FOCUS_H
#define PD_UI_SCREEN_FORM_FORM_FOCUS_H

#include "ui/screen/form/form_state.h"

/* The focus of a form. */

/* Moves the focus to the field that the error is about: the one that it names, or the
 * one that holds the file that it names. false: there is none, and the focus stays. */
bool pd_form_focus(struct pd_form *form, const struct pd_error *error);

/* Shows the error, without its input if that is the focused field. */
void pd_form_explain(struct pd_form *form, const struct pd_error *error);

/* Puts the reason beside the focused field, where the cursor is; NULL: takes it away. */
void pd_form_blame(struct pd_form *form, const char *flaw);

/* The focused stop; the editor of its text, or NULL. */
struct pd_stop *pd_form_focused_stop(struct pd_form *form);
struct pd_edit *pd_form_focused_edit(struct pd_form *form);

/* Shows the folded fields; true: there were some. The focus goes from their line to the
 * first of them. */
bool pd_form_open(struct pd_form *form);

/* Finds out which fields are asked now, if a value has changed. Deferred until needed,
 * so that a burst of keys is looked at only once. */
void pd_form_settle(struct pd_form *form);

#endif
