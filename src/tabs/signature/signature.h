/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SIGNATURE_SIGNATURE_H
#define PD_TABS_SIGNATURE_SIGNATURE_H

#include "tabs/tab.h"

/* The Signature tab: the signing certificate. Its row of pd_tabs names these. */

extern const struct pd_operation pd_signature_operations[];
bool pd_signature_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);
char *pd_signature_blocked(struct pd_context *context, const struct pd_row *row);
bool pd_signature_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error);

#endif
