/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_SETTINGS_TAB_H
#define PD_TABS_STORE_SETTINGS_TAB_H

#include "operation/operation.h"
#include "operation/view.h"

/* The settings of the store, beside the tabs. Its row of pd_tabs names these. */

extern const struct pd_operation pd_settings_operations[];
bool pd_settings_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
