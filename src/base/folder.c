/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

struct target {
	char *path;   /* where it is to be, links resolved */
	char *folder; /* that holds it */
	char *stage;  /* where it is written first; NULL: not yet, or no more */
	bool exists;
	struct stat status; /* if it exists */
};

/* ---- what is there ------------------------------------------------------------- */

static void
close_listing(DIR **listing)
{
	if (*listing != NULL)
		(void)closedir(*listing);
}

/* Calls each for every name but "." and "..", until it says false. */
static bool
each_name(const char *path, bool (*each)(void *work, int folder, const char *name),
	void *work, struct pd_error *error)
{
	PD_AUTO(close_listing) DIR *listing = opendir(path);
	if (listing == NULL)
		return pd_fail_errno(error, PD_EIO, path, _("it cannot be listed"));
	for (struct dirent *item; (item = readdir(listing)) != NULL;)
		if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0 &&
			!each(work, dirfd(listing), item->d_name))
			return false;
	return true;
}

struct inspection {
	bool (*is_ours)(const char *name);
	size_t count;
	char *foreign; /* the first name that is not ours */
};

static bool
inspect(void *work, int folder, const char *name)
{
	struct inspection *inspection = work;
	struct stat status;
	bool ours = inspection->is_ours(name) &&
		    fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(status.st_mode);
	inspection->count++;
	if (!ours && inspection->foreign == NULL)
		inspection->foreign = pd_text_safe_string(name);
	return true;
}

static bool
may_replace(const struct target *target, bool (*is_ours)(const char *name),
	enum pd_replace replace, struct pd_error *error)
{
	struct inspection found = {.is_ours = is_ours};
	if (!each_name(target->path, inspect, &found, error))
		return false;
	PD_AUTO(pd_drop_text) char *foreign = found.foreign;
	if (foreign != NULL)
		return pd_fail(error, PD_EINPUT, target->path,
			_("there is something else in this directory: %s; name one "
			  "that is empty or holds nothing but such an export"),
			foreign);
	return found.count == 0 || replace == PD_REPLACE ||
	       pd_fail(error, PD_EEXISTS, target->path,
		       _("the directory is not empty; agree to replace what is in it "
			 "with --yes, or name another"));
}

/* ---- putting it together --------------------------------------------------------- */

static bool
remove_one(void *work, int folder, const char *name)
{
	(void)work;
	(void)unlinkat(folder, name, 0);
	return true;
}

static void
remove_folder(const char *path)
{
	struct pd_error ignored = {0};
	(void)each_name(path, remove_one, NULL, &ignored);
	(void)rmdir(path);
}

static void
drop_target(struct target *target)
{
	if (target->stage != NULL)
		remove_folder(target->stage);
	free(target->stage);
	free(target->folder);
	free(target->path);
}

static bool
find_target(const char *path, struct target *target, struct pd_error *error)
{
	char *real = realpath(path, NULL);
	int number = errno;
	target->exists = real != NULL;
	target->path = real ? real : pd_copy(path);
	size_t size = strlen(target->path);
	while (size > 1 && target->path[size - 1] == '/')
		target->path[--size] = '\0';
	PD_AUTO(pd_drop_text) char *copy = pd_copy(target->path);
	target->folder = pd_copy(dirname(copy));
	errno = number;
	if (!target->exists)
		return errno == ENOENT ||
		       pd_fail_errno(error, PD_EIO, path, _("it cannot be opened"));
	if (stat(target->path, &target->status) < 0)
		return pd_fail_errno(error, PD_EIO, path, _("it cannot be opened"));
	return S_ISDIR(target->status.st_mode) ||
	       pd_fail(error, PD_EINPUT, path,
		       _("it is a file, but a directory is to be written; name "
			 "another"));
}

static bool
write_one(int stage, const struct pd_folder_file *file)
{
	PD_AUTO(pd_drop_descriptor)
	int out = openat(stage, file->name,
		O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
	return out >= 0 && pd_file_put(out, file->content) && fchmod(out, 0644) == 0;
}

static bool
fill(struct target *target, const struct pd_folder_file *files, size_t count,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *stage = pd_format("%s.XXXXXX", target->path);
	if (mkdtemp(stage) == NULL)
		return pd_fail_errno(error, PD_EIO, target->path,
			_("nothing can be written beside it"));
	target->stage = pd_steal(stage);
	PD_AUTO(pd_drop_descriptor)
	int folder = open(target->stage, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	mode_t mode = target->exists ? target->status.st_mode & 07777 : 0755;
	/* Whose it is can be kept by root alone. */
	if (folder >= 0 && target->exists)
		(void)!fchown(folder, target->status.st_uid, target->status.st_gid);
	bool good = folder >= 0 && fchmod(folder, mode) == 0;
	for (size_t i = 0; i < count && good; i++)
		good = write_one(folder, &files[i]);
	return (good && syncfs(folder) == 0) ||
	       pd_fail_errno(error, PD_EIO, target->path, _("it cannot be written"));
}

/* Where something is, both change places, and what was before is the stage then. */
static bool
swap(struct target *target, struct pd_error *error)
{
	unsigned how = target->exists ? RENAME_EXCHANGE : RENAME_NOREPLACE;
	if (renameat2(AT_FDCWD, target->stage, AT_FDCWD, target->path, how) < 0)
		return pd_fail_errno(error, PD_EIO, target->path,
			_("the new directory cannot take its place"));
	if (!target->exists) {
		free(target->stage);
		target->stage = NULL;
	}
	PD_AUTO(pd_drop_descriptor)
	int folder = open(target->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder < 0 || pd_file_sync(folder, target->folder, error);
}

bool
pd_folder_write(const char *path, const struct pd_folder_file *files, size_t count,
	bool (*is_ours)(const char *name), enum pd_replace replace,
	struct pd_error *error)
{
	PD_AUTO(drop_target) struct target target = {0};
	return find_target(path, &target, error) &&
	       (!target.exists || may_replace(&target, is_ours, replace, error)) &&
	       fill(&target, files, count, error) && swap(&target, error);
}
