/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_HISTORY_WALK_H
#define PD_STORE_HISTORY_WALK_H

#include "base/buffer.h"
#include "store/entry.h"

/* Walks through history from the newest entry down, judging each by those after it. */

struct pd_walk {
	struct pd_store *store;
	long next;   /* the number to look at next */
	long purged; /* up to this number undo was given up */
	void *undone, *touched;
	void *taken_back; /* files that undo touched, and the oldest entry it took back */
	/* Large entries: their files are in touched once somebody has to know. */
	struct pd_large *large;
	size_t large_count;
	struct pd_buffer folders; /* of what is in touched, with blanks between */
	const char **files;       /* each that is in touched or taken_back, theirs */
	size_t file_count;
};

/* Starts at the newest entry; store is set. PD_AUTO fits pd_walk_free. */
bool pd_walk_start(struct pd_walk *walk, struct pd_error *error);
void pd_walk_free(struct pd_walk *walk);

/* Is there one more? An entry that is missing is verification's business. */
bool pd_walk_has_more(struct pd_walk *walk);

/* Reads the next older entry: all is judged, touched[].path are still files; of a large
 * one only the head is read (is_head), so that a list costs the same whatever an entry
 * holds. *number is set even if it cannot be read. *blocker receives the number of the later entry that
 * touched the same file; 0: none. */
bool pd_walk_next(struct pd_walk *walk, long *number, struct pd_entry *out,
	long *blocker, struct pd_error *error);

/* Reads the rest of the entry that was taken last. */
bool pd_walk_read_rest(
	struct pd_walk *walk, struct pd_entry *entry, struct pd_error *error);

/* Undo leaves a key that was added where it is: a key is never lost by it. Purge wipes
 * it once nothing refers to it. Only undo of an undo, that brought it back, takes it
 * away again, into history. */
bool pd_walk_is_left_alone(
	const struct pd_entry *entry, const struct pd_touched *touched);
bool pd_walk_is_all_left_alone(const struct pd_entry *entry);

/* Did it give a new store what it begins with? */
bool pd_walk_is_preparation(const struct pd_entry *entry);

#endif
