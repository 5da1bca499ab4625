/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_DELIVERY_H
#define PD_TABS_SSL_SSL_DELIVERY_H

#include "tabs/shared/identity_tab.h"
#include "tabs/ssl/ssl_handover.h"
#include "tabs/ssl/ssl_order.h"

/* The last steps of issue, renew and batch: record what was signed, write its files,
 * and tell the operator. */

struct pd_delivery {
	const struct pd_authority *authority;
	const struct pd_order *orders; /* signed */
	size_t count;
	struct pd_handover handover; /* directory: the one that holds them all */
	bool reload; /* then runs the deploy targets that name a file of theirs */
	/* Asked under the store's lock, before anything is recorded; NULL: it always is. */
	bool (*is_due)(void *work, struct pd_context *context, struct pd_error *error);
	void *work;
};

/* The phases of what is signed in numbers: making keys and signing is the caller's. */
enum pd_delivery_phase {
	PD_PHASE_SIGN,
	PD_PHASE_RECORD,
	PD_PHASE_KEEP,
	PD_PHASE_WRITE,
	PD_PHASE_PLACE
};

/* Tells how far it is in that phase: 100 % only when all of them are over. One alone is not
 * worth telling. */
void pd_delivery_tell(const struct pd_context *context, enum pd_delivery_phase phase,
	size_t done, size_t all);

/* Records them as one change, then writes their files, so that not even a crash leaves
 * a certificate that the register does not know. Does all of it or nothing. Files that
 * may not be replaced are refused before anything is recorded. */
bool pd_delivery_run(const struct pd_delivery *delivery, struct pd_context *context,
	const char *sentence, struct pd_result *result, struct pd_error *error);

/* What another tab installs, and the CA signed or not. */
struct pd_installation {
	const struct pd_authority *authority; /* NULL: it is signed by itself */
	const struct pd_order *order;         /* signed */
	const struct pd_identity_kind *kind;
	const struct pd_identity *identity;
};

/* Records the certificate as its own history entry, so that undo in that tab leaves the
 * register as it is and it can still be revoked, and installs it; both or none of it. Warns of
 * what was excused. */
bool pd_delivery_install(struct pd_context *context, const struct pd_installation *what,
	const char *sentence, struct pd_result *result, struct pd_error *error);

/* Has the register name what is ordered as the successor of before, which then needs no
 * attention any more, if before is there. */
void pd_delivery_follow(struct pd_context *context, const struct pd_certificate *before,
	struct pd_order *order);

#endif
