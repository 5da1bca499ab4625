/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_WELCOME_H
#define PD_TABS_SHARED_WELCOME_H

#include "operation/context.h"
#include "operation/view.h"

/* Says in a view what a new store holds and what one does first, as long as nothing was
 * done in it. */
void pd_welcome(const struct pd_context *context, struct pd_view *out);

#endif
