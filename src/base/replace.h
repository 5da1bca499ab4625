/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_REPLACE_H
#define PD_BASE_REPLACE_H

#include <sys/types.h>

#include "base/directories.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/place.h"
#include "base/replace_check.h"

/* The one way to write files outside the store. Each is written beside its place, under a
 * name of its own, gets owner and mode, is synced, and takes the place in one step; a
 * directory is opened once, and nothing is done by its path again. Several files take
 * their places together, and what was there before comes back unless all of them are
 * kept. Nothing is ever written through a symbolic link, or into a pipe, a device or a
 * socket. */

/* Files that belong together. Starts as {0}. */
struct pd_replacement {
	struct pd_directories directories;
	struct pd_replacement_file *files;
	size_t count;
	char **notes; /* translated: what could not be replaced in one step */
	size_t note_count, told;
	char *journal; /* NULL: none */
	int journal_file;
};

/* Keeps a journal (base/replace_journal.h) of the set, so that the files before come back
 * even if this process is killed, with the next set that has this journal; called before
 * anything is added. All that is replaced in one step is in it. */
bool pd_replacement_journal(
	struct pd_replacement *set, const char *path, struct pd_error *error);

/* From now on the new files are the right ones, also for whoever finds the journal; to be
 * followed by keep. On failure it is to be taken back. */
bool pd_replacement_settle(struct pd_replacement *set, struct pd_error *error);

/* Makes the directory with that mode unless it is there; files of file_mode are to be
 * written in it. */
bool pd_replacement_folder(struct pd_replacement *set, const char *path, mode_t mode,
	mode_t file_mode, struct pd_error *error);

/* The descriptor of the directory that the file is to be in, checked (base/directory.h);
 * lent until the next call. -1: error. The second form takes one that is open already. */
int pd_replacement_directory(struct pd_replacement *set, const struct pd_new_file *file,
	struct pd_error *error);
void pd_replacement_adopt(struct pd_replacement *set, const char *path, int directory);

/* Writes the file beside its place. With PD_KEEP one that is there is refused with
 * PD_EEXISTS. */
bool pd_replacement_add(struct pd_replacement *set, const struct pd_new_file *file,
	struct pd_error *error);

/* The same for a file that is written piece by piece: a descriptor to write to, lent
 * until the commit. content is not looked at. -1: error. */
int pd_replacement_open(struct pd_replacement *set, const struct pd_new_file *file,
	struct pd_error *error);

/* The file is to be removed with the commit; one that is missing is fine. */
bool pd_replacement_remove(
	struct pd_replacement *set, const char *path, struct pd_error *error);

/* Puts what was added since the last commit in its place and syncs it. On failure the
 * caller gives up the set. */
bool pd_replacement_commit(struct pd_replacement *set, struct pd_error *error);

/* Each call returns one sentence about a commit that the operator should read; NULL: no
 * more. free() it. */
char *pd_replacement_note(struct pd_replacement *set);

/* It is done: what was committed stays, and the set is {0} then. false: so it is, but of what
 * was there before something could not be removed, which error names: it lies beside its place
 * under another name, and may be a key. */
bool pd_replacement_keep(struct pd_replacement *set, struct pd_error *error);

/* Takes back what was not kept, so that everything is as before; the set is {0} then.
 * error says what could not be put back. pd_replacement_drop serves as PD_AUTO. */
bool pd_replacement_take_back(struct pd_replacement *set, struct pd_error *error);
void pd_replacement_drop(struct pd_replacement *set);

#endif
