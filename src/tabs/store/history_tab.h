/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_HISTORY_TAB_H
#define PD_TABS_STORE_HISTORY_TAB_H

#include "operation/operation.h"
#include "operation/view.h"

/* History and undo, beside the tabs. Its row of pd_tabs names these. */

extern const struct pd_operation pd_history_operations[];
bool pd_history_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
