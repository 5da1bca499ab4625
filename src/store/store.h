/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_STORE_H
#define PD_STORE_STORE_H

#include "store/names.h"
#include "store/record.h"

/* The store: a directory of records, keys and history.
 *
 * A path below is relative to the store and without ".cfg" for a record: "ssl/ca",
 * "trust/SHA256". Its parts are made of letters, digits, '.', '_', '-', '@' and '+', do
 * not start with '.', and are at most 200 bytes; pd_store_name makes such a part of any
 * text, with '%'. Errors name the full path. */

struct pd_store;

/* Opens it, making the directories (0700) and settings.cfg if there is none; finishes a
 * change that a crash cut off. Refused, with the command that mends it: a store of
 * another user, one that others can read or write, a newer format. One that cannot be
 * written opens for reading. NULL: error. */
struct pd_store *pd_store_open(const char *path, struct pd_error *error);

/* Opens one that is there, for looking only: makes, mends and locks nothing, whatever
 * the caller may write. */
struct pd_store *pd_store_open_to_read(const char *path, struct pd_error *error);

/* Opens the directory that is to become one, and makes it if it is missing; checks whose
 * it is. PD_ESTATE: there is a store or something else in it. -1: error. */
int pd_store_open_empty(const char *path, struct pd_error *error);
bool pd_store_check_empty(const char *path, int folder, struct pd_error *error);
void pd_store_free(struct pd_store *store); /* NULL is fine */
PD_DROP(pd_drop_store, struct pd_store *, pd_store_free);

/* How long a change waits for another process that changes the store; ten seconds unless it
 * is told. */
void pd_store_set_wait(struct pd_store *store, long seconds);

const char *pd_store_path(const struct pd_store *store); /* borrowed */
bool pd_store_is_read_only(const struct pd_store *store);

/* Does settings.cfg, or another file of settings, which need not say it, have a format
 * that this version knows? */
enum pd_format_is { PD_FORMAT_IS_THERE, PD_FORMAT_MAY_MISS };
bool pd_store_check_format(const struct pd_record *settings, const char *shown,
	enum pd_format_is need, struct pd_error *error);

/* Was it made by this opening, or left before its standard material was put in? */
bool pd_store_is_new(const struct pd_store *store);
/* Was nothing done in it but to make it? */
bool pd_store_is_untouched(const struct pd_store *store);

/* Reading needs no lock. Code PD_ESTATE where there is no such record. */
struct pd_record *pd_store_load(
	struct pd_store *store, const char *path, struct pd_error *error);
bool pd_store_has(struct pd_store *store, const char *path); /* record or file */
bool pd_store_load_file(struct pd_store *store, const char *path, struct pd_secret *out,
	struct pd_error *error); /* not a record: "ssl/crl.pem" */
/* The same for what is too large for memory; -1: error. The caller closes it. */
int pd_store_open_file(
	struct pd_store *store, const char *path, struct pd_error *error);

/* The names of the records in a folder ("ssl/issued"), sorted, without ".cfg". */
bool pd_store_list(struct pd_store *store, const char *folder, struct pd_names *out,
	struct pd_error *error);

/* Hands all of them to take, in that order, with their plain values: their chains may
 * be missing. record NULL: it cannot be read, and problem says why. One that is removed
 * meanwhile is left out. */
typedef void pd_take_record(void *work, const char *name,
	const struct pd_record *record, const struct pd_error *problem);
bool pd_store_each(struct pd_store *store, const char *folder, pd_take_record *take,
	void *work, struct pd_error *error);

/* The same for those that have a value of that name, and perhaps some others. Much faster where
 * few have: the others are only searched for the word. */
bool pd_store_each_with(struct pd_store *store, const char *folder, const char *value,
	pd_take_record *take, void *work, struct pd_error *error);

/* Private keys, by public key id. */
bool pd_store_has_key(struct pd_store *store, const char *key_id);
/* Is it surely not here? Where the keys cannot be looked at, neither of the two is true. */
bool pd_store_lacks_key(struct pd_store *store, const char *key_id);
bool pd_store_key_is_encrypted(struct pd_store *store, const char *key_id);

/* Could whoever reads its file use it: is it neither encrypted nor in a token? */
bool pd_store_key_is_open(struct pd_store *store, const char *key_id);

/* Is its file the URL of a token? */
bool pd_store_key_is_in_token(struct pd_store *store, const char *key_id);

/* Where a key is that is in a token (RFC 7512); free() it. NULL: it is in none. */
char *pd_store_key_url(struct pd_store *store, const char *key_id);

struct pd_key *pd_store_load_key(struct pd_store *store, const char *key_id,
	const struct pd_secret *passphrase, struct pd_error *error);

#endif
