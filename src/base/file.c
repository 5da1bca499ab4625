/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

void
pd_drop_descriptor(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor);
	*descriptor = -1;
}

/* Did it fail for the moment only? Another program may have left the pipe or the terminal
 * so that it does not wait: then this does. */
static bool
is_passing(int descriptor, short event)
{
	if (errno != EAGAIN)
		return errno == EINTR;
	struct pollfd line = {descriptor, event, 0};
	return poll(&line, 1, -1) >= 0 || errno == EINTR;
}

/* ---- reading ------------------------------------------------------------------- */

static bool
too_large(const char *name, size_t limit, struct pd_error *error)
{
	if (limit >= (size_t)1 << 20)
		return pd_fail(error, PD_EINPUT, name,
			_("is larger than %zu MiB, more than pemdeck reads; name a "
			  "smaller file"),
			limit >> 20);
	return pd_fail(error, PD_EINPUT, name,
		_("is larger than %zu bytes, more than pemdeck reads; name a smaller "
		  "file"),
		limit);
}

bool
pd_file_read_fd(int descriptor, const char *name, size_t limit, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	for (;;) {
		size_t left = limit + 1 - content.size;
		size_t step = left < 1 << 16 ? left : 1 << 16;
		ssize_t got = read(descriptor, pd_secret_reserve(&content, step), step);
		if (got < 0 && is_passing(descriptor, POLLIN))
			continue;
		if (got < 0)
			return pd_fail_errno(error, PD_EIO, name, _("cannot be read"));
		pd_secret_added(&content, (size_t)got);
		if (content.size > limit)
			return too_large(name, limit, error);
		if (got == 0)
			break;
	}
	*out = pd_secret_steal(&content);
	return true;
}

/* A device would be read for ever or act on being read; a directory has no content. */
static bool
check_kind(mode_t mode, const char *path, struct pd_error *error)
{
	if (S_ISDIR(mode))
		return pd_fail(
			error, PD_EINPUT, path, _("is a directory; name a file in it"));
	if (!S_ISREG(mode) && !S_ISFIFO(mode))
		return pd_fail(error, PD_EINPUT, path,
			_("is a device or a socket; name a regular file"));
	return true;
}

/* Who may write beside it can exchange it at any time: a pipe that was none before would
 * be waited for. */
static bool
check_same_kind(const struct stat *seen, int file, struct stat *status,
	const char *path, struct pd_error *error)
{
	if (fstat(file, status) < 0)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be read"));
	return (seen->st_mode & S_IFMT) == (status->st_mode & S_IFMT) ||
	       pd_fail(error, PD_EINPUT, path,
		       _("was replaced while it was being opened; try again when "
			 "nobody "
			 "works with it"));
}

static bool
look_at(const char *path, struct stat *seen, struct pd_error *error)
{
	if (stat(path, seen) < 0)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be opened"));
	return check_kind(seen->st_mode, path, error);
}

bool
pd_file_look(const char *path, struct pd_error *error)
{
	struct stat seen;
	if (strcmp(path, "-") == 0)
		return true;
	return look_at(path, &seen, error) &&
	       (faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 ||
		       pd_fail_errno(error, PD_EIO, path, _("cannot be opened")));
}

enum pipes { PIPES_TOO, NO_PIPES };

static bool
open_input(const char *path, enum pipes pipes, int *file, uint64_t *size,
	struct pd_error *error)
{
	struct stat seen, status;
	if (!look_at(path, &seen, error))
		return false;
	if (pipes == NO_PIPES && S_ISFIFO(seen.st_mode))
		return pd_fail(error, PD_EINPUT, path,
			_("is a pipe, and only one that is named is waited for; put a "
			  "regular file there"));
	int wait = S_ISFIFO(seen.st_mode) ? 0 : O_NONBLOCK;
	*file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | wait);
	if (*file < 0)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be opened"));
	if (!check_same_kind(&seen, *file, &status, path, error))
		return false;
	*size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
	return true;
}

static bool
read_input(const char *path, enum pipes pipes, size_t limit, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor) int file = -1;
	uint64_t size = 0;
	if (!open_input(path, pipes, &file, &size, error))
		return false;
	if (size > limit)
		return too_large(path, limit, error);
	return pd_file_read_fd(file, path, limit, out, error);
}

bool
pd_file_read(
	const char *path, size_t limit, struct pd_secret *out, struct pd_error *error)
{
	if (strcmp(path, "-") == 0)
		return pd_file_read_fd(
			STDIN_FILENO, _("standard input"), limit, out, error);
	return read_input(path, PIPES_TOO, limit, out, error);
}

bool
pd_file_read_found(
	const char *path, size_t limit, struct pd_secret *out, struct pd_error *error)
{
	return read_input(path, NO_PIPES, limit, out, error);
}

int
pd_file_open(const char *path, uint64_t *size, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor) int file = -1;
	if (!open_input(path, PIPES_TOO, &file, size, error))
		return -1;
	int opened = file;
	file = -1;
	return opened;
}

int
pd_file_open_found(const char *path, size_t limit, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor) int file = -1;
	uint64_t size;
	if (!open_input(path, NO_PIPES, &file, &size, error) ||
		(size > limit && !too_large(path, limit, error)))
		return -1;
	int opened = file;
	file = -1;
	return opened;
}

bool
pd_file_fill(int descriptor, const char *path, unsigned char *bytes, size_t size,
	size_t *got, struct pd_error *error)
{
	*got = 0;
	while (*got < size) {
		ssize_t step = read(descriptor, bytes + *got, size - *got);
		if (step < 0 && is_passing(descriptor, POLLIN))
			continue;
		if (step < 0)
			return pd_fail_errno(error, PD_EIO, path, _("cannot be read"));
		if (step == 0)
			break;
		*got += (size_t)step;
	}
	return true;
}

bool
pd_file_read_at(int directory, const char *name, const char *shown, size_t limit,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int file = openat(directory, name,
		O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (file < 0 && errno == ENOENT)
		return pd_fail(error, PD_ESTATE, shown, _("no such file"));
	if (file < 0 && errno == ELOOP)
		return pd_fail(error, PD_ESTORE, shown,
			_("is a symbolic link; a file of the store must be a regular "
			  "file"));
	if (file < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be opened"));
	struct stat status;
	if (fstat(file, &status) < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be read"));
	if (!S_ISREG(status.st_mode))
		return pd_fail(error, PD_ESTORE, shown, _("is not a regular file"));
	return pd_file_read_fd(file, shown, limit, out, error);
}

/* ---- writing ------------------------------------------------------------------- */

bool
pd_file_put(int descriptor, struct pd_bytes content)
{
	while (content.size > 0) {
		ssize_t done = write(descriptor, content.data, content.size);
		if (done < 0 && is_passing(descriptor, POLLOUT))
			continue;
		if (done < 0)
			return false;
		content.data += done;
		content.size -= (size_t)done;
	}
	return true;
}

bool
pd_file_create_at(int directory, const char *name, const char *shown,
	struct pd_bytes content, mode_t mode, struct pd_error *error)
{
	int file = openat(directory, name,
		O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (file < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	/* The umask may have taken bits that the caller asked for. */
	bool good = fchmod(file, mode) == 0 && pd_file_put(file, content) &&
		    fsync(file) == 0;
	int number = errno;
	if (close(file) < 0 && good) {
		good = false;
		number = errno;
	}
	if (good)
		return true;
	(void)unlinkat(directory, name, 0);
	errno = number;
	return pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
}

bool
pd_file_sync(int descriptor, const char *shown, struct pd_error *error)
{
	if (fsync(descriptor) == 0)
		return true;
	return pd_fail_errno(error, PD_EIO, shown, _("cannot be synced to disk"));
}
