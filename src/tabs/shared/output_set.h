/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_OUTPUT_SET_H
#define PD_TABS_SHARED_OUTPUT_SET_H

#include "base/file.h"

/* Files that go with a change: they are taken back unless all of the operation is done,
 * so that one that fails leaves neither. */

struct pd_written {
	struct pd_written_item *items;
	size_t count, room;
	bool unsynced; /* one sync for all: pd_written_sync */
};

/* Makes the directory unless it is there. */
bool pd_written_folder(
	struct pd_written *written, const char *path, struct pd_error *error);

/* As pd_file_write. What it replaces comes back with pd_written_drop, where the file
 * system has hard links; what it wrote into (a device, a pipe) does not. */
bool pd_written_file(struct pd_written *written, const char *path,
	struct pd_bytes content, mode_t mode, enum pd_replace replace,
	struct pd_error *error);

/* The files of all directories on the file system of this one come to the disk. */
bool pd_written_sync(const char *directory, struct pd_error *error);

/* All is done: they stay. */
void pd_written_keep(struct pd_written *written);

/* Takes back what was not kept; leaves it empty; PD_AUTO fits. */
void pd_written_drop(struct pd_written *written);

#endif
