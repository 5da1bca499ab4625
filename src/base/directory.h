/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_DIRECTORY_H
#define PD_BASE_DIRECTORY_H

#include "base/account/guard.h"
#include "base/error.h"

/* Directories outside the store, opened so that nobody who may not can put something
 * else in the place of what is written there. */

/* Opens the directory for reading, from the root on and link by link. Refused with
 * PD_EINPUT, naming the directory at fault: one on the way that belongs to a user who is
 * not trusted, or in which such a user may write. A sticky one (/tmp) is passed where
 * what comes next belongs to a trusted user, but is nothing to write in. -1: error. */
int pd_directory_open(
	const char *path, const struct pd_guard *guard, struct pd_error *error);

/* Where the symbolic link leads, free() it. NULL: errno says why, ENOTDIR if it is none, EPERM
 * if it may not be followed. With a guard that may only one of root's or the caller's;
 * without, in a directory where everybody may write (/tmp), also one that belongs to whom
 * the directory belongs to. */
char *pd_directory_read_link(
	int directory, const char *name, const struct pd_guard *guard);

/* Fails so that the error names path, what the operator gave, and not the directory part
 * of it, which problem is about; errno is that of opening it. */
bool pd_directory_fail(const char *path, const char *part,
	const struct pd_error *problem, struct pd_error *error);

/* Makes the directory, with mode whatever the umask, and opens it; one in a sticky
 * directory is as safe as any other. errno is EEXIST if the name is taken. -1: error. */
int pd_directory_make(const char *path, mode_t mode, const struct pd_guard *guard,
	struct pd_error *error);

/* Is there a directory of that name, or a link to one? "-" is standard input or output. */
bool pd_directory_is_there(const char *path);

/* The directory part of a path and the last name in it, without slashes at its end.
 * free() them. */
char *pd_directory_part(const char *path);
char *pd_directory_name(const char *path);

/* Do both lead to one place, however they are spelled: a name in one directory, or one directory
 * that links lead to? */
bool pd_directory_is_same_place(const char *one, const char *other);

/* Calls each for every name in it but "." and "..", until it says false; errno says
 * why the directory could not be listed. */
typedef bool pd_directory_each(void *work, int directory, const char *name);
bool pd_directory_list(int directory, pd_directory_each *each, void *work);

/* A name for what is not complete yet, and not in its place; one for what was in a place
 * and must be put back there if a journal says so. free() them. */
char *pd_directory_temporary(void);
char *pd_directory_aside(void);
/* Is it such a name? */
bool pd_directory_is_temporary(const char *name);
bool pd_directory_is_aside(const char *name);

/* Removes what a process that was killed left under such names: files, and what drop
 * (may be NULL) does with a directory. Until the descriptor is closed,
 * other processes leave alone what is put there under such a name. */
void pd_directory_clean(int directory, pd_directory_each *drop, void *work);

/* The same for files alone, and what was put aside too: for whoever knows that no journal
 * speaks of it. */
void pd_directory_clean_aside(int directory);

/* The name of something that a process which was killed left there, and that nobody is at
 * work with; NULL: nothing. free() it. */
char *pd_directory_leftover(int directory);

#endif
