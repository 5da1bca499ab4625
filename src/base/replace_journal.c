/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/replace_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"

/* The number of its own inode, so that a copy of it is none; for each file four texts, each
 * with a NUL behind it: path, temporary, aside, and the numbers; then END. One that is cut
 * off before END was not valid yet: nothing had taken its place. */

#define END "end"

enum { LIMIT = 16 << 20 };

static bool
fail_journal(const char *path, struct pd_error *error)
{
	return pd_fail_errno(error, PD_EIO, path, _("cannot be written"));
}

/* ---- writing ------------------------------------------------------------------------ */

static void
add_word(struct pd_buffer *out, const char *word)
{
	pd_buffer_add_text(out, word);
	pd_buffer_add_byte(out, 0);
}

static void
add_journaled(struct pd_buffer *out, const struct pd_journaled *file)
{
	add_word(out, file->path);
	add_word(out, file->temporary);
	add_word(out, file->aside);
	pd_buffer_add_format(out, "%ju %ju %ju %d", (uintmax_t)file->inode,
		(uintmax_t)file->mode, (uintmax_t)file->owner, (int)file->existed);
	pd_buffer_add_byte(out, 0);
}

bool
pd_replace_journal_write(int journal, const char *path,
	const struct pd_journaled *files, size_t count, struct pd_error *error)
{
	struct stat own;
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	if (fstat(journal, &own) < 0)
		return fail_journal(path, error);
	pd_buffer_add_format(&text, "%ju", (uintmax_t)own.st_ino);
	pd_buffer_add_byte(&text, 0);
	for (size_t i = 0; i < count; i++)
		add_journaled(&text, &files[i]);
	add_word(&text, END);
	return (ftruncate(journal, 0) == 0 && lseek(journal, 0, SEEK_SET) == 0 &&
		       pd_file_put(journal, pd_buffer_bytes(&text)) &&
		       fsync(journal) == 0) ||
	       fail_journal(path, error);
}

bool
pd_replace_journal_clear(int journal, const char *path, struct pd_error *error)
{
	return (ftruncate(journal, 0) == 0 && fsync(journal) == 0) ||
	       fail_journal(path, error);
}

/* ---- taking back --------------------------------------------------------------------- */

/* Only the file that was put there goes: what somebody else has put there since is his. It is
 * known by its inode alone: devices get other numbers when the system starts anew. */
static bool
put_back_before(int directory, const char *name, const struct pd_journaled *file)
{
	struct stat status;
	enum pd_there there = pd_there_at(directory, name, &status);
	if (there != PD_THERE_IS || status.st_ino != file->inode)
		return there != PD_THERE_UNKNOWN;
	switch (pd_there_at(directory, file->aside, NULL)) {
	case PD_THERE_IS:
		return renameat(directory, file->aside, directory, name) == 0;
	case PD_THERE_NOT:
		return file->existed || unlinkat(directory, name, 0) == 0;
	default:
		return false;
	}
}

static bool
is_gone(int directory, const char *name)
{
	return unlinkat(directory, name, 0) == 0 || errno == ENOENT;
}

static bool
take_back_journaled(const struct pd_journaled *file, struct pd_error *error)
{
	const struct pd_guard guard = pd_guard_for(file->mode, file->owner);
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(file->path);
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(file->path);
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_descriptor)
	int directory = pd_directory_open(part, &guard, &problem);
	if (directory < 0)
		return pd_directory_fail(file->path, part, &problem, error);
	return (put_back_before(directory, name, file) &&
		       is_gone(directory, file->temporary) &&
		       is_gone(directory, file->aside) && fsync(directory) == 0) ||
	       pd_fail_errno(error, PD_EIO, file->path,
		       _("what was there before cannot be put back"));
}

/* The word at *next, which then stands behind it; NULL: there is none. */
static const char *
next_word(struct pd_bytes *rest)
{
	const char *word = (const char *)rest->data;
	size_t size = strnlen(word, rest->size);
	if (size == rest->size)
		return NULL;
	rest->data += size + 1;
	rest->size -= size + 1;
	return word;
}

static bool
read_numbers(const char *text, struct pd_journaled *out)
{
	uintmax_t inode = 0, mode = 0, owner = 0;
	int existed = 0;
	if (sscanf(text, "%ju %ju %ju %d", &inode, &mode, &owner, &existed) != 4)
		return false;
	out->inode = (ino_t)inode;
	out->mode = (mode_t)mode;
	out->owner = (uid_t)owner;
	out->existed = existed != 0;
	return true;
}

static bool
read_journaled(struct pd_bytes *rest, struct pd_journaled *out)
{
	out->path = next_word(rest);
	out->temporary = out->path ? next_word(rest) : NULL;
	out->aside = out->temporary ? next_word(rest) : NULL;
	const char *numbers = out->aside ? next_word(rest) : NULL;
	/* Whatever somebody has written into it, only names that are made here are removed. */
	return numbers != NULL && out->path[0] == '/' &&
	       pd_directory_is_temporary(out->temporary) &&
	       pd_directory_is_aside(out->aside) && read_numbers(numbers, out);
}

static bool
is_complete(struct pd_bytes text)
{
	return text.size >= sizeof END &&
	       memcmp(text.data + text.size - sizeof END, END, sizeof END) == 0;
}

/* What was copied with the store, or by a backup, tells of files as they were elsewhere, or at
 * another time. */
static bool
check_not_copied(
	struct pd_bytes *rest, int journal, const char *path, struct pd_error *error)
{
	struct stat own;
	uintmax_t inode = 0;
	const char *number = next_word(rest);
	if (fstat(journal, &own) < 0)
		return fail_journal(path, error);
	return (number != NULL && sscanf(number, "%ju", &inode) == 1 &&
		       inode == (uintmax_t)own.st_ino) ||
	       pd_fail(error, PD_ESTORE, path,
		       _("this journal of files that were being replaced is a copy, or "
			 "damaged, and nothing is put back by it; compare the files of "
			 "the deploy targets, then remove it"));
}

static bool
take_back_all(int journal, struct pd_bytes text, const char *path, size_t *files,
	struct pd_error *error)
{
	struct pd_bytes rest = text;
	if (is_complete(text) && !check_not_copied(&rest, journal, path, error))
		return false;
	while (is_complete(text) && rest.size > sizeof END) {
		struct pd_journaled file = {0};
		if (!read_journaled(&rest, &file))
			return pd_fail(error, PD_ESTORE, path,
				_("this journal of files that were being replaced is "
				  "damaged; compare the files of the deploy targets, "
				  "then remove it"));
		if (!take_back_journaled(&file, error))
			return false;
		*files += 1;
	}
	return true;
}

/* ---- opening ------------------------------------------------------------------------- */

static int
open_journal(const char *path, int how)
{
	return open(path, O_RDWR | how | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);
}

/* What stands in it decides what files of this machine become. */
static bool
check_journal(int journal, const char *path, struct pd_error *error)
{
	struct stat status;
	if (fstat(journal, &status) < 0)
		return fail_journal(path, error);
	return (S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
		       (status.st_mode & 077) == 0 && status.st_nlink == 1) ||
	       pd_fail(error, PD_ESTORE, path,
		       _("this journal of files that were being replaced is to be a "
			 "regular file of yours alone, with mode 600 and no second "
			 "name; nothing is put back by it, so compare the files of "
			 "the deploy targets, then remove it"));
}

static bool
recover_locked(int journal, const char *path, size_t *files, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (!check_journal(journal, path, error) ||
		!pd_file_read_fd(journal, path, LIMIT, &text, error))
		return false;
	return text.size == 0 ||
	       (take_back_all(journal, pd_secret_bytes(&text), path, files, error) &&
		       pd_replace_journal_clear(journal, path, error));
}

/* false: errno is EWOULDBLOCK if another has it. */
static bool
lock_journal(int journal)
{
	return flock(journal, LOCK_EX | LOCK_NB) == 0;
}

int
pd_replace_journal_open(const char *path, struct pd_error *error)
{
	size_t files = 0;
	PD_AUTO(pd_drop_descriptor) int journal = open_journal(path, O_CREAT);
	if (journal < 0) {
		(void)fail_journal(path, error);
		return -1;
	}
	if (!lock_journal(journal)) {
		(void)(errno == EWOULDBLOCK
				? pd_fail(error, PD_ESTATE, path,
					  _("another pemdeck is replacing these files; "
					    "try again when it is done"))
				: pd_fail_errno(
					  error, PD_EIO, path, _("cannot be locked")));
		return -1;
	}
	if (!recover_locked(journal, path, &files, error))
		return -1;
	int open = journal;
	journal = -1;
	return open;
}

bool
pd_replace_journal_recover(const char *path, size_t *files, struct pd_error *error)
{
	struct stat status;
	*files = 0;
	if (stat(path, &status) < 0)
		return errno == ENOENT || errno == ENOTDIR || fail_journal(path, error);
	if (status.st_size == 0)
		return true;
	PD_AUTO(pd_drop_descriptor) int journal = open_journal(path, 0);
	if (journal < 0)
		return fail_journal(path, error);
	if (!lock_journal(journal))
		return errno == EWOULDBLOCK ||
		       pd_fail_errno(error, PD_EIO, path, _("cannot be locked"));
	return recover_locked(journal, path, files, error);
}

bool
pd_replace_journal_is_cut(const char *path)
{
	struct stat status;
	PD_AUTO(pd_drop_descriptor)
	int journal = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	return journal >= 0 && fstat(journal, &status) == 0 && status.st_size > 0 &&
	       flock(journal, LOCK_SH | LOCK_NB) == 0;
}
