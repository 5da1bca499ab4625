/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_PAGE_H
#define PD_UI_LINEAR_LINEAR_PAGE_H

#include "ui/linear/linear_state.h"

/* Shows a tab until the operator leaves it; or the rows of a result, which it takes
 * over (NULL: those of the tab). */
void pd_linear_show_page(
	struct pd_linear *linear, const struct pd_tab *tab, struct pd_rows *rows);

#endif
