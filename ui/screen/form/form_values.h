/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_VALUES_H
#define PD_UI_SCREEN_FORM_FORM_VALUES_H

#include "ui/screen/form/form_state.h"

/* The contents of a form as values for a run, and which fields are asked. */

/* What a field says, as text. */
const char *pd_form_text(const struct pd_box *box);

/* What the form says now, for a run; free by pd_values_free. */
struct pd_values *pd_form_values(const struct pd_form *form);

/* Is the field folded away with others? */
bool pd_form_folds(const struct pd_form *form, const struct pd_box *box);

/* Finds out which fields are asked, after a value has changed; the focus stays. */
void pd_form_arrange(struct pd_form *form);

#endif
