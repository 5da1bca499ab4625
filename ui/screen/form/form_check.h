/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_CHECK_H
#define PD_UI_SCREEN_FORM_FORM_CHECK_H

#include "ui/screen/form/form_state.h"

/* What is wrong with what was typed, said before anything runs. */

/* Is all of it as far as one can see what the operation takes? Else says what is not,
 * with the focus on it. */
bool pd_form_check(struct pd_form *form, struct pd_values *values);

/* The same for the field that the focus leaves; nobody is held there. */
void pd_form_check_left(struct pd_form *form);

#endif
