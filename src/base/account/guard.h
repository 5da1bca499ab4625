/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ACCOUNT_GUARD_H
#define PD_BASE_ACCOUNT_GUARD_H

#include <stdbool.h>
#include <sys/stat.h>

/* Who may change what is written, or run, on a path: its owner, and whom its mode lets. */

/* Whose directories a path may lead through. Off: anybody's. */
struct pd_guard {
	bool is_on;
	uid_t trusted[4]; /* root, the caller, who called root, the owner of the file */
};

/* Does a file of that mode hold a secret? One that not everybody may read: also a key that
 * is handed to a service by its group. */
bool pd_mode_is_secret(mode_t mode);

/* On where root writes, or where a file of that mode holds a secret. owner: whose the file
 * will be, (uid_t)-1 for the caller's. */
struct pd_guard pd_guard_for(mode_t mode, uid_t owner);

bool pd_guard_trusts(const struct pd_guard *guard, uid_t user);

/* May anybody but the owner of the file or directory write to it, by its mode or an access
 * list? The group that is the owner's alone is the owner. file is a directory, or a file
 * that is open for reading: of one that is not (O_PATH, -1), the group counts as others. */
bool pd_guard_others_may_write(int file, const struct stat *status);

#endif
