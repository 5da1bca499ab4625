/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_PICKS_H
#define PD_UI_SCREEN_FORM_FORM_PICKS_H

#include "ui/screen/form/form_state.h"

/* A choice by what each is, a line each, as a tree where it is one. */

/* Up and Down choose; false: that was the last one, and the focus goes on. */
bool pd_form_pick(struct pd_box *box, int key);

/* Draws those lines of it that are on the screen, from row first on; others are not. The
 * cursor stands at the one that is chosen, if it is focused. */
void pd_form_draw_picks(const struct pd_box *box, const struct pd_frame *frame,
	int first, int column, bool focused);

/* What choosing the chosen one means; NULL: nothing is known. */
const char *pd_form_pick_note(const struct pd_box *box);

#endif
