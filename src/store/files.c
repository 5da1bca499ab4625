/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"

/* ---- directories --------------------------------------------------------------- */

static bool
make_store_folder(int at, const char *name, const char *shown, struct pd_error *error)
{
	if (mkdirat(at, name, 0700) == 0)
		return pd_file_sync(at, shown, error);
	return errno == EEXIST ||
	       pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
}

static bool
fail_missing_file(const char *shown, struct pd_error *error)
{
	return pd_fail(error, PD_ESTATE, shown, _("no such record in the store"));
}

static int
open_folder(int at, const char *name, const char *shown, struct pd_error *error)
{
	int folder = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0)
		return folder;
	if (errno == ENOENT)
		(void)fail_missing_file(shown, error);
	else if (errno == ELOOP || errno == ENOTDIR)
		(void)pd_fail(error, PD_ESTORE, shown,
			_("its folder must be a directory; move what is there away"));
	else
		(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be opened"));
	return -1;
}

/* One part after the other: O_NOFOLLOW guards only the last of a path. */
int
pd_files_folder(const struct pd_store *store, const char *file, enum pd_missing missing,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file);
	PD_AUTO(pd_drop_text) char *parts = pd_copy(file);
	int folder = open_folder(store->folder, ".", shown, error);
	char *part = parts;
	for (char *slash; folder >= 0 && (slash = strchr(part, '/')) != NULL;
		part = slash + 1) {
		*slash = '\0';
		PD_AUTO(pd_drop_descriptor) int above = folder;
		if (missing == PD_MISSING_IS_MADE &&
			!make_store_folder(above, part, shown, error))
			return -1;
		folder = open_folder(above, part, shown, error);
	}
	return folder;
}

int
pd_files_enter(const struct pd_store *store, struct pd_last_folder *last,
	const char *file, enum pd_missing missing, struct pd_error *error)
{
	size_t size = (size_t)(pd_files_name(file) - file);
	last->changed = last->path == NULL || strlen(last->path) != size ||
			memcmp(last->path, file, size) != 0;
	if (!last->changed && last->open >= 0)
		return last->open;
	if (!last->changed && missing == PD_MISSING_FAILS) {
		PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file);
		(void)fail_missing_file(shown, error);
		return -1;
	}
	pd_files_leave(last);
	int open = pd_files_folder(store, file, missing, error);
	if (open >= 0 || error->code == PD_ESTATE)
		*last = (struct pd_last_folder){pd_copy_bytes(file, size), open, true};
	return open;
}

void
pd_files_leave(struct pd_last_folder *last)
{
	if (last->open >= 0 && last->path != NULL)
		(void)close(last->open);
	free(last->path);
	*last = (struct pd_last_folder){0};
}

static void
drop_name_listing(DIR **listing)
{
	if (*listing != NULL)
		(void)closedir(*listing);
}

static void
add_name(struct pd_names *names, size_t *room, const char *name)
{
	if (names->count == *room) {
		*room = *room ? 2 * *room : 64;
		names->items = pd_grow(names->items, *room, sizeof *names->items);
	}
	names->items[names->count++] = pd_copy(name);
}

static bool
is_wanted_name(void *work, const char *name)
{
	bool (**wanted)(const char *) = work;
	return (*wanted)(name);
}

bool
pd_files_list(int folder, const char *shown, bool (*wanted)(const char *name),
	struct pd_names *out, struct pd_error *error)
{
	return pd_files_choose(folder, shown, is_wanted_name, &wanted, out, error);
}

bool
pd_files_choose(int folder, const char *shown,
	bool (*wanted)(void *work, const char *name), void *work, struct pd_names *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	PD_AUTO(drop_name_listing) DIR *listing = again < 0 ? NULL : fdopendir(again);
	if (listing == NULL)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be listed"));
	again = -1;
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	size_t room = 0;
	struct dirent *item;
	while (errno = 0, (item = readdir(listing)) != NULL)
		if (wanted(work, item->d_name))
			add_name(&names, &room, item->d_name);
	if (errno != 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be listed"));
	pd_names_sort(&names);
	*out = names;
	names = (struct pd_names){0};
	return true;
}

/* tsearch fails only for lack of memory, and pd_alloc knows what to do then. */
void
pd_files_tree_add(
	void **tree, void *node, int (*compare)(const void *one, const void *other))
{
	while (tsearch(node, tree, compare) == NULL)
		free(pd_alloc(1, 4096));
}

/* ---- reading ------------------------------------------------------------------- */

bool
pd_files_is_guarded(int folder, const char *path, struct pd_error *problem)
{
	struct stat own, there;
	const struct pd_guard guard = pd_guard_for(0600, (uid_t)-1);
	PD_AUTO(pd_drop_descriptor)
	int open = pd_directory_open(path, &guard, problem);
	if (open < 0)
		return false;
	if (fstat(folder, &own) < 0 || fstat(open, &there) < 0)
		return pd_fail_errno(problem, PD_EIO, path, _("cannot be read"));
	return (own.st_ino == there.st_ino && own.st_dev == there.st_dev) ||
	       pd_fail(problem, PD_EINPUT, path,
		       _("another directory was put in the place of the store; find "
			 "out "
			 "who did that"));
}

bool
pd_files_check_place(int folder, const char *path, struct pd_error *error)
{
	struct pd_error problem = {0};
	if (pd_files_is_guarded(folder, path, &problem))
		return true;
	if (problem.code == PD_EIO)
		return pd_fail(error, PD_EIO, problem.input, "%s", problem.message);
	return pd_fail(error, PD_ESTORE, path,
		_("no private key is put into a store that others can replace "
		  "with another: %s: %s"),
		problem.input, problem.message);
}

bool
pd_files_check_owner(
	const char *path, uid_t owner, const char *recursive, struct pd_error *error)
{
	if (owner == geteuid())
		return true;
	PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(path);
	return pd_fail(error, PD_ESTORE, path,
		_("belongs to the user with the number %ju, not to you; work as that "
		  "user, or take it over: chown %s%ju %s"),
		(uintmax_t)owner, recursive, (uintmax_t)geteuid(), word);
}

bool
pd_files_check_regular(const char *shown, mode_t mode, struct pd_error *error)
{
	if (S_ISREG(mode))
		return true;
	if (S_ISLNK(mode))
		return pd_fail(error, PD_ESTORE, shown,
			_("is a symbolic link, which the store does not follow; put "
			  "the file itself there"));
	return pd_fail(error, PD_ESTORE, shown,
		_("must be a regular file; move what is there away"));
}

static bool
check_file(int file, const char *shown, mode_t refused, size_t limit, size_t *size,
	struct pd_error *error)
{
	struct stat status;
	if (fstat(file, &status) < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be read"));
	if (!pd_files_check_regular(shown, status.st_mode, error))
		return false;
	if (!pd_files_check_owner(shown, status.st_uid, "", error))
		return false;
	if ((status.st_mode & refused) != 0) {
		PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(shown);
		return pd_fail(error, PD_ESTORE, shown,
			_("other users can read or write it; close it to them: chmod "
			  "600 %s"),
			word);
	}
	if ((uintmax_t)status.st_size > limit)
		return pd_fail(error, PD_ESTORE, shown,
			_("is larger than %zu MiB, more than a file of the store may "
			  "have; restore it from a backup"),
			limit >> 20);
	*size = (size_t)status.st_size;
	return true;
}

/* Not pd_file_read_fd: its large steps would lock and wipe much memory for the many
 * small files here. One byte more than there should be tells whether that is all, so
 * that a small file takes one call and one page. */
static bool
read_all(int file, const char *shown, size_t size, size_t limit, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	for (;;) {
		size_t step = content.size < size ? size - content.size + 1
						  : content.size + 1;
		ssize_t got = read(file, pd_secret_reserve(&content, step), step);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return pd_fail_errno(error, PD_EIO, shown, _("cannot be read"));
		pd_secret_added(&content, (size_t)got);
		if (content.size > limit)
			return pd_fail(error, PD_ESTORE, shown,
				_("grew while it was read; end what writes to it"));
		if (got == 0 || content.size == size)
			break;
	}
	*out = pd_secret_steal(&content);
	return true;
}

static int
open_to_read(int folder, const char *name, const char *shown, struct pd_error *error)
{
	int file = openat(folder, name,
		O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (file >= 0)
		return file;
	if (errno == ENOENT)
		(void)fail_missing_file(shown, error);
	else if (errno == ELOOP)
		(void)pd_files_check_regular(shown, S_IFLNK, error);
	else
		(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be opened"));
	return -1;
}

bool
pd_files_read_at(int folder, const char *name, const char *shown, size_t limit,
	struct pd_secret *out, struct pd_error *error)
{
	size_t size = 0;
	PD_AUTO(pd_drop_descriptor) int file = open_to_read(folder, name, shown, error);
	return file >= 0 &&
	       check_file(file, shown, PD_NOT_WRITABLE, limit, &size, error) &&
	       read_all(file, shown, size, limit, out, error);
}

bool
pd_files_check_size(const struct pd_store *store, const char *file, size_t size,
	struct pd_error *error)
{
	size_t limit = pd_files_limit(file);
	if (size <= limit)
		return true;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file);
	return pd_fail(error, PD_ESTORE, shown,
		_("would be larger than %zu MiB, more than a file of the store may "
		  "have, and is left as it was"),
		limit >> 20);
}

bool
pd_files_read_start_at(int folder, const char *name, const char *shown, size_t most,
	struct pd_secret *out, struct pd_error *error)
{
	size_t size = 0;
	PD_AUTO(pd_drop_descriptor) int file = open_to_read(folder, name, shown, error);
	if (file < 0 ||
		!check_file(file, shown, PD_NOT_WRITABLE, PD_INPUT_LIMIT, &size, error))
		return false;
	if (size <= most)
		return read_all(file, shown, size, PD_INPUT_LIMIT, out, error);
	ssize_t got = read(file, pd_secret_reserve(out, most), most);
	if (got < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be read"));
	pd_secret_added(out, (size_t)got);
	return true;
}

int
pd_files_open_from(const struct pd_store *store, int folder, const char *file,
	size_t *size, struct pd_error *error)
{
	mode_t refused = pd_files_is_key(file) ? PD_NOT_READABLE : PD_NOT_WRITABLE;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file);
	int open = open_to_read(folder, pd_files_name(file), shown, error);
	if (open >= 0 &&
		!check_file(open, shown, refused, pd_files_limit(file), size, error))
		pd_drop_descriptor(&open);
	return open;
}

bool
pd_files_read_from(const struct pd_store *store, int folder, const char *file,
	struct pd_secret *out, struct pd_error *error)
{
	size_t size = 0;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file);
	PD_AUTO(pd_drop_descriptor)
	int open = pd_files_open_from(store, folder, file, &size, error);
	return open >= 0 &&
	       read_all(open, shown, size, pd_files_limit(file), out, error);
}

bool
pd_files_read(const struct pd_store *store, const char *file, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int folder = pd_files_folder(store, file, PD_MISSING_FAILS, error);
	return folder >= 0 && pd_files_read_from(store, folder, file, out, error);
}

/* ---- writing ------------------------------------------------------------------- */

bool
pd_files_write_at(int folder, const char *name, const char *shown,
	struct pd_bytes content, struct pd_error *error)
{
	int file = openat(folder, name,
		O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	bool good = pd_file_put(file, content);
	int number = errno;
	if (close(file) == 0 && good)
		return true;
	errno = good ? errno : number;
	(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	(void)pd_files_unlink(folder, name, PD_WIPE);
	return false;
}

bool
pd_files_sync_at(
	int folder, const char *name, const char *shown, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (file < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be opened"));
	return pd_file_sync(file, shown, error);
}

static bool
copy(int from, const char *name, int to, const char *kept, const char *shown,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	return pd_files_read_at(from, name, shown, PD_STORED_LIMIT, &content, error) &&
	       pd_files_write_at(to, kept, shown, pd_secret_bytes(&content), error) &&
	       pd_files_sync_at(to, kept, shown, error);
}

bool
pd_files_keep(int from, const char *name, int to, const char *kept, const char *shown,
	struct pd_error *error)
{
	if (linkat(from, name, to, kept, 0) == 0)
		return true;
	if (errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS || errno == EMLINK)
		return copy(from, name, to, kept, shown, error);
	return pd_fail_errno(error, PD_EIO, shown, _("cannot be kept for undo"));
}

static bool
overwrite_with_zeros(int file, size_t size)
{
	static const unsigned char zeros[4096];
	while (size > 0) {
		size_t step = size < sizeof zeros ? size : sizeof zeros;
		if (!pd_file_put(file, (struct pd_bytes){zeros, step}))
			return false;
		size -= step;
	}
	return fsync(file) == 0;
}

static bool
overwrite_at(int folder, const char *name)
{
	PD_AUTO(pd_drop_descriptor)
	int file = openat(folder, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat status;
	if (file < 0)
		return errno == ENOENT;
	if (fstat(file, &status) < 0)
		return false;
	if (!S_ISREG(status.st_mode) || status.st_nlink != 1)
		return true;
	return overwrite_with_zeros(file, (size_t)status.st_size);
}

/* Overwriting may fail, on a full copy-on-write file system for instance: the name
 * still goes, and the caller learns of it. */
bool
pd_files_unlink(int folder, const char *name, enum pd_removal removal)
{
	bool good = removal == PD_UNLINK || overwrite_at(folder, name);
	int number = errno;
	if (unlinkat(folder, name, 0) < 0 && errno != ENOENT)
		return false;
	errno = number;
	return good;
}
