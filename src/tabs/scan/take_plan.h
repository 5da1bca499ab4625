/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SCAN_TAKE_PLAN_H
#define PD_TABS_SCAN_TAKE_PLAN_H

#include "operation/field.h"
#include "tabs/scan/find.h"

/* How something that was found is taken over: what is read of it, and the deploy target that
 * comes of what uses it. */

struct pd_take_plan {
	const struct pd_certificate *leaf; /* borrowed from the find */
	struct pd_values *import; /* the fields of tls import: file, passphrase */
	struct pd_values *target; /* those of tls target-set */
	struct pd_names warnings; /* sentences */
};

/* values: the fields of scan take. PD_ESTATE, naming the file: it cannot be taken over, and
 * why. */
bool pd_take_plan_make(const struct pd_find *find, const struct pd_values *values,
	struct pd_take_plan *out, struct pd_error *error);
void pd_take_plan_free(struct pd_take_plan *plan); /* PD_AUTO fits */

/* A name for a key made of that of its file, "site" of /etc/nginx/ssl/site.pem; free() it. */
char *pd_take_name_of(const char *path);

#endif
