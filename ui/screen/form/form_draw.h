/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_DRAW_H
#define PD_UI_SCREEN_FORM_FORM_DRAW_H

#include "ui/screen/form/form_state.h"

/* Draws forms: labels, values, buttons, and help below. */

int pd_form_rows(const struct pd_form *form); /* number of lines that it needs */
void pd_form_draw(struct pd_form *form, const struct pd_frame *frame);

#endif
