/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_MIGRATE_MIGRATE_PLAN_H
#define PD_TABS_MIGRATE_MIGRATE_PLAN_H

#include "operation/operation.h"

/* What another program has left, and by which way it is taken over. */

/* A key with its chain that comes under a name of the TLS keys. */
struct pd_migrate_key {
	char *name;
	struct pd_values *values; /* the fields of tls import */
};

enum pd_migrate_way {
	PD_MIGRATE_CA,    /* as ssl import */
	PD_MIGRATE_ADOPT, /* as ssl adopt: the CA is here */
	PD_MIGRATE_KEYS,  /* as tls import, each */
};

struct pd_migrate_plan {
	enum pd_migrate_way way;
	char *found; /* "a database of XCA" */
	struct pd_migrate_key *keys;
	size_t key_count;
};

/* values: the fields of migrate. Looks, and changes nothing. PD_EINPUT if nothing in it can be
 * taken over. */
bool pd_migrate_plan_make(struct pd_context *context, const struct pd_values *values,
	struct pd_migrate_plan *out, struct pd_error *error);
void pd_migrate_plan_free(struct pd_migrate_plan *plan); /* PD_AUTO fits */

#endif
