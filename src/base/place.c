/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"

static bool
fail_place(const struct pd_place *place, struct pd_error *error)
{
	return pd_fail_errno(error, PD_EIO, place->path, _("cannot be written"));
}

bool
pd_place_own(const struct pd_place *place, int file, struct pd_error *error)
{
	const struct pd_owner *owner = &place->owner;
	bool is_given = owner->uid != (uid_t)-1 || owner->gid != (gid_t)-1;
	if (is_given && fchown(file, owner->uid, owner->gid) < 0)
		return errno == EPERM
			       ? pd_fail_errno(error, PD_EIO, place->path,
					 _("cannot be given to its owner; run pemdeck "
					   "as root, or leave the owner out"))
			       : fail_place(place, error);
	return fchmod(file, place->mode) == 0 || fail_place(place, error);
}

/* ---- in one step ------------------------------------------------------------------ */

static bool
is_unknown_here(int number)
{
	return number == EINVAL || number == ENOSYS || number == EOPNOTSUPP;
}

/* RENAME_NOREPLACE is not known to every file system, nor are hard links. */
bool
pd_place_take(const struct pd_place *place, const char *temporary)
{
	int at = place->directory;
	if (renameat2(at, temporary, at, place->name, RENAME_NOREPLACE) == 0)
		return true;
	if (!is_unknown_here(errno))
		return false;
	if (linkat(at, temporary, at, place->name, 0) == 0)
		return true;
	if (errno == EEXIST)
		return false;
	enum pd_there there = pd_there_at(at, place->name, NULL);
	if (there == PD_THERE_IS)
		errno = EEXIST;
	return there == PD_THERE_NOT && renameat(at, temporary, at, place->name) == 0;
}

/* From the beginning of one to the beginning of the other. */
static bool
copy_content(int from, int to)
{
	unsigned char bytes[1 << 14];
	if (lseek(from, 0, SEEK_SET) < 0 || lseek(to, 0, SEEK_SET) < 0)
		return false;
	for (;;) {
		ssize_t got = read(from, bytes, sizeof bytes);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 ||
			!pd_file_put(to, (struct pd_bytes){bytes, (size_t)got})) {
			pd_wipe(bytes, sizeof bytes);
			return got == 0;
		}
	}
}

/* A regular file and nothing else; -1: errno. */
static int
open_regular(const struct pd_place *place, int how, struct stat *status)
{
	int file = openat(place->directory, place->name,
		how | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file < 0)
		return -1;
	int looked = fstat(file, status);
	if (looked == 0 && S_ISREG(status->st_mode))
		return file;
	int number = looked == 0 ? EINVAL : errno;
	(void)close(file);
	errno = number;
	return -1;
}

/* A copy of what is there, with its owner, as far as may be, and mode. */
static bool
copy_aside(const struct pd_place *place, const char *name)
{
	struct stat status;
	PD_AUTO(pd_drop_descriptor) int from = open_regular(place, O_RDONLY, &status);
	if (from < 0)
		return false;
	PD_AUTO(pd_drop_descriptor)
	int to = openat(place->directory, name,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (to < 0)
		return false;
	if (copy_content(from, to) &&
		(fchown(to, status.st_uid, status.st_gid) == 0 || geteuid() != 0) &&
		fchmod(to, status.st_mode & 07777) == 0 && fsync(to) == 0)
		return true;
	int number = errno;
	(void)unlinkat(place->directory, name, 0);
	errno = number;
	return false;
}

/* Exchanging is one step and keeps what was there. */
static bool
exchange(const struct pd_place *place, const char *temporary)
{
	struct stat status;
	int at = place->directory;
	if (renameat2(at, temporary, at, place->name, RENAME_EXCHANGE) < 0)
		return false;
	if (fstatat(at, temporary, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
		!S_ISDIR(status.st_mode))
		return true;
	(void)renameat2(at, temporary, at, place->name, RENAME_EXCHANGE);
	errno = EISDIR;
	return false;
}

bool
pd_place_take_over(const struct pd_place *place, const char *temporary, char **before)
{
	*before = NULL;
	if (exchange(place, temporary)) {
		*before = pd_copy(temporary);
		return true;
	}
	if (errno == ENOENT)
		return pd_place_take(place, temporary);
	if (!is_unknown_here(errno))
		return false;
	PD_AUTO(pd_drop_text) char *aside = pd_directory_temporary();
	if (!copy_aside(place, aside))
		return errno == ENOENT && pd_place_take(place, temporary);
	if (renameat(place->directory, temporary, place->directory, place->name) == 0) {
		*before = pd_steal(aside);
		return true;
	}
	int number = errno;
	(void)unlinkat(place->directory, aside, 0);
	errno = number;
	return false;
}

bool
pd_place_keep(const struct pd_place *place, const char *aside)
{
	if (linkat(place->directory, place->name, place->directory, aside, 0) == 0)
		return true;
	return errno != ENOENT && copy_aside(place, aside);
}

/* ---- into what is there -------------------------------------------------------------- */

static bool
check_fillable(
	const struct pd_place *place, const struct stat *status, struct pd_error *error)
{
	const struct pd_guard guard = pd_guard_for(place->mode, place->owner.uid);
	if (status->st_nlink > 1)
		return pd_fail(error, PD_EINPUT, place->path,
			_("cannot be replaced, and has other names, under which its "
			  "content would change too; name another file"));
	if (!pd_guard_trusts(&guard, status->st_uid) ||
		(pd_mode_is_secret(place->mode) &&
			(status->st_mode & 0777 & ~place->mode) != 0))
		return pd_fail(error, PD_EINPUT, place->path,
			_("cannot be replaced, and others may read or change it; make "
			  "it yours alone with chown and chmod 600, or name another "
			  "file"));
	return true;
}

static bool
overwrite_file(int file, int content)
{
	return ftruncate(file, 0) == 0 && copy_content(content, file) &&
	       fsync(file) == 0;
}

bool
pd_place_fill(const struct pd_place *place, int content, struct pd_place_before *before,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int file = open_regular(place, O_RDWR, &before->status);
	if (file < 0)
		return fail_place(place, error);
	if (!check_fillable(place, &before->status, error))
		return false;
	before->content = memfd_create("pemdeck", MFD_CLOEXEC);
	if (before->content < 0 || !copy_content(file, before->content))
		return fail_place(place, error);
	if (overwrite_file(file, content) && pd_place_own(place, file, error))
		return true;
	(void)fail_place(place, error);
	(void)overwrite_file(file, before->content);
	return false;
}

bool
pd_place_refill(const struct pd_place *place, const struct pd_place_before *before,
	struct pd_error *error)
{
	struct stat status;
	PD_AUTO(pd_drop_descriptor) int file = open_regular(place, O_RDWR, &status);
	const struct stat *was = &before->status;
	if (file < 0)
		return fail_place(place, error);
	if (status.st_ino != was->st_ino || status.st_dev != was->st_dev)
		return true;
	return (overwrite_file(file, before->content) &&
		       fchown(file, was->st_uid, was->st_gid) == 0 &&
		       fchmod(file, was->st_mode & 07777) == 0) ||
	       fail_place(place, error);
}
