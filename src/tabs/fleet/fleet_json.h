/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_FLEET_FLEET_JSON_H
#define PD_TABS_FLEET_FLEET_JSON_H

#include "tabs/fleet/fleet_host.h"

/* What Ansible says, read in a confined child: hosts have a hand in it. */

/* Adds the hosts of what ansible-inventory --list printed, with their groups, in their
 * order. from names it in errors. */
bool pd_fleet_read_inventory(struct pd_bytes text, const char *from,
	const atomic_bool *cancelled, struct pd_fleet *out, struct pd_error *error);

/* A line of the callback pemdeck.pki.lines. Texts are never NULL, and not safe yet. */
struct pd_fleet_event {
	/* "play": total hosts; "task": its name; "host": a result; "end": the state of a
	 * host in the end. */
	const char *event, *host, *state, *task, *reason, *message;
	const char *subject, *serial, *fingerprint;
	int64_t not_before, not_after, total;
};
typedef void pd_fleet_take(void *work, const struct pd_fleet_event *event);

/* Hands over the events of whole lines. */
bool pd_fleet_read_lines(struct pd_bytes lines, const char *from,
	const atomic_bool *cancelled, pd_fleet_take *take, void *work,
	struct pd_error *error);

#endif
