/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_JOURNAL_H
#define PD_STORE_JOURNAL_H

#include "base/error.h"
#include "store/entry.h"

/* Makes changes atomic; the top of journal.c describes the protocol. */

struct pd_store;

/* Takes the store's lock, waiting at most that long; -1: error. Closing alone would leave it with a
 * child that has inherited the descriptor. */
int pd_journal_lock(struct pd_store *store, int milliseconds, struct pd_error *error);
/* The same for notes (store/notes/notes.h), which waits for no change and holds none up. */
int pd_journal_lock_notes(
	struct pd_store *store, int milliseconds, struct pd_error *error);
void pd_journal_unlock(int *lock); /* PD_AUTO fits; -1 is fine */

/* Finishes or takes back what a crash cut off; the lock must be held. */
bool pd_journal_recover(struct pd_store *store, struct pd_error *error);
bool pd_journal_needs_recovery(struct pd_store *store, struct pd_error *error);

/* Takes a staged directory, in which all files to come are, through the protocol. */
bool pd_journal_commit(struct pd_store *store, int stage, const struct pd_entry *entry,
	struct pd_error *error);

/* Removes the staged directory with all that is in it. */
bool pd_journal_drop_stage(struct pd_store *store, struct pd_error *error);

#endif
