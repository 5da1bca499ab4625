/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_STORE_H
#define PD_STORE_STORE_H

#include "store/record.h"

/* The store: a directory of records, keys and history.
 *
 * A path below is relative to the store and without ".cfg" for a record: "ssl/ca",
 * "trust/SHA256". Its parts are made of letters, digits, '.', '_', '-', '@' and '+', do
 * not start with '.', and are at most 200 bytes; pd_store_name makes such a part of any
 * text, with '%'. Errors name the full path. */

struct pd_store;

/* Where it is when nothing else is said: $PEMDECK_STORE, /var/lib/pemdeck for root,
 * else $XDG_DATA_HOME/pemdeck, else ~/.local/share/pemdeck. free() it. NULL: error. */
char *pd_store_default_path(struct pd_error *error);

/* Opens it, making the directories (0700) and settings.cfg if there is none; finishes a
 * change that a crash cut off. Refused, with the command that mends it: a store of
 * another user, one that others can read or write, a newer format. One that cannot be
 * written opens for reading. NULL: error. */
struct pd_store *pd_store_open(const char *path, struct pd_error *error);

/* Opens one that is there, for looking only: makes, mends and locks nothing, whatever
 * the caller may write. */
struct pd_store *pd_store_open_to_read(const char *path, struct pd_error *error);
void pd_store_free(struct pd_store *store); /* NULL is fine */
PD_DROP(pd_drop_store, struct pd_store *, pd_store_free);

const char *pd_store_path(const struct pd_store *store); /* borrowed */
bool pd_store_is_read_only(const struct pd_store *store);

/* Was it made by this opening, or left before its standard material was put in? */
bool pd_store_is_new(const struct pd_store *store);

/* Reading needs no lock. Code PD_ESTATE where there is no such record. */
struct pd_record *pd_store_load(
	struct pd_store *store, const char *path, struct pd_error *error);
bool pd_store_has(struct pd_store *store, const char *path); /* record or file */
bool pd_store_load_file(struct pd_store *store, const char *path, struct pd_secret *out,
	struct pd_error *error); /* not a record: "ssl/crl.pem" */

/* The names of the records in a folder ("ssl/issued"), sorted, without ".cfg". */
struct pd_names {
	char **items;
	size_t count;
};
bool pd_store_list(struct pd_store *store, const char *folder, struct pd_names *out,
	struct pd_error *error);
void pd_names_free(struct pd_names *names); /* leaves it empty; PD_AUTO fits */

/* Hands all of them to take, in that order, with their plain values: their chains may
 * be missing. record NULL: it cannot be read, and problem says why. One that is removed
 * meanwhile is left out. */
typedef void pd_take_record(void *work, const char *name,
	const struct pd_record *record, const struct pd_error *problem);
bool pd_store_each(struct pd_store *store, const char *folder, pd_take_record *take,
	void *work, struct pd_error *error);

/* Private keys, by public key id. */
bool pd_store_has_key(struct pd_store *store, const char *key_id);
bool pd_store_key_is_encrypted(struct pd_store *store, const char *key_id);
struct pd_key *pd_store_load_key(struct pd_store *store, const char *key_id,
	const struct pd_secret *passphrase, struct pd_error *error);

/* A part of a path made from any text: what is not allowed becomes %XX; free() it. */
char *pd_store_name(const char *text);

/* ---- changes ------------------------------------------------------------------ */

/* Everything an operation writes is one change: all of it is there afterwards, or
 * nothing, whenever the power goes. Begin takes the store's lock (waiting up to ten
 * seconds, then a sentence); work that takes long is done before. Then: load, put,
 * remove, and commit, which puts what was into history, or free, which gives up. */

struct pd_change;

struct pd_author {
	const char *account; /* whose work it is: a login name */
	const char *comment; /* the operator's, may be NULL */
};

/* operation: "ssl update". NULL: error. */
struct pd_change *pd_change_begin(struct pd_store *store,
	const struct pd_author *author, const char *operation, struct pd_error *error);

/* Staged, nothing is visible before the commit. record and key stay the caller's. */
bool pd_change_put(struct pd_change *change, const char *path,
	const struct pd_record *record, struct pd_error *error);
bool pd_change_put_file(struct pd_change *change, const char *path,
	struct pd_bytes content, struct pd_error *error);
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

#endif
