/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_FLEET_FLEET_BOOK_H
#define PD_TABS_FLEET_FLEET_BOOK_H

#include "operation/operation.h"
#include "tabs/fleet/fleet_host.h"

/* What the store has of runs: a record for each, the last hundred, and what is known of each
 * host since its last one. */

struct pd_fleet_run {
	long number;
	int64_t time;
	char *account;
	char *inventory; /* as it was named; "": Ansible's own */
	char *playbook;  /* "": that of the collection */
	char *limit;     /* "": all hosts */
	bool cut;        /* it was cancelled */
	struct pd_fleet hosts;
};
void pd_fleet_run_free(struct pd_fleet_run *run); /* leaves it empty; PD_AUTO fits */

/* What is known of hosts; empty before the first run. */
bool pd_fleet_known(
	struct pd_context *context, struct pd_fleet *out, struct pd_error *error);

/* The numbers of the runs that are kept, ascending, as names; one of them by its number, 0:
 * the last. PD_ESTATE: there is no such run. */
#define PD_FLEET_FOLDER "fleet/runs"
bool pd_fleet_load(struct pd_context *context, long number, struct pd_fleet_run *out,
	struct pd_error *error);

/* Puts down a run, whose number it gives, as one change. */
bool pd_fleet_put_down(struct pd_context *context, struct pd_fleet_run *run,
	struct pd_result *result, struct pd_error *error);

/* Forgets what is known of these hosts. */
bool pd_fleet_put_forgotten(struct pd_context *context, const struct pd_fleet *hosts,
	struct pd_result *result, struct pd_error *error);

/* How many were changed, failed and so on, as a sentence; free() it. */
char *pd_fleet_sum(const struct pd_fleet_run *run);

#endif
