/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TOKEN_TOKEN_TAB_H
#define PD_TABS_TOKEN_TOKEN_TAB_H

#include "operation/tab.h"

/* The page of tokens (PKCS#11): which there are, and which keys are in them. */

extern const struct pd_operation pd_token_operations[];

bool pd_token_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
