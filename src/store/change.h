/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_CHANGE_H
#define PD_STORE_CHANGE_H

#include <stdio.h>

#include "store/record.h"
#include "x509/der/digest.h"
#include "x509/key/key.h"

/* Everything an operation writes is one change: all of it is there afterwards, or
 * nothing, whenever the power goes. Begin takes the store's lock (waiting ten seconds
 * or as pd_store_set_wait says, then a sentence); work that takes long is done before. Then: load, put,
 * remove, and commit, which puts what was into history, or free, which gives up. */

struct pd_store;
struct pd_change;

struct pd_author {
	const char *account; /* whose work it is: a login name */
	const char *comment; /* the operator's, may be NULL */
	/* The newest entry when he was shown what he agreed to; 0: he was not asked. The
	 * commit fails with PD_ESTATE where a later entry touched the same. */
	long confirmed;
};

/* operation: "ssl update". NULL: error. */
struct pd_change *pd_change_begin(struct pd_store *store,
	const struct pd_author *author, const char *operation, struct pd_error *error);

/* Staged, nothing is visible before the commit. record and key stay the caller's. */
bool pd_change_put(struct pd_change *change, const char *path,
	const struct pd_record *record, struct pd_error *error);
bool pd_change_put_file(struct pd_change *change, const char *path,
	struct pd_bytes content, struct pd_error *error);
/* The same of what write puts out, as a million lines are more than one wants in memory;
 * false: errno says why it cannot. */
typedef bool pd_change_write(void *load, FILE *out);
bool pd_change_put_written(struct pd_change *change, const char *path,
	pd_change_write *write, void *load, struct pd_error *error);
bool pd_change_put_key(struct pd_change *change, const struct pd_key *key,
	const struct pd_secret *passphrase, struct pd_error *error);
bool pd_change_remove(
	struct pd_change *change, const char *path, struct pd_error *error);
bool pd_change_remove_key(
	struct pd_change *change, const char *key_id, struct pd_error *error);

/* Does it all. sentence: what was done, in the operator's words ("CA CN=...
 * installed"); it goes into history. On failure everything is as before. A change that
 * changes nothing leaves no history entry. */
bool pd_change_commit(
	struct pd_change *change, const char *sentence, struct pd_error *error);
/* The number of its history entry; 0 before the commit, or where nothing changed. */
long pd_change_number(const struct pd_change *change);

void pd_change_free(
	struct pd_change *change); /* NULL is fine; gives up what is staged */
PD_DROP(pd_drop_change, struct pd_change *, pd_change_free);

/* Has this process made the entry, lately? */
bool pd_change_is_own(const struct pd_store *store, long number);

/* ---- for src/store: undo is a change, too -------------------------------------- */

/* Stages content for a file of the store ("ssl/ca.cfg"); NULL: its removal. */
bool pd_change_stage(struct pd_change *change, const char *file,
	const struct pd_bytes *content, struct pd_error *error);

/* The digest of what is in the store now; "" if nothing is. */
bool pd_change_digest(struct pd_change *change, const char *file,
	char digest[PD_DIGEST_SIZE], struct pd_error *error);

/* It undoes the entry of that number; it is kept although it changes nothing. */
void pd_change_set_undoes(struct pd_change *change, long number);
void pd_change_set_note(struct pd_change *change);

/* Has anybody else changed anything since its author was asked? Commit looks only at what
 * the change touches, or, of one that is noted, at the records of its tab. */
bool pd_change_check_all(struct pd_change *change, struct pd_error *error);

#endif
