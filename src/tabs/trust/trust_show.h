/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_SHOW_H
#define PD_TABS_TRUST_TRUST_SHOW_H

#include "operation/operation.h"
#include "operation/view.h"
#include "tabs/trust/trust_entry.h"

/* Showing entries of the trust list, and what needs doing about them. */

/* Adds the findings about the entries, and the summary. */
void pd_trust_find(const struct pd_context *context, const struct pd_trusted_list *all,
	struct pd_view *out);

#endif
