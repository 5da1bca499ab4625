/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/file.h"
#include "base/replace_check.h"
#include "base/text.h"

enum { FOLDER_MODE = 0755, FILE_MODE = 0644, MOST_LINKS = 40 };

struct target {
	const struct pd_folder *folder;
	struct pd_guard guard;
	char *path;  /* where it is to be, links resolved */
	char *name;  /* in above */
	char *stage; /* the name it is written under first; NULL: not yet, or no more */
	char *left;  /* a stage that could not be removed */
	int above, open, staged; /* descriptors; open is -1 if nothing is there */
	struct stat status;      /* of open */
};

static void
drop_target(struct target *target)
{
	pd_drop_descriptor(&target->above);
	pd_drop_descriptor(&target->open);
	pd_drop_descriptor(&target->staged);
	free(target->stage);
	free(target->left);
	free(target->name);
	free(target->path);
}

/* ---- what is there --------------------------------------------------------------- */

/* A relative link starts where it lies. */
static bool
follow_last_link(struct target *target, struct pd_error *error)
{
	const char *path = target->folder->path;
	PD_AUTO(pd_drop_text)
	char *to = pd_directory_read_link(target->above, target->name, &target->guard);
	if (to == NULL && errno == EPERM)
		return pd_fail(error, PD_EINPUT, path,
			_("is a link of another user; name what it leads to"));
	if (to == NULL && errno != ENOTDIR)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be opened"));
	if (to == NULL)
		return pd_fail(error, PD_EINPUT, path,
			_("is a file, but a directory is to be written; name another"));
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(target->path);
	free(target->path);
	target->path = *to == '/' ? pd_copy(to) : pd_format("%s/%s", part, to);
	return true;
}

static bool
is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || *name == '\0';
}

/* One that has no name of its own, as ".", is only opened. */
static bool
open_parts(struct target *target, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(target->path);
	free(target->name);
	pd_drop_descriptor(&target->above);
	target->above = -1;
	target->name = pd_directory_name(target->path);
	if (is_dots(target->name)) {
		target->open = pd_directory_open(target->path, &target->guard, error);
		return target->open >= 0 && pd_replace_check_outside(target->open,
						    target->folder->path, error);
	}
	struct pd_error problem = {0};
	target->above = pd_directory_open(part, &target->guard, &problem);
	if (target->above < 0)
		return pd_directory_fail(target->folder->path, part, &problem, error);
	if (!pd_replace_check_outside(target->above, target->folder->path, error))
		return false;
	target->open = openat(target->above, target->name,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return true;
}

static bool
find_target(struct target *target, struct pd_error *error)
{
	const char *path = target->folder->path;
	target->path = pd_copy(path);
	for (int links = 0;; links++) {
		if (!open_parts(target, error))
			return false;
		if (target->open >= 0 || errno == ENOENT)
			break;
		bool leads_on = errno == ELOOP || errno == ENOTDIR;
		if (leads_on && links == MOST_LINKS)
			errno = ELOOP;
		if (!leads_on || links == MOST_LINKS)
			return pd_fail_errno(
				error, PD_EIO, path, _("cannot be opened"));
		if (!follow_last_link(target, error))
			return false;
	}
	if (target->open < 0)
		return true;
	return fstat(target->open, &target->status) == 0 ||
	       pd_fail_errno(error, PD_EIO, path, _("cannot be opened"));
}

struct inspection {
	const struct pd_folder *folder;
	size_t count;
	char *foreign; /* the first name that is not ours */
};

static bool
is_our_file(const struct pd_folder *folder, int directory, const char *name)
{
	struct stat status;
	return folder->is_ours(name) &&
	       fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(status.st_mode);
}

static bool
inspect_entry(void *work, int directory, const char *name)
{
	struct inspection *inspection = work;
	inspection->count++;
	if (inspection->foreign == NULL &&
		!is_our_file(inspection->folder, directory, name))
		inspection->foreign = pd_text_safe_string(name);
	return true;
}

static bool
check_content(const struct target *target, struct pd_error *error)
{
	const char *path = target->folder->path;
	struct inspection found = {.folder = target->folder};
	pd_directory_clean(target->open, NULL, NULL);
	if (!pd_directory_list(target->open, inspect_entry, &found))
		return pd_fail_errno(error, PD_EIO, path, _("cannot be listed"));
	PD_AUTO(pd_drop_text) char *foreign = found.foreign;
	if (foreign != NULL)
		return pd_fail(error, PD_EINPUT, path,
			_("there is something else in this directory: %s; name one "
			  "that is empty or holds nothing but such an export"),
			foreign);
	return found.count == 0 || target->folder->replace == PD_REPLACE ||
	       pd_fail(error, PD_EEXISTS, path,
		       _("the directory is not empty; agree to replace what is in it "
			 "with --yes, or name another"));
}

/* The owner of the directory is who could put something else in the place of a file. */
static bool
check_folder_target(const struct target *target, struct pd_error *error)
{
	if (target->open < 0)
		return true;
	PD_AUTO(pd_drop_descriptor)
	int checked = pd_directory_open(target->path, &target->guard, error);
	struct stat status;
	if (checked < 0)
		return false;
	if (fstat(checked, &status) < 0)
		return pd_fail_errno(
			error, PD_EIO, target->folder->path, _("cannot be opened"));
	if (status.st_ino != target->status.st_ino ||
		status.st_dev != target->status.st_dev)
		return pd_fail(error, PD_EIO, target->folder->path,
			_("another directory has taken its place meanwhile; try again "
			  "where nobody else works"));
	return check_content(target, error);
}

/* ---- beside its place --------------------------------------------------------------- */

static bool
remove_our_file(void *work, int directory, const char *name)
{
	if (is_our_file(work, directory, name))
		(void)unlinkat(directory, name, 0);
	return true;
}

/* Only what is ours is deleted, and nothing by its path. false: something is left. */
static bool
remove_staged(const struct target *target, int directory)
{
	struct stat own, named;
	(void)pd_directory_list(directory, remove_our_file, (void *)target->folder);
	return fstat(directory, &own) == 0 &&
	       fstatat(target->above, target->stage, &named, AT_SYMLINK_NOFOLLOW) ==
		       0 &&
	       own.st_ino == named.st_ino && own.st_dev == named.st_dev &&
	       unlinkat(target->above, target->stage, AT_REMOVEDIR) == 0;
}

/* Removes the stage that a killed process left. */
static bool
remove_old_stage(void *work, int above, const char *name)
{
	const struct target *target = work;
	struct stat status;
	PD_AUTO(pd_drop_descriptor)
	int old = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (old < 0 || fstat(old, &status) < 0 || status.st_uid != geteuid())
		return true;
	const struct target copy = {
		.folder = target->folder, .above = above, .stage = (char *)name};
	(void)remove_staged(&copy, old);
	return true;
}

static bool
make_stage(struct target *target)
{
	struct stat status;
	PD_AUTO(pd_drop_text) char *name = pd_directory_temporary();
	pd_directory_clean(target->above, remove_old_stage, target);
	if (mkdirat(target->above, name, 0700) < 0)
		return false;
	target->stage = pd_steal(name);
	target->staged = openat(target->above, target->stage,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (target->staged < 0 || fstat(target->staged, &status) < 0)
		return false;
	errno = EPERM;
	return status.st_uid == geteuid();
}

static bool
write_staged(const struct target *target, const struct pd_folder_file *file)
{
	PD_AUTO(pd_drop_descriptor)
	int out = openat(target->staged, file->name,
		O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	return out >= 0 && pd_file_put(out, file->content) &&
	       fchmod(out, FILE_MODE) == 0;
}

static bool
fill_stage(const struct target *target)
{
	const struct pd_folder *folder = target->folder;
	bool exists = target->open >= 0;
	bool good = true;
	for (size_t i = 0; i < folder->count && good; i++)
		good = write_staged(target, &folder->files[i]);
	/* Whose it is can be kept by root alone. */
	if (good && exists && geteuid() == 0)
		good = fchown(target->staged, target->status.st_uid,
			       target->status.st_gid) == 0;
	mode_t mode = exists ? target->status.st_mode & 07777 : FOLDER_MODE;
	return good && fchmod(target->staged, mode) == 0 && syncfs(target->staged) == 0;
}

/* ---- in its place -------------------------------------------------------------------- */

static bool
is_as_before(const struct target *target)
{
	struct stat status;
	return fstatat(target->above, target->stage, &status, AT_SYMLINK_NOFOLLOW) ==
		       0 &&
	       status.st_ino == target->status.st_ino &&
	       status.st_dev == target->status.st_dev;
}

/* Where something is, both change places, and what was before is the stage then. */
static bool
exchange_stage(struct target *target)
{
	int above = target->above;
	if (target->open < 0) {
		if (renameat2(above, target->stage, above, target->name,
			    RENAME_NOREPLACE) == 0 ||
			((errno == EINVAL || errno == ENOSYS) &&
				renameat(above, target->stage, above, target->name) ==
					0)) {
			free(target->stage);
			target->stage = NULL;
			return true;
		}
		return false;
	}
	if (renameat2(above, target->stage, above, target->name, RENAME_EXCHANGE) < 0)
		return false;
	if (is_as_before(target))
		return true;
	(void)renameat2(above, target->stage, above, target->name, RENAME_EXCHANGE);
	errno = ESTALE;
	return false;
}

/* Whoever put something in meanwhile finds it there. */
static void
remove_before(struct target *target, char **note)
{
	if (target->stage != NULL && !remove_staged(target, target->open))
		*note = pd_format(_("the directory that %s replaced holds something "
				    "else now, and stays beside it as %s"),
			target->folder->path, target->stage);
	free(target->stage);
	target->stage = NULL;
}

/* A new directory goes back to the name of its stage, too. */
static void
take_back_stage(struct target *target)
{
	unsigned how = target->stage ? RENAME_EXCHANGE : RENAME_NOREPLACE;
	if (target->stage == NULL)
		target->stage = pd_directory_temporary();
	if (renameat2(target->above, target->name, target->above, target->stage, how) ==
			0 ||
		(how == RENAME_NOREPLACE && renameat(target->above, target->name,
						    target->above, target->stage) == 0))
		(void)remove_staged(target, target->staged);
}

enum step { DONE, FAILED, CANNOT };

/* CANNOT: in its place only the files themselves can be replaced. */
static enum step
replace_whole(struct target *target, char **note, struct pd_error *error)
{
	bool exists = target->open >= 0;
	if (target->above < 0)
		return CANNOT;
	if (!make_stage(target) || !fill_stage(target) || !exchange_stage(target)) {
		int number = errno;
		if (target->stage != NULL && target->staged >= 0 &&
			!remove_staged(target, target->staged))
			target->left = pd_copy(target->stage);
		errno = number;
		if (exists && number != ENOSPC && number != EDQUOT &&
			number != ESTALE && number != EIO)
			return CANNOT;
		(void)pd_fail_errno(
			error, PD_EIO, target->folder->path, _("cannot be written"));
		return FAILED;
	}
	if (pd_file_sync(target->above, target->folder->path, error)) {
		remove_before(target, note);
		return DONE;
	}
	take_back_stage(target);
	return FAILED;
}

/* ---- file by file ---------------------------------------------------------------------- */

struct removal {
	const struct target *target;
	struct pd_replacement *set;
	struct pd_error *error;
	bool good;
};

static bool
remove_if_gone(void *work, int directory, const char *name)
{
	struct removal *removal = work;
	const struct pd_folder *folder = removal->target->folder;
	for (size_t i = 0; i < folder->count; i++)
		if (strcmp(folder->files[i].name, name) == 0)
			return true;
	if (!is_our_file(folder, directory, name))
		return true;
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s/%s", removal->target->path, name);
	removal->good = pd_replacement_remove(removal->set, path, removal->error);
	return removal->good;
}

static bool
replace_files(struct target *target, char **note, struct pd_error *error)
{
	const struct pd_folder *folder = target->folder;
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	struct removal removal = {target, &set, error, true};
	pd_replacement_adopt(&set, target->path, target->open);
	int listed = target->open;
	target->open = -1; /* the set's */
	if (!pd_directory_list(listed, remove_if_gone, &removal) || !removal.good)
		return pd_fail_errno(
			error, PD_EIO, folder->path, _("cannot be listed"));
	for (size_t i = 0; i < folder->count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", target->path, folder->files[i].name);
		const struct pd_new_file file = {.path = path,
			.content = folder->files[i].content,
			.mode = FILE_MODE,
			.replace = PD_REPLACE};
		if (!pd_replacement_add(&set, &file, error))
			return false;
	}
	if (!pd_replacement_commit(&set, error))
		return false;
	*note = pd_format(_("%s could not be replaced in one step, so its files were "
			    "replaced one "
			    "by one; who read it meanwhile may have seen some of both"),
		folder->path);
	struct pd_error left = {0};
	if (target->left != NULL)
		(void)pd_fail(&left, PD_EIO, folder->path,
			_("what was half written could not be removed; remove %s "
			  "beside "
			  "it"),
			target->left);
	if (!pd_replacement_keep(&set, &left) || target->left != NULL) {
		char *more = pd_format("%s; %s: %s", *note, left.input, left.message);
		free(*note);
		*note = more;
	}
	return true;
}

bool
pd_folder_write(const struct pd_folder *folder, char **note, struct pd_error *error)
{
	PD_AUTO(drop_target)
	struct target target = {.folder = folder,
		.guard = pd_guard_for(FILE_MODE, (uid_t)-1),
		.above = -1,
		.open = -1,
		.staged = -1};
	if (!find_target(&target, error) || !check_folder_target(&target, error))
		return false;
	enum step step = replace_whole(&target, note, error);
	return step == DONE || (step == CANNOT && replace_files(&target, note, error));
}
