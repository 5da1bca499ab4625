/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_FOLDER_H
#define PD_BASE_FOLDER_H

#include "base/replace.h"

/* A directory of files that belong together: all of them are there, or what was before.
 */

struct pd_folder_file {
	const char *name;
	struct pd_bytes content;
};

struct pd_folder {
	const char *path;
	const struct pd_folder_file *files; /* they get mode 0644 */
	size_t count;
	bool (*is_ours)(
		const char *name); /* may such a file be replaced and removed? */
	enum pd_replace replace;   /* PD_KEEP: refused where something is in it */
};

/* Writes it beside its place and lets both change places, so that whoever reads there
 * never finds half of it. A directory that is there keeps its mode and owner; anything in
 * it that is not ours is refused. A symbolic link at path is followed. Where the two
 * cannot change places (a mount point, some file systems), the files are replaced one by
 * one, and *note says so; free() it. */
bool pd_folder_write(
	const struct pd_folder *folder, char **note, struct pd_error *error);

#endif
