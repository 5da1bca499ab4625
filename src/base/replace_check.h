/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_REPLACE_CHECK_H
#define PD_BASE_REPLACE_CHECK_H

#include "base/error.h"
#include "base/memory.h"
#include "base/place.h"

/* A file that is to be written outside the store (base/replace.h), and what must not be in
 * its place. */

enum pd_replace { PD_KEEP, PD_REPLACE };

struct pd_new_file {
	const char *path;
	struct pd_bytes content;
	mode_t mode; /* whatever the umask; not for everybody: it holds a secret */
	enum pd_replace replace;
	const struct pd_owner *owner; /* NULL: the caller */
};

/* Refuses what is in the place of the file and must not be written to or replaced. */
bool pd_replace_check(
	int directory, const struct pd_new_file *file, struct pd_error *error);

/* Refuses a directory of a store, whose files pemdeck alone keeps: one that is written over
 * there is a store that is damaged. path: what is to be written. */
bool pd_replace_check_outside(int directory, const char *path, struct pd_error *error);

/* PD_EEXISTS, which front ends ask about: path exists and may not be replaced. others:
 * how many more are in the way. */
bool pd_replace_fail_exists(const char *path, size_t others, struct pd_error *error);

/* PD_EINPUT: it is also another of the files that are written together. */
bool pd_replace_fail_twice(const char *path, struct pd_error *error);

#endif
