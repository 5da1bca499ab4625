/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_MIGRATE_MIGRATE_TAB_H
#define PD_TABS_MIGRATE_MIGRATE_TAB_H

#include "operation/operation.h"
#include "operation/view.h"

/* Taking over what another program kept: XCA, gnoMint, easy-rsa, openssl ca, certbot. */

extern const struct pd_operation pd_migrate_operations[];

bool pd_migrate_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
