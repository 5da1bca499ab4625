/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_BACKUP_H
#define PD_STORE_BACKUP_H

#include "store/store.h"

/* A backup: every file of a store in one, a tar inside CMS EnvelopedData for a passphrase
 * (x509/envelope/sealed.h), so that openssl and tar open it without this program. The tar
 * has a file BACKUP, which says what it is, the store's own below store/, and SHA256SUMS,
 * which proves that it is whole. */

struct pd_backup_file {
	char *path; /* in the store: "ssl/ca.cfg" */
	struct pd_bytes content;
};

struct pd_backup {
	struct pd_backup_file *items;
	size_t count;
	char *time;             /* when it was made, RFC 3339 */
	struct pd_secret bytes; /* behind the items */
};
void pd_backup_free(struct pd_backup *backup); /* leaves it empty; PD_AUTO fits */

/* The largest one that is made and read, before it is sealed. */
#define PD_BACKUP_LIMIT ((size_t)512 << 20)

struct pd_backup_counts {
	size_t files;
	size_t in_tokens; /* private keys that are not in it, but in a token */
};

/* Puts the store as it is at one moment into out (empty), sealed. Nobody changes the store
 * meanwhile: its lock is held. */
bool pd_backup_make(struct pd_store *store, int64_t now,
	const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_backup_counts *counts, struct pd_error *error);

/* Reads one, in the confined child. PD_EPASSPHRASE with input "passphrase": it is another.
 * PD_EINPUT: it is cut, damaged, not a backup, or of a newer format. */
bool pd_backup_open(struct pd_bytes sealed, const struct pd_secret *passphrase,
	const char *from, struct pd_backup *out, struct pd_error *error);

/* PD_ESTATE: there is a store, or something else, at path. */
bool pd_backup_check_place(const char *path, struct pd_error *error);

/* Makes a store of it at path, which must be missing or an empty directory. All of it is
 * there, or nothing. */
bool pd_backup_restore(
	const struct pd_backup *backup, const char *path, struct pd_error *error);

/* ---- between its files --------------------------------------------------------- */

#define PD_BACKUP_HEAD "BACKUP"
#define PD_BACKUP_SUMS "SHA256SUMS"
#define PD_BACKUP_FOLDER "store/"
enum { PD_BACKUP_FORMAT = 1 };

#endif
