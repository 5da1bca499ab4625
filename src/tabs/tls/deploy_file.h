/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_DEPLOY_FILE_H
#define PD_TABS_TLS_DEPLOY_FILE_H

#include "base/error.h"
#include "base/memory.h"

#include <sys/types.h>

/* One file outside of the store that is to have a content, owner and mode, and that can
 * be put back as it was. Steps: open, want, write, commit; restore takes a commit back.
 */

struct pd_place {
	const char *path; /* lent */
	int directory;    /* everything is done below it */
	char *name, *temporary;
	bool existed, committed;
	struct pd_secret before;
	uid_t uid_before, uid; /* -1: whoever makes it */
	gid_t gid_before, gid;
	mode_t mode_before, mode;
	struct pd_bytes content; /* lent */
};

/* Looks at what is there. Refused, naming it: a symbolic link, anything else that is no
 * regular file, a directory in which everybody may write. place is {0}. */
bool pd_place_open(struct pd_place *place, const char *path, struct pd_error *error);

/* What it is to have. owner: "user", "user:group" or ":group" by name or number, NULL
 * as it is; mode: -1 as it is, or fallback for a new file. */
bool pd_place_want(struct pd_place *place, struct pd_bytes content, const char *owner,
	int mode, mode_t fallback, struct pd_error *error);
bool pd_place_is_changed(const struct pd_place *place);

/* Beside it, with owner and mode; then in its place, in one step. */
bool pd_place_write(struct pd_place *place, struct pd_error *error);
bool pd_place_commit(struct pd_place *place, struct pd_error *error);

/* As it was, if it was committed: the file before, or none. */
bool pd_place_restore(struct pd_place *place, struct pd_error *error);

void pd_place_free(struct pd_place *place); /* leaves no trace of what is half done */

#endif
