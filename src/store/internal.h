/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_INTERNAL_H
#define PD_STORE_INTERNAL_H

#include <libconfig.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/file.h"
#include "store/history.h"
#include "store/store.h"
#include "x509/der/digest.h"

/* What the files of src/store share. A "file" below is a path in the store as it is on
 * disk: "ssl/ca.cfg", "keys/ID.pem". */

struct pd_store {
	char *path;
	/* Directories: everything is opened below these, following no symbolic link. */
	int folder, keys, history;
	bool read_only;
};

/* ---- files.c: files below the store's directory ------------------------------- */

#define PD_RECORD_LIMIT ((size_t)16 << 20)

/* Mode bits that a file must not have. */
enum { PD_NOT_WRITABLE = 0022, PD_NOT_READABLE = 0077 };

/* The path for an error; a word for a shell command in one. free() them. */
char *pd_files_shown(const struct pd_store *store, const char *file);
char *pd_files_shell_word(const char *path);

/* Is it a path that callers may name; may it be a file of the store? */
bool pd_files_check_path(const char *path, struct pd_error *error);
bool pd_files_is_file(const char *file);
bool pd_files_is_key(const char *file);

/* Does it belong to us? recursive: "-R " for a directory, else "". */
bool pd_files_check_owner(
	const char *path, uid_t owner, const char *recursive, struct pd_error *error);

/* Opens the directory that holds file; make: creates what is missing of it. -1: error,
 * PD_ESTATE if it is missing. */
int pd_files_folder(const struct pd_store *store, const char *file, bool make,
	struct pd_error *error);
const char *pd_files_name(const char *file); /* "ca.cfg" of "ssl/ca.cfg" */

/* The same, where the one that was opened last is kept for the next file in it: many
 * files of a change lie in one directory. Lent. */
struct pd_last_folder {
	char *path;   /* NULL: none yet */
	int open;     /* -1: it was missing */
	bool changed; /* the last file asked for was in another than that before */
};
int pd_files_enter(const struct pd_store *store, struct pd_last_folder *last,
	const char *file, bool make, struct pd_error *error);
void pd_files_leave(struct pd_last_folder *last); /* PD_AUTO fits */

/* Reads a regular file of ours into out (empty). PD_ESTATE if there is none. */
bool pd_files_read_at(int folder, const char *name, const char *shown, mode_t refused,
	size_t limit, struct pd_secret *out, struct pd_error *error);
bool pd_files_read(const struct pd_store *store, const char *file,
	struct pd_secret *out, struct pd_error *error);
bool pd_files_read_from(const struct pd_store *store, int folder, const char *file,
	struct pd_secret *out,
	struct pd_error *error); /* folder: that which holds it */
bool pd_files_exists(const struct pd_store *store, const char *file);

/* Makes a new file, mode 0600; the caller syncs it, alone or with many. */
bool pd_files_write_at(int folder, const char *name, const char *shown,
	struct pd_bytes content, struct pd_error *error);
bool pd_files_sync_at(
	int folder, const char *name, const char *shown, struct pd_error *error);

/* A second name for a file: files are never written in place, so it is a snapshot. A
 * copy where the file system has no hard links. */
bool pd_files_keep(int from, const char *name, int to, const char *kept,
	const char *shown, struct pd_error *error);

/* Unlinks; wipe: overwrites first, unless another name needs the content. A journal or
 * the spare blocks of an SSD may still keep copies: no program can reach these. What is
 * gone already is fine. */
bool pd_files_unlink(int folder, const char *name, bool wipe);

/* All names in a directory that wanted() takes, sorted. */
bool pd_files_list(int folder, const char *shown, bool (*wanted)(const char *name),
	struct pd_names *out, struct pd_error *error);

/* Adds a node that is not in a tree of <search.h>. */
void pd_files_tree_add(
	void **tree, void *node, int (*compare)(const void *one, const void *other));

/* ---- record.c ----------------------------------------------------------------- */

config_t *pd_record_config(struct pd_record *record); /* borrowed */

/* Reads text into record, which is empty. false: it has to be read by libconfig into
 * another; it is as it was then. */
bool pd_record_read_plain(struct pd_record *record, char *text);

/* Appends the text of the record. false: it has to be written by libconfig, and what was
 * added to be cut off. */
bool pd_record_write_plain(const struct pd_record *record, struct pd_secret *out);

/* ---- entry.c: entries of history on disk --------------------------------------- */

#define PD_ENTRY_FILE "entry.cfg"

/* The name of an entry's directory, and the number in one that has that suffix (0: it
 * is none). */
char *pd_entry_name(long number, const char *suffix); /* free() it */
long pd_entry_number(const char *name, const char *suffix);

/* The path of what is inside ("/entry.cfg" or "") for an error; free() it. */
char *pd_entry_shown(
	const struct pd_store *store, const char *name, const char *inside);

/* The name, in an entry's directory, of what was before or comes after its index-th
 * file; free() it. */
enum pd_slot { PD_SLOT_NEW, PD_SLOT_OLD };
char *pd_entry_slot(enum pd_slot slot, size_t index, const char *file);
bool pd_entry_slot_is_key(const char *name);

/* Names in history; numbers of the entries, ascending, free() *out. */
bool pd_entry_list(const struct pd_store *store, bool (*wanted)(const char *name),
	struct pd_names *out, struct pd_error *error);
bool pd_entry_numbers(const struct pd_store *store, long **out, size_t *count,
	struct pd_error *error);

/* Opens an entry's directory; -1: error. */
int pd_entry_open(
	const struct pd_store *store, const char *name, struct pd_error *error);

/* Reads entry.cfg of a directory; writes it into a staged one. touched[].path are
 * files. */
bool pd_entry_read(const struct pd_store *store, const char *name, struct pd_entry *out,
	struct pd_error *error);
bool pd_entry_write(const struct pd_store *store, int stage,
	const struct pd_entry *entry, struct pd_error *error);

/* The digest of an entry's file; of the one before, as an entry says it ("" where it
 * says none). */
bool pd_entry_digest(const struct pd_store *store, long number,
	char digest[PD_DIGEST_SIZE], struct pd_error *error);
bool pd_entry_previous(const struct pd_store *store, long number,
	char digest[PD_DIGEST_SIZE], struct pd_error *error);

/* Puts down which entry is the newest, with its digest, so that one taken away from the
 * end is missed too; reads it again (number 0: nothing was put down). */
void pd_entry_mark(const struct pd_store *store, long number);
void pd_entry_marked(
	const struct pd_store *store, long *number, char digest[PD_DIGEST_SIZE]);

/* Is all that was before it still there? */
bool pd_entry_is_kept(const struct pd_store *store, const struct pd_entry *entry);

/* ---- journal.c: what makes changes atomic --------------------------------------- */

#define PD_STAGE ".new" /* in history: what is being put together */

/* The store's lock, waiting so long; -1: error. Closing alone would leave it with a
 * child that has inherited the descriptor. */
int pd_journal_lock(struct pd_store *store, int milliseconds, struct pd_error *error);
void pd_journal_unlock(int *lock); /* PD_AUTO fits; -1 is fine */

/* Finishes or takes back what a crash cut off; the lock must be held. */
bool pd_journal_recover(struct pd_store *store, struct pd_error *error);
bool pd_journal_needs_recovery(struct pd_store *store, struct pd_error *error);

/* Takes a staged directory, in which all files to come are, through the protocol. */
bool pd_journal_commit(struct pd_store *store, int stage, const struct pd_entry *entry,
	struct pd_error *error);

/* Removes the staged directory with all that is in it. */
bool pd_journal_drop_stage(struct pd_store *store, struct pd_error *error);

/* ---- change.c ----------------------------------------------------------------- */

struct pd_change {
	struct pd_store *store;
	int lock, stage;
	struct pd_entry entry; /* touched[].path are files */
	size_t room;           /* in entry.touched */
	void *index;           /* tree: file to its place in touched */
	struct pd_last_folder last;
	bool spoilt, done;
	bool is_note; /* kept although it changes nothing */
};

/* Stages content for file; NULL: its removal. */
bool pd_change_stage(struct pd_change *change, const char *file,
	const struct pd_bytes *content, struct pd_error *error);

/* The digest of what is in the store now; "" if nothing is. */
bool pd_change_digest(struct pd_change *change, const char *file,
	char digest[PD_DIGEST_SIZE], struct pd_error *error);

/* ---- purge.c ------------------------------------------------------------------ */

/* Up to which entry undo was given up, by age or for all. */
long pd_purge_mark(const struct pd_store *store);

/* The ids of all keys that a record, or what undo could bring back, refers to; in a tree
 * of <search.h>. */
bool pd_purge_referred_ids(
	const struct pd_store *store, void **ids, struct pd_error *error);
bool pd_purge_is_among(void *const ids, const char *id);
void pd_purge_drop_ids(void **ids); /* PD_AUTO fits */

/* With the lock held. */
bool pd_purge_locked(
	struct pd_store *store, bool all, long *wiped, struct pd_error *error);

/* ---- groups.c: lists of groups in settings.cfg --------------------------------- */

/* Where a setting stands, for an error: FILE:LINE; free() it. */
char *pd_line_of(const char *shown, const config_setting_t *setting);

/* Reads each group of the list called name into out, which is yours to free on failure,
 * too. None is fine. PD_ESTORE, settings.cfg:LINE: it is no list of at most so many
 * groups, or what read says. */
typedef bool pd_read_group(const char *shown, const config_setting_t *group, void *out,
	struct pd_error *error);
bool pd_groups_read(struct pd_store *store, const char *name, int most,
	pd_read_group *read, void *out, struct pd_error *error);

#endif
