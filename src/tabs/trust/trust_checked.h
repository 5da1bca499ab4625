/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_CHECKED_H
#define PD_TABS_TRUST_TRUST_CHECKED_H

#include "operation/context.h"
#include "operation/result.h"
#include "tabs/trust/trust_judge.h"

/* What each host served when it was last checked, accepted or not, and that it gave no answer.
 * Looking is no change of the store: these are notes (store/notes/notes.h), the newest 20,000. */

struct pd_checked {
	char *place; /* HOST:PORT */
	char *name;  /* that the certificate was checked for */
	int64_t time;
	unsigned reasons; /* 0: it was accepted, or there was no answer */
	char *problem;    /* why there was no certificate to be judged; "" */
	/* Of the certificate that was seen last, by this check or one before that got an
	 * answer; safe, a subject that is long is cut. */
	char *subject, *serial, *fingerprint;
	int64_t not_before, not_after;
	int64_t seen; /* when; 0: never */
	bool fresh;   /* of the check that is being kept */
};

struct pd_checked_list {
	struct pd_checked *items;
	size_t count;
};
void pd_checked_list_free(struct pd_checked_list *list); /* PD_AUTO fits */

/* Was the chain accepted: none of PD_REJECT_ reasons, and no problem ("") of getting one? */
bool pd_checked_is_accepted(unsigned reasons, const char *problem);

/* All of them: first those that never got an answer, as of a port that is not used, then those
 * that were accepted; of each kind the oldest first. */
bool pd_checked_load(struct pd_context *context, struct pd_checked_list *out,
	struct pd_error *error);

/* Adds what was judged just now. */
void pd_checked_add(struct pd_checked_list *list, const struct pd_context *context,
	const char *place, const struct pd_question *question, unsigned reasons);

/* Adds that the host of place gave no certificate for name, if problem says so: what hindered
 * us, or that somebody cancelled, tells nothing of it. */
void pd_checked_add_failed(struct pd_checked_list *list,
	const struct pd_context *context, const char *place, const char *name,
	const struct pd_error *problem);

/* Puts them down, each in the place of the one before of the same place and name. That a
 * host is as it is does not hang on it: where they cannot be kept, a warning says so. In a
 * store that cannot be written nothing is kept. */
void pd_checked_keep(struct pd_context *context, const struct pd_checked_list *list,
	struct pd_result *result);

/* Forgets those that wanted chooses. */
typedef bool pd_checked_wanted(const void *work, const struct pd_checked *checked);
bool pd_checked_forget(struct pd_context *context, pd_checked_wanted *wanted,
	const void *work, struct pd_error *error);

#endif
