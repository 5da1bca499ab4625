/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_CONTEXT_H
#define PD_OPERATION_CONTEXT_H

#include "store/change.h"
#include "store/settings.h"
#include "store/store.h"
#include "x509/certificate/describe_state.h"

#include <stdatomic.h>
#include <stdint.h>

/* The surroundings of an operation. A front end owns it; one operation runs at a
 * time. */

struct pd_identity;
struct pd_tab;

struct pd_context {
	struct pd_store *store; /* NULL only for operations that only look */
	const char *store_path; /* where it is */
	struct pd_settings settings;
	const struct pd_tab *tabs; /* all of them (operation/tab.h) */
	const char *operation; /* what runs, "tls import"; pd_operation_run sets it */
	const char *account;   /* whose work it is */
	const char *caller; /* who called root, or else runs it, if he works for another
				* account than his own; else NULL */
	const char *comment; /* the operator's, for history; may be NULL */
	long confirmed;      /* the newest entry of history when the operator was asked
				* whether to go on; 0: was not asked */
	int64_t now;         /* seconds since the epoch: tests set it */
	bool may_replace;    /* the operator agreed to replace output files */
	/* Progress in percent and words; called from the thread that runs. May be NULL.
	 */
	void (*progress)(void *face, int percent, const char *sentence);
	void *face;
	atomic_bool *cancelled; /* may be NULL */
	/* Standard input, once an operation has read it: a second try with a passphrase
	 * finds it here. The front end wipes it. */
	struct pd_secret standard_input;
	/* While a new store is given its standard material: its CA with the key, for
	 * the tabs whose certificates it issues. Else NULL. */
	struct pd_identity *standard_ca;
};

/* By what states are told: the time, and the days of the settings. */
struct pd_notice pd_context_notice(const struct pd_context *context);

/* Opens the store for looking, unless it is open. */
bool pd_context_look(struct pd_context *context, struct pd_error *error);

/* Reads a FILE value: a file, or "-" for standard input, which is read only once. */
bool pd_context_read(struct pd_context *context, const char *path,
	struct pd_secret *out, struct pd_error *error);

/* The author that history names; borrows from context. */
struct pd_author pd_context_author(const struct pd_context *context);

/* Begins the change of the running operation (see pd_change_begin); history names
 * operation, account and comment. NULL: error. */
struct pd_change *pd_context_begin_change(
	struct pd_context *context, struct pd_error *error);

/* Commits it; sentence goes into history and into result. */
struct pd_result;
bool pd_context_end_change(struct pd_change *change, const char *sentence,
	struct pd_result *result, struct pd_error *error);

#endif
