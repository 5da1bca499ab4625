/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_DEPLOY_H
#define PD_TABS_TLS_TLS_DEPLOY_H

#include "tabs/tls/tls_place.h"

/* Deploying for other operations of the tab. */

/* Is there a target that names the key of this place, as far as settings.cfg can be
 * read? */
bool pd_tls_has_target(struct pd_context *context, const struct pd_tls_place *place);

/* The names of the targets that get it, "nginx, postfix", or NULL; free() them. */
char *pd_tls_name_targets(
	const struct pd_deploy_targets *targets, const struct pd_tls_place *place);

/* Has one of its targets what leaf renewed, as where deploying failed then? */
bool pd_tls_is_left_behind(struct pd_context *context, const struct pd_tls_place *place,
	const struct pd_certificate *leaf);

/* As tls deploy, to all targets of that key; values may have a passphrase. */
bool pd_tls_deploy_one(struct pd_context *context, const struct pd_tls_place *place,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

#endif
