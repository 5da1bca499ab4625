/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_H
#define PD_TABS_TLS_TLS_H

#include "tabs/tab.h"

/* The TLS Key tab: the host's own key, chain and request. Its row of pd_tabs names
 * these. */

extern const struct pd_operation pd_tls_operations[];
bool pd_tls_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);
bool pd_tls_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error);

#endif
