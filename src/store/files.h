/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_FILES_H
#define PD_STORE_FILES_H

#include <stdatomic.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "store/names.h"
#include "store/paths/paths.h"

/* Files below the store's directory. A "file" here is a path in the store as it is on
 * disk: "ssl/ca.cfg", "keys/ID.pem". */

struct pd_unlocked;

enum { PD_OWN_MOST = 64 };

struct pd_store {
	char *path;
	/* Directories: everything is opened below these, following no symbolic link. */
	int folder, keys, history;
	bool read_only;
	int wait; /* for its lock, in milliseconds */
	struct pd_unlocked
		*unlocked; /* the passphrase of its keys (key_passphrase.c) */
	/* The entries that this process has made, the last few, for its threads too. */
	atomic_long own[PD_OWN_MOST];
	atomic_size_t own_count;
};

/* May the file be so large? What is written must be read again. */
bool pd_files_check_size(const struct pd_store *store, const char *file, size_t size,
	struct pd_error *error);

/* What is in the store's directory and is no record: the log (store/history/log.h), and
 * what was seen at checks (store/notes/notes.h). */
#define PD_LOG_FILE "history.log"
#define PD_CHECKS_FILE "checks.csv"

/* Mode bits that a file must not have. */
enum { PD_NOT_WRITABLE = 0022, PD_NOT_READABLE = 0077 };

/* Is a thing of this mode a regular file, which is all that the store follows? */
bool pd_files_check_regular(const char *shown, mode_t mode, struct pd_error *error);

/* Does it belong to us? recursive: "-R " for a directory, else "". */
bool pd_files_check_owner(
	const char *path, uid_t owner, const char *recursive, struct pd_error *error);

/* Is the path still that of the open directory, and can nobody but root, the caller and who
 * called root put another in its place? */
bool pd_files_is_guarded(int folder, const char *path, struct pd_error *problem);

/* The same for whoever is about to write a private key there; PD_ESTORE. */
bool pd_files_check_place(int folder, const char *path, struct pd_error *error);

enum pd_missing { PD_MISSING_FAILS, PD_MISSING_IS_MADE };

/* Opens the directory that holds file. -1: error, PD_ESTATE if it is missing. */
int pd_files_folder(const struct pd_store *store, const char *file,
	enum pd_missing missing, struct pd_error *error);

/* The same, where the one that was opened last is kept for the next file in it: many
 * files of a change lie in one directory. Lent. */
struct pd_last_folder {
	char *path;   /* NULL: none yet */
	int open;     /* -1: it was missing */
	bool changed; /* the last file asked for was in another than that before */
};
int pd_files_enter(const struct pd_store *store, struct pd_last_folder *last,
	const char *file, enum pd_missing missing, struct pd_error *error);
void pd_files_leave(struct pd_last_folder *last); /* PD_AUTO fits */

/* Reads a regular file of ours, which nobody else may write to, or read if it is a key,
 * into out (empty). PD_ESTATE if there is none. */
bool pd_files_read_at(int folder, const char *name, const char *shown, size_t limit,
	struct pd_secret *out, struct pd_error *error);
/* The same, but of a file larger than most only its beginning, so much of it. */
bool pd_files_read_start_at(int folder, const char *name, const char *shown,
	size_t most, struct pd_secret *out, struct pd_error *error);
bool pd_files_read(const struct pd_store *store, const char *file,
	struct pd_secret *out, struct pd_error *error);
bool pd_files_read_from(const struct pd_store *store, int folder, const char *file,
	struct pd_secret *out,
	struct pd_error *error); /* folder: that which holds it */

/* Opens it by the same rules, for what is too large for memory. -1: error. */
int pd_files_open_from(const struct pd_store *store, int folder, const char *file,
	size_t *size, struct pd_error *error);

/* Makes a new file, mode 0600, or none; the caller syncs it, alone or with many. */
bool pd_files_write_at(int folder, const char *name, const char *shown,
	struct pd_bytes content, struct pd_error *error);
bool pd_files_sync_at(
	int folder, const char *name, const char *shown, struct pd_error *error);

/* A second name for a file: files are never written in place, so it is a snapshot. A
 * copy where the file system has no hard links. */
bool pd_files_keep(int from, const char *name, int to, const char *kept,
	const char *shown, struct pd_error *error);

/* Wiping overwrites first, unless another name needs the content. A journal or
 * the spare blocks of an SSD may still keep copies: no program can reach these. What is
 * gone already is fine. */
bool pd_files_unlink(int folder, const char *name, enum pd_removal removal);

/* All names in a directory that wanted() takes, sorted. */
bool pd_files_list(int folder, const char *shown, bool (*wanted)(const char *name),
	struct pd_names *out, struct pd_error *error);
bool pd_files_choose(int folder, const char *shown,
	bool (*wanted)(void *work, const char *name), void *work, struct pd_names *out,
	struct pd_error *error);

/* Adds a node that is not in a tree of <search.h>. */
void pd_files_tree_add(
	void **tree, void *node, int (*compare)(const void *one, const void *other));

#endif
