/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TABS_H
#define PD_TABS_TABS_H

#include "operation/tab.h"

/* The list of all tabs. Front ends loop over it; the tabs themselves do not know it. */

extern const struct pd_tab pd_tabs[]; /* ends with a NULL name */

/* Makes the standard material of a new store, as one change. Does nothing if
 * pd_store_is_new is false. */
bool pd_tabs_prepare(struct pd_context *context, struct pd_error *error);

#endif
