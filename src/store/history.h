/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_HISTORY_H
#define PD_STORE_HISTORY_H

#include "store/change.h"
#include "store/entry.h"
#include "store/purge.h"
#include "store/store.h"

/* The history of changes, and undo. Entries are numbered from 1. */

/* limit 0: all. */
bool pd_history_list(struct pd_store *store, size_t limit, struct pd_entries *out,
	struct pd_error *error);

/* number 0: the newest. PD_ESTATE if there is no such entry. */
bool pd_history_load(struct pd_store *store, long number, struct pd_entry *out,
	struct pd_error *error);

/* Puts down what was refused, or otherwise changed nothing: an entry that touches no
 * file and cannot be undone. */
bool pd_history_note(struct pd_store *store, const struct pd_author *author,
	const char *operation, const char *sentence, struct pd_error *error);

/* Each entry carries the digest of the one before, and the store that of the newest:
 * finds the newest entry that was changed or is missing, and fails naming it. *count is
 * how many there are. */
bool pd_history_verify(struct pd_store *store, long *count, struct pd_error *error);

/* The operation that gives a new store what it begins with. It cannot be undone: others
 * may rest on it, and there was nothing before it to go back to. */
#define PD_OPERATION_PREPARE "prepare"

/* Finds the newest entry that can be undone, is no undo itself, and does not last: lasts
 * says so of changes that the store would undo, but nobody should. PD_ESTATE if there is
 * none. */
typedef bool pd_entry_lasts(const struct pd_entry *entry, const void *argument);
bool pd_history_find_undoable(struct pd_store *store, pd_entry_lasts *lasts,
	const void *argument, struct pd_entry *out, struct pd_error *error);

/* What was in the index-th file that the entry touched, before it did. PD_ESTATE: nothing was
 * there. */
bool pd_history_read_before(const struct pd_store *store, const struct pd_entry *entry,
	size_t index, struct pd_secret *out, struct pd_error *error);

/* Undoes entry number. It is a change like any other, and can be undone. Refused with the
 * reason: already undone, a later entry N touched the same record, what was before was
 * dropped (by undo_days or history purge), it made the standard material, or it only
 * added a key. */
bool pd_history_undo(struct pd_store *store, const struct pd_author *author,
	long number, struct pd_error *error);

/* Drops what was before from entries older than undo_days (purge.c tells how that is
 * known where the clock jumps) and wipes keys that nothing refers to any more; the
 * entries themselves stay, and cannot be undone. Runs after every commit; PD_PURGE_ALL:
 * now, for all entries. *wiped counts keys. PD_ESTATE: somebody changed something after
 * the author was asked; NULL: nobody was. */
bool pd_history_purge(struct pd_store *store, const struct pd_author *author,
	enum pd_purge what, long *wiped, struct pd_error *error);

#endif
