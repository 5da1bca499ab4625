/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_H
#define PD_TABS_TRUST_TRUST_H

#include "tabs/tab.h"

/* The Trust tab: the trust list, and the chains that were rejected. Its row of pd_tabs
 * names these. */

extern const struct pd_operation pd_trust_operations[];
bool pd_trust_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
