/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_VIEW_NEW_ROW_H
#define PD_UI_SCREEN_VIEW_NEW_ROW_H

#include "operation/view.h"

/* The first row of a view that was not there before, in one section or, NULL, in any; not a CA
 * that was replaced, or a certificate that came along. NULL: none. */
const struct pd_row *pd_view_new_row(const struct pd_view *before,
	const struct pd_view *after, const size_t *section);

#endif
