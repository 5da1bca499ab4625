/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
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
}

/* ---- reading ------------------------------------------------------------------- */

static bool
too_large(const char *name, size_t limit, struct pd_error *error)
{
	if (limit >= (size_t)1 << 20)
		return pd_fail(error, PD_EINPUT, name,
			_("it is larger than %zu MiB, more than pemdeck reads; name a "
			  "smaller file"),
			limit >> 20);
	return pd_fail(error, PD_EINPUT, name,
		_("it is larger than %zu bytes, more than pemdeck reads; name a "
		  "smaller "
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
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return pd_fail_errno(
				error, PD_EIO, name, _("it cannot be read"));
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
		return pd_fail(error, PD_EINPUT, path,
			_("it is a directory; name a file in it"));
	if (!S_ISREG(mode) && !S_ISFIFO(mode))
		return pd_fail(error, PD_EINPUT, path,
			_("it is a device or a socket; name a regular file"));
	return true;
}

static bool
open_input(const char *path, int *file, uint64_t *size, struct pd_error *error)
{
	struct stat status;
	if (stat(path, &status) < 0)
		return pd_fail_errno(error, PD_EIO, path, _("it cannot be opened"));
	if (!check_kind(status.st_mode, path, error))
		return false;
	*file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*file < 0)
		return pd_fail_errno(error, PD_EIO, path, _("it cannot be opened"));
	/* Once more: it may have been exchanged in between. */
	if (fstat(*file, &status) < 0)
		return pd_fail_errno(error, PD_EIO, path, _("it cannot be read"));
	*size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
	return check_kind(status.st_mode, path, error);
}

bool
pd_file_read(
	const char *path, size_t limit, struct pd_secret *out, struct pd_error *error)
{
	if (strcmp(path, "-") == 0)
		return pd_file_read_fd(
			STDIN_FILENO, _("standard input"), limit, out, error);
	PD_AUTO(pd_drop_descriptor) int file = -1;
	uint64_t size;
	if (!open_input(path, &file, &size, error))
		return false;
	if (size > limit)
		return too_large(path, limit, error);
	return pd_file_read_fd(file, path, limit, out, error);
}

int
pd_file_open(const char *path, uint64_t *size, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor) int file = -1;
	if (!open_input(path, &file, size, error))
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
		if (step < 0 && errno == EINTR)
			continue;
		if (step < 0)
			return pd_fail_errno(
				error, PD_EIO, path, _("it cannot be read"));
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
		return pd_fail(error, PD_ESTATE, shown, _("there is no such file"));
	if (file < 0 && errno == ELOOP)
		return pd_fail(error, PD_ESTORE, shown,
			_("it is a symbolic link; a file of the store must be a "
			  "regular "
			  "file"));
	if (file < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("it cannot be opened"));
	struct stat status;
	if (fstat(file, &status) < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("it cannot be read"));
	if (!S_ISREG(status.st_mode))
		return pd_fail(error, PD_ESTORE, shown, _("it is not a regular file"));
	return pd_file_read_fd(file, shown, limit, out, error);
}

/* ---- writing ------------------------------------------------------------------- */

bool
pd_file_put(int descriptor, struct pd_bytes content)
{
	while (content.size > 0) {
		ssize_t done = write(descriptor, content.data, content.size);
		if (done < 0 && errno == EINTR)
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
		return pd_fail_errno(error, PD_EIO, shown, _("it cannot be written"));
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
	return pd_fail_errno(error, PD_EIO, shown, _("it cannot be written"));
}

bool
pd_file_sync(int descriptor, const char *shown, struct pd_error *error)
{
	if (fsync(descriptor) == 0)
		return true;
	return pd_fail_errno(
		error, PD_EIO, shown, _("it cannot be brought to the disk"));
}

bool
pd_file_fail_exists(const char *path, size_t others, struct pd_error *error)
{
	if (others == 0)
		return pd_fail(error, PD_EEXISTS, path,
			_("it exists already; agree to replace it with --yes, or name "
			  "another"));
	if (error->code == PD_OK)
		error->others = others;
	return pd_fail(error, PD_EEXISTS, path,
		ngettext("it exists already, and %zu other; agree to replace them with "
			 "--yes, or name others",
			"it exists already, and %zu others; agree to replace them with "
			"--yes, or name others",
			others),
		others);
}

/* rename where replacing is allowed; else link, which refuses an existing name. */
static bool
put_in_place(int directory, const char *temporary, const char *name, const char *path,
	enum pd_replace replace, struct pd_error *error)
{
	if (replace == PD_REPLACE) {
		if (renameat(directory, temporary, directory, name) == 0)
			return true;
		return pd_fail_errno(error, PD_EIO, path, _("it cannot be written"));
	}
	/* RENAME_NOREPLACE is one step, but not known to every file system. */
	if (renameat2(directory, temporary, directory, name, RENAME_NOREPLACE) == 0)
		return true;
	if (errno == EINVAL && linkat(directory, temporary, directory, name, 0) == 0)
		return unlinkat(directory, temporary, 0) == 0 ||
		       pd_fail_errno(error, PD_EIO, path, _("it cannot be written"));
	if (errno == EEXIST)
		return pd_file_fail_exists(path, 0, error);
	return pd_fail_errno(error, PD_EIO, path, _("it cannot be written"));
}

static char *
temporary_name(void)
{
	uint64_t random = 0;
	if (getrandom(&random, sizeof random, 0) != sizeof random)
		random = (uint64_t)getpid();
	return pd_format(".pemdeck-%016jx.tmp", (uintmax_t)random);
}

static bool
write_in(int directory, const char *name, const char *path, struct pd_bytes content,
	mode_t mode, enum pd_replace replace, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *temporary = temporary_name();
	if (!pd_file_create_at(directory, temporary, path, content, mode, error))
		return false;
	if (!put_in_place(directory, temporary, name, path, replace, error)) {
		(void)unlinkat(directory, temporary, 0);
		return false;
	}
	if (pd_file_sync(directory, path, error))
		return true;
	/* With PD_KEEP it is ours alone, so nothing of a write that failed stays. */
	if (replace == PD_KEEP)
		(void)unlinkat(directory, name, 0);
	return false;
}

/* A terminal, pipe or /dev/null takes the bytes and stays what it is. -1: error. */
static int
open_special(const char *path, mode_t mode, struct pd_error *error)
{
	int file = -1;
	if (S_ISDIR(mode))
		(void)pd_fail(error, PD_EINPUT, path,
			_("it is a directory; name a file in it"));
	else if (!S_ISCHR(mode) && !S_ISFIFO(mode))
		(void)pd_fail(error, PD_EINPUT, path,
			_("it is a disk or a socket; name a regular file"));
	else if ((file = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)) < 0)
		(void)pd_fail_errno(error, PD_EIO, path, _("it cannot be written"));
	return file;
}

static bool
write_into(
	const char *path, mode_t mode, struct pd_bytes content, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor) int file = open_special(path, mode, error);
	return file >= 0 &&
	       (pd_file_put(file, content) ||
		       pd_fail_errno(error, PD_EIO, path, _("it cannot be written")));
}

bool
pd_file_write(const char *path, struct pd_bytes content, mode_t mode,
	enum pd_replace replace, struct pd_error *error)
{
	if (strcmp(path, "-") == 0)
		return pd_file_put(STDOUT_FILENO, content) ||
		       pd_fail_errno(error, PD_EIO, _("standard output"),
			       _("it cannot be written"));
	PD_AUTO(pd_drop_text) char *for_folder = pd_copy(path);
	PD_AUTO(pd_drop_text) char *for_name = pd_copy(path);
	const char *folder = dirname(for_folder), *name = basename(for_name);
	struct stat status;
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		return write_into(path, status.st_mode, content, error);
	PD_AUTO(pd_drop_descriptor)
	int directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return pd_fail_errno(error, PD_EIO, path,
			_("its directory %s cannot be opened"), folder);
	return write_in(directory, name, path, content, mode, replace, error);
}

/* ---- writing piece by piece ---------------------------------------------------- */

struct pd_output {
	char *path, *name, *temporary; /* temporary NULL: it is written into */
	int directory, file;           /* -1: not open */
	enum pd_replace replace;
};

static bool
open_temporary(struct pd_output *output, mode_t mode, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *for_folder = pd_copy(output->path);
	PD_AUTO(pd_drop_text) char *for_name = pd_copy(output->path);
	const char *folder = dirname(for_folder);
	output->name = pd_copy(basename(for_name));
	output->directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (output->directory < 0)
		return pd_fail_errno(error, PD_EIO, output->path,
			_("its directory %s cannot be opened"), folder);
	PD_AUTO(pd_drop_text) char *temporary = temporary_name();
	output->file = openat(output->directory, temporary,
		O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (output->file < 0)
		return pd_fail_errno(
			error, PD_EIO, output->path, _("it cannot be written"));
	output->temporary = pd_steal(temporary);
	return fchmod(output->file, mode) == 0 ||
	       pd_fail_errno(error, PD_EIO, output->path, _("it cannot be written"));
}

struct pd_output *
pd_output_open(
	const char *path, mode_t mode, enum pd_replace replace, struct pd_error *error)
{
	PD_AUTO(pd_drop_output) struct pd_output *output = pd_alloc(1, sizeof *output);
	*output = (struct pd_output){
		.path = pd_copy(path), .directory = -1, .file = -1, .replace = replace};
	struct stat status;
	bool exists = stat(path, &status) == 0, good;
	if (exists && !S_ISREG(status.st_mode))
		good = (output->file = open_special(path, status.st_mode, error)) >= 0;
	else if (exists && replace == PD_KEEP)
		good = pd_file_fail_exists(path, 0, error); /* before hours of work */
	else
		good = open_temporary(output, mode, error);
	return good ? pd_steal(output) : NULL;
}

bool
pd_output_write(struct pd_output *output, struct pd_bytes bytes, struct pd_error *error)
{
	return pd_file_put(output->file, bytes) ||
	       pd_fail_errno(error, PD_EIO, output->path, _("it cannot be written"));
}

static bool
close_output(struct pd_output *output)
{
	int file = output->file;
	output->file = -1;
	return close(file) == 0;
}

bool
pd_output_finish(struct pd_output *output, struct pd_error *error)
{
	bool synced = output->temporary == NULL || fsync(output->file) == 0;
	if (!synced || !close_output(output))
		return pd_fail_errno(
			error, PD_EIO, output->path, _("it cannot be written"));
	if (output->temporary == NULL)
		return true;
	if (!put_in_place(output->directory, output->temporary, output->name,
		    output->path, output->replace, error))
		return false;
	free(output->temporary);
	output->temporary = NULL;
	return pd_file_sync(output->directory, output->path, error);
}

void
pd_output_free(struct pd_output *output)
{
	if (output == NULL)
		return;
	if (output->temporary != NULL)
		(void)unlinkat(output->directory, output->temporary, 0);
	pd_drop_descriptor(&output->file);
	pd_drop_descriptor(&output->directory);
	free(output->temporary);
	free(output->name);
	free(output->path);
	free(output);
}
