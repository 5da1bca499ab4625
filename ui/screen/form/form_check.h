/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_CHECK_H
#define PD_UI_SCREEN_FORM_FORM_CHECK_H

#include "ui/screen/form/form_state.h"

/* Checks what was typed, before anything runs. */

/* Are both passphrases the same, and pastes complete? If not, says so and moves the
 * focus there. Whether the values fit the operation is for the interaction to check. */
bool pd_form_check(struct pd_form *form);

/* The same for the field that the focus leaves; it only says what is wrong. */
void pd_form_check_left(struct pd_form *form);

/* At each key: what the field's own check says of the text so far. */
void pd_form_check_typed(struct pd_form *form, const struct pd_box *box);

#endif
