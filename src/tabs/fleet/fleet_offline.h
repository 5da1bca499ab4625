/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_FLEET_FLEET_OFFLINE_H
#define PD_TABS_FLEET_FLEET_OFFLINE_H

#include "tabs/fleet/fleet_ansible.h"

/* Archives for hosts that nobody logs in to: each has what ssl ensure hands over for a host,
 * and is signed by the signing certificate; data/pemdeck-apply.sh puts it into its place. */

/* Makes one for each host into the directory that the field "offline" names: HOST.tar, made of
 * what is in HOST/ there. For a request HOST.csr there the key stays where it was made; else it
 * is made here, and in the archive. Passphrases are those of values. What came of each host is
 * in out. Fails if nothing can be signed. */
bool pd_fleet_pack(struct pd_context *context, const struct pd_values *values,
	const struct pd_fleet_wish *wish, struct pd_fleet_run *out,
	struct pd_error *error);

#endif
