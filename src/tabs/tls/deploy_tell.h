/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_DEPLOY_TELL_H
#define PD_TABS_TLS_DEPLOY_TELL_H

#include "tabs/tls/deploy_plan.h"

/* What deploying would do: a row for each file, with what would become of it. As a question it is
 * pd_tls_preview_deploy. */
bool pd_deploy_tell(struct pd_context *context, const struct pd_deploy_choice *choice,
	struct pd_result *result, struct pd_error *error);

#endif
