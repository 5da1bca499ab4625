/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_PLACE_H
#define PD_BASE_PLACE_H

#include <sys/stat.h>

#include "base/error.h"

/* The place of one file in an open directory, and the steps by which base/replace.h
 * fills it. */

struct pd_owner {
	uid_t uid; /* -1: the caller's */
	gid_t gid; /* -1: the caller's */
};

struct pd_place {
	int directory;
	const char *name, *path; /* path: for errors */
	mode_t mode;
	struct pd_owner owner;
};

/* Gives the open file the owner and mode of the place. */
bool pd_place_own(const struct pd_place *place, int file, struct pd_error *error);

/* The file called temporary takes the place in one step: only if it is free (else errno
 * is EEXIST), or in place of what is there. That is *before then, a name in the same
 * directory, or NULL if there was nothing; free() it. On failure errno says why; EBUSY
 * and EXDEV mean that nothing can take this place. Where nothing was, the file may have
 * the temporary name as well, which the caller removes. */
bool pd_place_take(const struct pd_place *place, const char *temporary);
bool pd_place_take_over(
	const struct pd_place *place, const char *temporary, char **before);

/* Gives what is there a second name beside it; a copy where there are no hard links. errno
 * is ENOENT if nothing is there. */
bool pd_place_keep(const struct pd_place *place, const char *aside);

/* A file before it was written over. */
struct pd_place_before {
	int content; /* in memory */
	struct stat status;
};

/* The next best: writes into the file that is there, by a descriptor to it, which must be
 * a regular file with no other name; and for a secret, one that nobody else may have
 * open. before keeps what was in it; the caller closes it. */
bool pd_place_fill(const struct pd_place *place, int content,
	struct pd_place_before *before, struct pd_error *error);

/* Puts that back, unless another file is in the place by now. */
bool pd_place_refill(const struct pd_place *place, const struct pd_place_before *before,
	struct pd_error *error);

#endif
