/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_WELCOME_H
#define PD_TABS_SHARED_WELCOME_H

#include "operation/context.h"

/* What a new store holds and what one does first, as long as nothing was done in it; else
 * NULL; free() it. */
char *pd_welcome(const struct pd_context *context);

#endif
