/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_SCRATCH_H
#define PD_BASE_SCRATCH_H

#include "base/error.h"
#include "base/memory.h"

/* A file for another program, such as an editor, in a directory of its own that only the
 * caller may enter; in memory where that can be had. */
struct pd_scratch {
	char *folder, *path; /* path: of the file */
	int directory;       /* -1: none */
};

/* Makes a file of that name that holds content. scratch is {.directory = -1}. */
bool pd_scratch_make(struct pd_scratch *scratch, const char *name,
	struct pd_bytes content, struct pd_error *error);

/* Reads its content as it is now into out, which is empty. Editors often put another file
 * in its place. */
bool pd_scratch_read(const struct pd_scratch *scratch, struct pd_secret *out,
	struct pd_error *error);

/* Overwrites and removes it, and whatever lies beside it. Serves as PD_AUTO. */
void pd_scratch_drop(struct pd_scratch *scratch);

#endif
