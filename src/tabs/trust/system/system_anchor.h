/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_SYSTEM_SYSTEM_ANCHOR_H
#define PD_TABS_TRUST_SYSTEM_SYSTEM_ANCHOR_H

#include "tabs/trust/system/system_place.h"
#include "tabs/trust/trust_entry.h"

/* What this system trusts, and what it is told not to. */

enum pd_system_state {
	PD_SYSTEM_TRUSTED,
	PD_SYSTEM_DISTRUSTED,
	PD_SYSTEM_IDLE, /* was added, but is not in the list that programs read */
};

struct pd_system_anchor {
	struct pd_certificate *certificate;
	char id[PD_TRUST_ID_SIZE];
	enum pd_system_state state;
	/* The file that it was added by on this system, or that distrusts it; NULL: it is
	 * the distribution's. */
	char *file;
	size_t beside; /* how many certificates are in that file besides */
};

struct pd_system_anchors {
	struct pd_system_anchor *items;
	size_t count;
};
void pd_system_anchors_free(struct pd_system_anchors *anchors); /* PD_AUTO fits */

/* The certificates in a file that was found, without what else is in it and what cannot be
 * read. An empty one has none. */
bool pd_system_read(struct pd_context *context, const char *path,
	struct pd_certificates *out, struct pd_error *error);

/* All of them, in the order of the list that programs read. */
bool pd_system_anchors_load(struct pd_context *context,
	const struct pd_system_place *place, struct pd_system_anchors *out,
	struct pd_error *error);

/* That of an id; NULL: none. That which is called so, as in pd_trusted_find; NULL: error. */
const struct pd_system_anchor *pd_system_anchor_of(
	const struct pd_system_anchors *anchors, const char *id);
const struct pd_system_anchor *pd_system_anchor_find(
	const struct pd_system_anchors *anchors, const char *typed,
	struct pd_error *error);

/* Is it in the list that programs read? */
bool pd_system_has(struct pd_context *context, const struct pd_system_place *place,
	const char *id, bool *out, struct pd_error *error);

#endif
