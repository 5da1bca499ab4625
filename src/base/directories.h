/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_DIRECTORIES_H
#define PD_BASE_DIRECTORIES_H

#include "base/directory.h"

/* The directories that several files are written in: each is opened and checked once.
 * Where there are more than the system lets be open, some are closed meanwhile; one that
 * is opened again must be the same. Starts as {0}. */
struct pd_directories {
	struct pd_open_directory *items;
	size_t count, open_count;
	void *claims;
};

/* Each gives the index of the directory; -1: error. The second makes it unless it is
 * there; the third takes over a descriptor that is open already. */
long pd_directories_open(struct pd_directories *all, const char *path,
	const struct pd_guard *guard, struct pd_error *error);
long pd_directories_make(struct pd_directories *all, const char *path, mode_t mode,
	const struct pd_guard *guard, struct pd_error *error);
long pd_directories_adopt(struct pd_directories *all, const char *path,
	const struct pd_guard *guard, int directory);

/* Its descriptor, lent until the next call with another; -1: error. */
int pd_directories_at(struct pd_directories *all, long index, struct pd_error *error);

/* True the first time it is asked. */
bool pd_directories_is_new(struct pd_directories *all, long index);

/* True the first time that this name in it is asked for. */
bool pd_directories_claim(struct pd_directories *all, long index, const char *name);

/* Syncs each of them; or the file systems that they are on, all their files included. */
bool pd_directories_sync(struct pd_directories *all, struct pd_error *error);
bool pd_directories_sync_files(struct pd_directories *all, struct pd_error *error);

/* Removes those again that were made here and are empty. */
void pd_directories_remove_made(struct pd_directories *all);

void pd_directories_free(struct pd_directories *all);

#endif
