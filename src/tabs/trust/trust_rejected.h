/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_REJECTED_H
#define PD_TABS_TRUST_TRUST_REJECTED_H

#include "tabs/trust/trust_entry.h"
#include "x509/judge/verify.h"

/* Rejected chains: rejected/SHA256.cfg, keyed by host and chain, so that the same chain
 * from the same host is counted. */

#define PD_REJECTED_FOLDER "rejected"

struct pd_rejected {
	char *id;
	char *host;    /* HOST:PORT, or where the chain came from */
	char *subject; /* of its endpoint */
	int64_t first, last;
	long count;
	long length; /* how many of its certificates form the path, endpoint first;
		      * others follow */
	unsigned reasons;
	char *problem; /* the record is damaged: all but the id is missing */
};
void pd_rejected_free(struct pd_rejected *rejected); /* PD_AUTO fits */

struct pd_rejected_list {
	struct pd_rejected *items;
	size_t count;
};

/* All, the newest first. */
bool pd_rejected_list(struct pd_context *context, struct pd_rejected_list *out,
	struct pd_error *error);
void pd_rejected_list_free(struct pd_rejected_list *list); /* PD_AUTO fits */

/* Finds a chain by id, its beginning, or host. NULL: none, or several. */
const struct pd_rejected *pd_rejected_find(
	const struct pd_rejected_list *list, const char *typed, struct pd_error *error);

/* Its certificates, endpoint first. */
bool pd_rejected_chain(struct pd_context *context, const struct pd_rejected *rejected,
	struct pd_certificates *out, struct pd_error *error);

/* Records a rejected chain, and drops the oldest beyond settings.rejected_keep. judged:
 * the path that was judged. */
bool pd_rejected_record(struct pd_context *context, const char *host,
	const struct pd_certificates *chain, const struct pd_cert_path *judged,
	unsigned reasons, struct pd_error *error);

void pd_rejected_fill(const struct pd_rejected_list *list, struct pd_rows *rows);
void pd_rejected_describe(struct pd_context *context,
	const struct pd_rejected *rejected, const struct pd_certificates *chain,
	struct pd_details *out);

#endif
