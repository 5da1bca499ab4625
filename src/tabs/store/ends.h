/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_ENDS_H
#define PD_TABS_STORE_ENDS_H

#include "operation/context.h"
#include "operation/view.h"

/* What ends when, for people: one's own first, from today on. */
bool pd_ends_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
