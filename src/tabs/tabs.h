/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TABS_H
#define PD_TABS_TABS_H

#include "operation/tab.h"

/* The tabs there are. Front ends loop over them; the tabs themselves do not know it. */

extern const struct pd_tab pd_tabs[]; /* ends with a NULL name */

/* Puts the standard material of a new store in, as one change: does nothing if
 * pd_store_is_new is false. */
bool pd_tabs_prepare(struct pd_context *context, struct pd_error *error);

#endif
