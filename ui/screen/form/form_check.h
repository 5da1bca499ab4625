/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_CHECK_H
#define PD_UI_SCREEN_FORM_FORM_CHECK_H

#include "ui/screen/form/form_state.h"

/* What is wrong with what was typed, said before anything runs. */

/* Is what was typed twice the same, and what was pasted whole? Else says what is not, with
 * the focus on it. Whether the values fit the operation is for the interaction to say. */
bool pd_form_check(struct pd_form *form);

/* The same for the field that the focus leaves; nobody is held there. */
void pd_form_check_left(struct pd_form *form);

#endif
