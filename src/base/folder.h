/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_FOLDER_H
#define PD_BASE_FOLDER_H

#include "base/file.h"

/* A directory of files that belong together: all of them are there, or what was before.
 */

struct pd_folder_file {
	const char *name;
	struct pd_bytes content;
};

/* Writes it beside path and lets both change places, so that whoever reads there never
 * finds half of it. Files get mode 0644. A directory that is there keeps its mode and
 * owner; anything in it that is_ours does not know is refused, and with PD_KEEP so is
 * one that is not empty. A symbolic link at path is followed. */
bool pd_folder_write(const char *path, const struct pd_folder_file *files, size_t count,
	bool (*is_ours)(const char *name), enum pd_replace replace,
	struct pd_error *error);

#endif
