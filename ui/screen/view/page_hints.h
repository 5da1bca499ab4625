/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_VIEW_PAGE_HINTS_H
#define PD_UI_SCREEN_VIEW_PAGE_HINTS_H

#include "ui/screen/view/page_state.h"

/* Adds hints for the operations on the selected row and on the tab. For a sheet above
 * (NULL: none), omits those whose key that uses itself, and Enter. */
void pd_page_hints(
	struct pd_page *page, const struct pd_sheet *above, struct pd_hints *hints);

#endif
