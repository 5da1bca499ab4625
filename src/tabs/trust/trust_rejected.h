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
	/* What it was judged for. NULL name: any host; NULL purpose: any. */
	char *name, *purpose;
	long remedy; /* the number of the topmost certificate of the path that would have it
		      * accepted if it was trusted; 0: none; -1: not known, as name and
		      * purpose, in records of older versions */
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

/* A chain that was rejected just now; borrowed. */
struct pd_rejection {
	const char *host; /* where it came from */
	const struct pd_certificates *chain;
	const struct pd_cert_path *judged; /* the path */
	unsigned reasons;
	const char *name, *purpose; /* as in struct pd_rejected, and remedy */
	long remedy;
};

/* Records it, and drops the oldest beyond settings.rejected_keep. */
bool pd_rejected_record(struct pd_context *context,
	const struct pd_rejection *rejection, struct pd_error *error);

/* A chain that is accepted now: it leaves the list, if it was rejected when the same was
 * asked of the same host; reasons, path and remedy do not count. */
bool pd_rejected_settle(struct pd_context *context, const struct pd_rejection *accepted,
	bool *settled, struct pd_error *error);

/* The id that such a chain has, whether it is there or not. */
bool pd_rejected_id(const struct pd_rejection *rejection, char out[PD_DIGEST_SIZE],
	struct pd_error *error);

/* Loads one by its whole id. */
bool pd_rejected_load(struct pd_context *context, const char *id,
	struct pd_rejected *out, struct pd_error *error);

void pd_rejected_fill(const struct pd_rejected_list *list, struct pd_rows *rows);
void pd_rejected_describe(struct pd_context *context,
	const struct pd_rejected *rejected, const struct pd_certificates *chain,
	struct pd_details *out);

#endif
