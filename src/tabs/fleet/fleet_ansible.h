/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_FLEET_FLEET_ANSIBLE_H
#define PD_TABS_FLEET_FLEET_ANSIBLE_H

#include "tabs/fleet/fleet_book.h"

/* Running Ansible. How hosts are reached, how many at a time and who one becomes there is all
 * left to its settings. */

struct pd_fleet_wish {
	char *inventory;   /* NULL: as Ansible's settings say */
	const char *limit; /* a pattern of Ansible's; NULL: all */
	char *playbook;    /* NULL: that of the collection */
	bool check;        /* only say what it would do */
};

/* Its files are named from the root on, so that another day finds them. */
void pd_fleet_wish_read(const struct pd_values *values, struct pd_fleet_wish *out);
void pd_fleet_wish_free(struct pd_fleet_wish *wish); /* PD_AUTO fits */

/* Is it installed? PD_ESTATE: it is not. */
bool pd_fleet_is_possible(struct pd_error *error);

/* The hosts of the inventory, in their order. PD_ESTATE: it has none. */
bool pd_fleet_inventory(struct pd_context *context, const struct pd_fleet_wish *wish,
	struct pd_fleet *out, struct pd_error *error);

/* Who begins it, when, on what. */
void pd_fleet_begin_run(const struct pd_context *context,
	const struct pd_fleet_wish *wish, struct pd_fleet_run *run);

/* Runs the playbook. What it did is in out, also where it was cancelled; *doubt is what
 * Ansible said if it ended in disorder, or NULL; free() it. Fails where it did nothing. */
bool pd_fleet_play(struct pd_context *context, const struct pd_fleet_wish *wish,
	struct pd_fleet_run *out, char **doubt, struct pd_error *error);

#endif
