/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_TAKEOVER_H
#define PD_TABS_SSL_SSL_TAKEOVER_H

#include "tabs/shared/identity.h"
#include "tabs/ssl/takeover/ssl_gather.h"

/* Taking over what a CA has issued and revoked elsewhere, so that what was revoked there
 * stays revoked here. */

struct pd_takeover {
	struct pd_certificates issued;
	struct pd_index index; /* what lists and indexes say, by serial number */
	bool is_known;         /* they were given: what else there is was not revoked */
	bool is_for_use;       /* the CA comes into use with it */
	int64_t number;        /* the highest CRL number seen; 0: none */
	/* The newest list, which lies in what was gathered; NULL: none is newer than that kept
	 * here. */
	const struct pd_revocation_list *list;
	/* Once staged: what is revoked now that was not before, how many certificates are new
	 * in the register, and how many serial numbers are that nothing else is known of. */
	size_t revoked, added, numbers;
};
void pd_takeover_free(struct pd_takeover *takeover); /* PD_AUTO fits */

/* Reads the revocation lists of the CA, its index, and what databases say of it. Refuses a
 * list that bears its name but that it did not sign, and one of a CA that is not in its chain;
 * warns of one that is not used because it is older, or of a CA above, and where index and list
 * contradict. Takes the
 * index that was gathered. */
bool pd_takeover_read(struct pd_context *context, struct pd_gathered *gathered,
	const struct pd_identity *ca, struct pd_takeover *out, struct pd_result *result,
	struct pd_error *error);

#endif
