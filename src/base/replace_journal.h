/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_REPLACE_JOURNAL_H
#define PD_BASE_REPLACE_JOURNAL_H

#include <sys/types.h>

#include "base/error.h"
#include "base/memory.h"

/* How files outside the store are put back after their process was killed: before the
 * first takes its place, a journal says where all of them go. While there is something in
 * it the files before are the right ones; it is emptied when the new ones are. It stays,
 * since who works with it has it locked. */

/* A file that is to take a place. Lent. */
struct pd_journaled {
	const char *path;
	const char *temporary,
		*aside; /* names beside it: of the new, and of the one before */
	ino_t inode;    /* of the new file */
	mode_t mode;
	uid_t owner;
	bool existed; /* was there one before? */
};

/* Opens it, making it if there is none, and locks it; what is in it is taken back
 * first. -1: error, PD_ESTATE if another process works with it. */
int pd_replace_journal_open(const char *path, struct pd_error *error);

/* Takes back what is in it, unless its process is still at work; *files is how many
 * there were. One that is not there is fine. */
bool pd_replace_journal_recover(
	const char *path, size_t *files, struct pd_error *error);

/* Is there something to be taken back, and nobody at work? Changes nothing. */
bool pd_replace_journal_is_cut(const char *path);

bool pd_replace_journal_write(int journal, const char *path,
	const struct pd_journaled *files, size_t count, struct pd_error *error);
bool pd_replace_journal_clear(int journal, const char *path, struct pd_error *error);

#endif
