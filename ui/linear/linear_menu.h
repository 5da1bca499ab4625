/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_MENU_H
#define PD_UI_LINEAR_LINEAR_MENU_H

#include "ui/linear/linear_rows.h"

/* Offers the operations on them, until one changes the store or the operator leaves. */
void pd_linear_show_menu(
	struct pd_linear *linear, const struct pd_tab *tab, struct pd_chosen chosen);

#endif
