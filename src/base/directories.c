/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/directories.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum { USUALLY_OPEN = 200, FOR_OTHERS = 100 };

struct pd_open_directory {
	char *path;
	uint64_t hash; /* of path */
	struct pd_guard guard;
	int open; /* -1: closed, for there are too many */
	dev_t device;
	ino_t inode;
	bool is_made, is_known;
};

/* FNV-1a */
static uint64_t
hash_path(const char *path)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	while (*path != '\0')
		hash = (hash ^ (unsigned char)*path++) * UINT64_C(1099511628211);
	return hash;
}

static long
find_open_directory(const struct pd_directories *all, const char *path)
{
	uint64_t hash = hash_path(path);
	for (size_t i = all->count; i > 0; i--)
		if (all->items[i - 1].hash == hash &&
			strcmp(all->items[i - 1].path, path) == 0)
			return (long)i - 1;
	return -1;
}

/* As many as the system lets us have, and some files beside them. */
static size_t
count_allowed(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return USUALLY_OPEN;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		(void)getrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur > USUALLY_OPEN + FOR_OTHERS
		       ? (size_t)limit.rlim_cur - FOR_OTHERS
		       : USUALLY_OPEN;
}

/* A directory that is closed is not locked any more (pd_directory_clean), and who else
 * writes in it takes what is not complete for a leftover. So this comes last. The first
 * stays open: in a batch it is above all others. */
static void
close_one_of_many(struct pd_directories *all)
{
	size_t most = all->open_count < USUALLY_OPEN ? USUALLY_OPEN : count_allowed();
	for (size_t i = 1; i < all->count && all->open_count >= most; i++) {
		struct pd_open_directory *one = &all->items[i];
		if (one->open < 0)
			continue;
		(void)close(one->open);
		one->open = -1;
		all->open_count--;
	}
}

long
pd_directories_adopt(struct pd_directories *all, const char *path,
	const struct pd_guard *guard, int directory)
{
	struct stat status = {0};
	close_one_of_many(all);
	(void)fstat(directory, &status);
	all->items = pd_grow_by_one(all->items, all->count, sizeof *all->items);
	all->items[all->count] = (struct pd_open_directory){.path = pd_copy(path),
		.hash = hash_path(path),
		.guard = *guard,
		.open = directory,
		.device = status.st_dev,
		.inode = status.st_ino};
	all->open_count++;
	return (long)all->count++;
}

/* Opens it by its path, and makes sure that it is still the same. */
static bool
open_once_more(struct pd_directories *all, struct pd_open_directory *one,
	struct pd_error *error)
{
	struct stat status;
	PD_AUTO(pd_drop_descriptor)
	int open = pd_directory_open(one->path, &one->guard, error);
	if (open < 0)
		return false;
	if (fstat(open, &status) < 0)
		return pd_fail_errno(
			error, PD_EIO, one->path, _("the directory cannot be opened"));
	if (status.st_dev != one->device || status.st_ino != one->inode)
		return pd_fail(error, PD_EINPUT, one->path,
			_("another directory has taken its place meanwhile; try again "
			  "where nobody else works"));
	if (one->open >= 0)
		return true;
	close_one_of_many(all);
	all->open_count++;
	one->open = open;
	open = -1;
	return true;
}

int
pd_directories_at(struct pd_directories *all, long index, struct pd_error *error)
{
	struct pd_open_directory *one = &all->items[index];
	if (one->open < 0 && !open_once_more(all, one, error))
		return -1;
	return one->open;
}

long
pd_directories_open(struct pd_directories *all, const char *path,
	const struct pd_guard *guard, struct pd_error *error)
{
	long found = find_open_directory(all, path);
	if (found < 0) {
		int open = pd_directory_open(path, guard, error);
		return open < 0 ? -1 : pd_directories_adopt(all, path, guard, open);
	}
	struct pd_open_directory *one = &all->items[found];
	if (!guard->is_on || one->guard.is_on)
		return found;
	/* It was opened for what is no secret. */
	one->guard = *guard;
	return open_once_more(all, one, error) ? found : -1;
}

long
pd_directories_make(struct pd_directories *all, const char *path, mode_t mode,
	const struct pd_guard *guard, struct pd_error *error)
{
	struct pd_error problem = {0};
	long found = find_open_directory(all, path);
	int made = found < 0 ? pd_directory_make(path, mode, guard, &problem) : -1;
	if (made < 0 && (found >= 0 || errno == EEXIST))
		return pd_directories_open(all, path, guard, error);
	if (made < 0) {
		*error = problem;
		return -1;
	}
	long index = pd_directories_adopt(all, path, guard, made);
	all->items[index].is_made = true;
	return index;
}

bool
pd_directories_is_new(struct pd_directories *all, long index)
{
	struct pd_open_directory *one = &all->items[index];
	bool is_new = !one->is_known;
	one->is_known = true;
	return is_new;
}

static int
compare_claims(const void *one, const void *other)
{
	return strcmp(one, other);
}

/* By what the directory is, for a path may lead to it in several spellings. */
bool
pd_directories_claim(struct pd_directories *all, long index, const char *name)
{
	const struct pd_open_directory *one = &all->items[index];
	char *claim = pd_format(
		"%ju:%ju/%s", (uintmax_t)one->device, (uintmax_t)one->inode, name);
	char *const *found = tsearch(claim, &all->claims, compare_claims);
	if (found == NULL)
		pd_out_of_memory();
	bool is_first = *found == claim;
	if (!is_first)
		free(claim);
	return is_first;
}

/* ---- syncing ----------------------------------------------------------------------- */

/* A new directory is also an entry of the one above. */
static bool
sync_directory(const struct pd_open_directory *one, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int above = one->is_made ? openat(one->open, "..",
					   O_RDONLY | O_DIRECTORY | O_CLOEXEC)
				 : -1;
	return pd_file_sync(one->open, one->path, error) &&
	       (above < 0 || pd_file_sync(above, one->path, error));
}

bool
pd_directories_sync(struct pd_directories *all, struct pd_error *error)
{
	for (size_t i = 0; i < all->count; i++)
		if (pd_directories_at(all, (long)i, error) < 0 ||
			!sync_directory(&all->items[i], error))
			return false;
	return true;
}

bool
pd_directories_sync_files(struct pd_directories *all, struct pd_error *error)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct pd_open_directory *one = &all->items[i];
		if (i > 0 && one->device == all->items[i - 1].device)
			continue;
		int open = pd_directories_at(all, (long)i, error);
		if (open < 0)
			return false;
		if (syncfs(open) < 0)
			return pd_fail_errno(error, PD_EIO, one->path,
				_("the files cannot be synced to disk"));
	}
	return true;
}

/* ---- the end ------------------------------------------------------------------------ */

static void
remove_made(const struct pd_open_directory *made)
{
	struct stat named;
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(made->path);
	PD_AUTO(pd_drop_descriptor)
	int above = openat(made->open, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (above >= 0 && fstatat(above, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
		named.st_ino == made->inode && named.st_dev == made->device)
		(void)unlinkat(above, name, AT_REMOVEDIR);
}

void
pd_directories_remove_made(struct pd_directories *all)
{
	struct pd_error ignored = {0};
	for (size_t i = all->count; i > 0; i--)
		if (all->items[i - 1].is_made &&
			pd_directories_at(all, (long)i - 1, &ignored) >= 0)
			remove_made(&all->items[i - 1]);
}

void
pd_directories_free(struct pd_directories *all)
{
	for (size_t i = 0; i < all->count; i++) {
		pd_drop_descriptor(&all->items[i].open);
		free(all->items[i].path);
	}
	free(all->items);
	tdestroy(all->claims, free);
	*all = (struct pd_directories){0};
}
