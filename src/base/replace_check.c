/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/replace_check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/directory.h"
#include "base/text.h"

bool
pd_replace_fail_twice(const char *path, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, path,
		_("is the same file as another that is to be written, and would hold "
		  "only one of the two; name each once"));
}

bool
pd_replace_fail_exists(const char *path, size_t others, struct pd_error *error)
{
	if (others == 0)
		return pd_fail(error, PD_EEXISTS, path,
			_("exists already; --yes replaces it, or name another"));
	if (error->code == PD_OK)
		error->others = others;
	return pd_fail(error, PD_EEXISTS, path,
		ngettext("exists already, and %zu other; --yes replaces them, or name "
			 "others",
			"exists already, and %zu others; --yes replaces them, or name "
			"others",
			others),
		others);
}

static bool
fail_link(int directory, const char *name, const char *path, struct pd_error *error)
{
	char to[256] = "";
	struct stat status;
	ssize_t size = readlinkat(directory, name, to, sizeof to - 1);
	PD_AUTO(pd_drop_text)
	char *safe = pd_text_safe(to, size > 0 ? (size_t)size : 0);
	if (fstatat(directory, name, &status, 0) < 0 && errno == ENOENT)
		return pd_fail(error, PD_EINPUT, path,
			_("is a symbolic link to %s, where nothing is; name that file "
			  "itself, or remove the link"),
			safe);
	return pd_fail(error, PD_EINPUT, path,
		_("is a symbolic link to %s, and what is there would be lost; name "
		  "that file itself, or remove the link"),
		safe);
}

/* So far below its directory are files of a store: history/00000001, ssl/issued. */
static const char *const above[] = {"", "../", "../../"};

/* What a store has from its first change on, and nothing else has beside each other. */
static bool
is_store(int directory, const char *up)
{
	static const char *const marks[] = {"settings.cfg", "keys", "history/newest"};
	struct stat status;
	for (size_t i = 0; i < PD_COUNT(marks); i++) {
		char name[64];
		(void)snprintf(name, sizeof name, "%s%s", up, marks[i]);
		if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
			return false;
	}
	return true;
}

bool
pd_replace_check_outside(int directory, const char *path, struct pd_error *error)
{
	for (size_t i = 0; i < PD_COUNT(above); i++)
		if (is_store(directory, above[i]))
			return pd_fail(error, PD_EINPUT, path,
				_("is in the directory of a store, whose files pemdeck "
				  "keeps by itself; name another directory"));
	return true;
}

bool
pd_replace_check(int directory, const struct pd_new_file *file, struct pd_error *error)
{
	struct stat status;
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(file->path);
	if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return pd_fail(error, PD_EINPUT, file->path,
			_("is a directory; name a file in it"));
	if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ||
		       pd_fail_errno(error, PD_EIO, file->path, _("cannot be written"));
	if (S_ISDIR(status.st_mode))
		return pd_fail(error, PD_EINPUT, file->path,
			_("is a directory; name a file in it"));
	if (S_ISLNK(status.st_mode))
		return fail_link(directory, name, file->path, error);
	if (!S_ISREG(status.st_mode))
		return pd_fail(error, PD_EINPUT, file->path,
			_("is a pipe, a device or a socket, and nothing is written "
			  "into one; name a regular file"));
	return file->replace == PD_REPLACE ||
	       pd_replace_fail_exists(file->path, 0, error);
}
