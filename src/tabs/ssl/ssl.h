/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_H
#define PD_TABS_SSL_SSL_H

#include "tabs/tab.h"

/* The SSL tab: the built-in CA. Its row of pd_tabs names these. */

extern const struct pd_operation pd_ssl_operations[];
bool pd_ssl_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);
bool pd_ssl_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error);

#endif
