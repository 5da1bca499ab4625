/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_TAR_H
#define PD_BASE_TAR_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Archives as POSIX has them (IEEE Std 1003.1, pax: ustar, and a pax header for what is
 * too long for it), of regular files that lie in memory. */

struct pd_tar_file {
	const char *name;
	struct pd_bytes content;
	mode_t mode;
	int64_t time; /* seconds since the epoch */
};

/* Append a file, owned by root, and the end. */
void pd_tar_add(struct pd_secret *out, const struct pd_tar_file *file);
void pd_tar_end(struct pd_secret *out);

/* Reads the next file. Its content points into the archive; the name is allocated,
 * free() it. Only regular files are understood. PD_TAR_END: there was its end. */
enum pd_tar { PD_TAR_FILE, PD_TAR_END, PD_TAR_DAMAGED };
enum pd_tar pd_tar_next(struct pd_bytes *rest, char **name, struct pd_bytes *content);

#endif
