/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_VIEW_MONTHS_H
#define PD_UI_SCREEN_VIEW_MONTHS_H

#include "operation/months.h"
#include "ui/screen/frame.h"

/* What ends in each month as a picture: a column for each, as many as there is room for. */

/* The lines that it takes, 0 if there are too few of them; draws it. */
int pd_months_rows(const struct pd_months *months, const struct pd_frame *frame);
void pd_months_draw(
	const struct pd_months *months, const struct pd_frame *frame, int row);

#endif
