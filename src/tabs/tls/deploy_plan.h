/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_DEPLOY_PLAN_H
#define PD_TABS_TLS_DEPLOY_PLAN_H

#include "base/replace.h"
#include "operation/context.h"
#include "store/targets.h"
#include "tabs/shared/identity.h"
#include "tabs/tls/deploy_file.h"
#include "tabs/tls/tls_place.h"

/* What deploying would put where: read and compared, nothing is written yet. */

/* What the targets of one key get. */
struct pd_deploy_cargo {
	struct pd_tls_place place;
	struct pd_identity identity;
	char *chain;
	struct pd_secret key;  /* empty: no target wants it */
	struct pd_secret both; /* of targets that are one file */
};

/* A target that was chosen, and what it gets. */
struct pd_deploy_item {
	const struct pd_deploy_target *target; /* in all */
	size_t cargo;
};

struct pd_deploy_load {
	struct pd_deploy_targets all;
	struct pd_deploy_item *items;
	size_t count;
	struct pd_deploy_cargo *cargos;
	size_t cargo_count;
	bool no_reload;
};

/* Which targets are meant; NULL: whichever. */
struct pd_deploy_choice {
	const char *target, *key;
	const struct pd_secret *passphrase;
	bool no_reload; /* the services do not run yet */
};

struct pd_deploy_pair {
	struct pd_deploy_file certificate, key;
	bool has_key, is_changed;
};

/* They are one change: all of them are replaced and used, or none is. */
struct pd_deploy_plan {
	struct pd_replacement set;
	struct pd_deploy_pair *pairs; /* one for each target */
	size_t count;
	unsigned long changed;
};

struct pd_deploy_choice pd_deploy_choice(const struct pd_values *values);

bool pd_deploy_load_read(struct pd_context *context,
	const struct pd_deploy_choice *choice, struct pd_deploy_load *out,
	struct pd_error *error);
void pd_deploy_load_free(struct pd_deploy_load *load); /* PD_AUTO fits */

/* Says of each file whether it is there, and changes; free it on failure, too. */
bool pd_deploy_plan_open(const struct pd_deploy_load *load, struct pd_deploy_plan *plan,
	struct pd_error *error);
void pd_deploy_plan_free(struct pd_deploy_plan *plan); /* PD_AUTO fits */

#endif
