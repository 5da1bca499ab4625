/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"

enum { MOST_LINKS = 40 };

/* ---- walking --------------------------------------------------------------------- */

struct walk {
	const struct pd_guard *guard;
	struct pd_error *error;
	struct pd_buffer shown; /* the directory that is reached */
	char *rest;             /* what of the path is still to go */
	int at;
	int links;
	bool is_shared; /* a sticky one: others may add to it, but take nothing away */
};

static void
end_walk(struct walk *walk)
{
	pd_drop_descriptor(&walk->at);
	pd_buffer_free(&walk->shown);
	free(walk->rest);
}

static bool
fail_owner(struct walk *walk, uid_t owner)
{
	return pd_fail(walk->error, PD_EINPUT, pd_buffer_text(&walk->shown),
		_("belongs to another user (%lu), who could put something else in "
		  "place of what is written; name a directory that only you or root "
		  "may change"),
		(unsigned long)owner);
}

static bool
fail_shared(struct walk *walk)
{
	return pd_fail(walk->error, PD_EINPUT, pd_buffer_text(&walk->shown),
		_("everybody may write in this directory, and so put something else in "
		  "place of what is written; name a directory that only you or root "
		  "may change"));
}

/* May the directory that was reached be passed? */
static bool
check_reached(struct walk *walk, const struct stat *status)
{
	bool open_to_others =
		walk->guard->is_on && pd_guard_others_may_write(walk->at, status);
	if (!pd_guard_trusts(walk->guard, status->st_uid))
		return fail_owner(walk, status->st_uid);
	walk->is_shared = open_to_others && (status->st_mode & S_ISVTX) != 0;
	return !open_to_others || walk->is_shared ||
	       pd_fail(walk->error, PD_EINPUT, pd_buffer_text(&walk->shown),
		       _("others may write in this directory, and so put something "
			 "else in place of what is written; mend it with chmod go-w, "
			 "or name another"));
}

static bool
start_at(struct walk *walk, const char *path)
{
	struct stat status;
	pd_drop_descriptor(&walk->at);
	walk->at = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	pd_buffer_cut(&walk->shown, 0);
	pd_buffer_add_text(&walk->shown, path);
	return walk->at >= 0 && fstat(walk->at, &status) == 0 &&
	       check_reached(walk, &status);
}

static bool
may_follow(int directory, const struct stat *link, const struct pd_guard *guard)
{
	struct stat above;
	if (link->st_uid == 0 || link->st_uid == geteuid())
		return true;
	return !guard->is_on && fstat(directory, &above) == 0 &&
	       ((above.st_mode & S_IWOTH) == 0 || link->st_uid == above.st_uid);
}

/* By a descriptor: by its name it could be another when it is read than when it is looked
 * at. */
char *
pd_directory_read_link(int directory, const char *name, const struct pd_guard *guard)
{
	struct stat status;
	char to[PATH_MAX];
	PD_AUTO(pd_drop_descriptor)
	int link = openat(directory, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (link < 0 || fstat(link, &status) < 0)
		return NULL;
	if (!S_ISLNK(status.st_mode)) {
		errno = ENOTDIR;
		return NULL;
	}
	ssize_t size = readlinkat(link, "", to, sizeof to);
	if (size < 0)
		return NULL;
	bool whole = size < (ssize_t)sizeof to;
	errno = whole ? EPERM : ENAMETOOLONG;
	return whole && may_follow(directory, &status, guard)
		       ? pd_copy_bytes(to, (size_t)size)
		       : NULL;
}

/* The target of the link goes before the rest of the path. */
static bool
follow_link(struct walk *walk, const char *name)
{
	PD_AUTO(pd_drop_text)
	char *to = pd_directory_read_link(walk->at, name, walk->guard);
	if (to == NULL && errno == EPERM)
		return pd_fail(walk->error, PD_EINPUT, pd_buffer_text(&walk->shown),
			_("the link %s in this directory belongs to another user; name "
			  "what it leads to"),
			name);
	if (to == NULL)
		return false;
	if (++walk->links > MOST_LINKS) {
		errno = ELOOP;
		return false;
	}
	char *rest = pd_format("%s/%s", to, walk->rest);
	free(walk->rest);
	walk->rest = rest;
	return *to != '/' || start_at(walk, "/");
}

static bool
enter_directory(struct walk *walk, const char *name)
{
	struct stat status;
	int next =
		openat(walk->at, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (next < 0)
		return (errno == ENOTDIR || errno == ELOOP) && follow_link(walk, name);
	bool was_shared = walk->is_shared;
	(void)close(walk->at);
	walk->at = next;
	const char *shown = pd_buffer_text(&walk->shown);
	bool slash = walk->shown.size > 0 && shown[walk->shown.size - 1] != '/';
	pd_buffer_add_format(&walk->shown, "%s%s", slash ? "/" : "", name);
	if (fstat(next, &status) < 0)
		return false;
	if (was_shared && !pd_guard_trusts(walk->guard, status.st_uid))
		return fail_owner(walk, status.st_uid);
	return check_reached(walk, &status);
}

/* Without a guard a relative path needs no rights to what is above. */
static bool
begin_walk(struct walk *walk, const char *path)
{
	walk->rest = pd_copy(path);
	if (*path == '/')
		return start_at(walk, "/");
	if (!walk->guard->is_on)
		return start_at(walk, ".");
	char here[PATH_MAX];
	if (getcwd(here, sizeof here) == NULL)
		return false;
	free(walk->rest);
	walk->rest = pd_format("%s/%s", here, path);
	return start_at(walk, "/");
}

static bool
walk_on(struct walk *walk)
{
	for (;;) {
		char *start = walk->rest + strspn(walk->rest, "/");
		size_t size = strcspn(start, "/");
		if (size == 0)
			return true;
		PD_AUTO(pd_drop_text) char *name = pd_copy_bytes(start, size);
		char *rest = pd_copy(start + size);
		free(walk->rest);
		walk->rest = rest;
		if (strcmp(name, ".") != 0 && !enter_directory(walk, name))
			return false;
	}
}

enum last { NOT_SHARED, MAY_BE_SHARED };

static int
open_walking(const char *path, const struct pd_guard *guard, enum last last,
	struct pd_error *error)
{
	PD_AUTO(end_walk)
	struct walk walk = {.guard = guard, .error = error, .at = -1};
	if (!begin_walk(&walk, path) || !walk_on(&walk))
		return -1;
	if (walk.is_shared && last == NOT_SHARED) {
		(void)fail_shared(&walk);
		return -1;
	}
	return openat(walk.at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

int
pd_directory_open(
	const char *path, const struct pd_guard *guard, struct pd_error *error)
{
	int directory = open_walking(path, guard, NOT_SHARED, error);
	if (directory < 0)
		(void)pd_fail_errno(
			error, PD_EIO, path, _("the directory cannot be opened"));
	return directory;
}

bool
pd_directory_fail(const char *path, const char *part, const struct pd_error *problem,
	struct pd_error *error)
{
	if (problem->code == PD_EIO)
		return pd_fail_errno(error, PD_EIO, path,
			_("its directory %s cannot be opened"), part);
	return pd_fail(
		error, problem->code, path, "%s: %s", problem->input, problem->message);
}

/* ---- making ---------------------------------------------------------------------- */

/* By the descriptor it is looked at once more: the name may have been exchanged. */
static int
open_made(int above, const char *name, mode_t mode)
{
	struct stat status;
	PD_AUTO(pd_drop_descriptor)
	int made = openat(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (made < 0 || fstat(made, &status) < 0)
		return -1;
	if (status.st_uid != geteuid())
		errno = EPERM;
	if (status.st_uid != geteuid() || fchmod(made, mode) < 0) {
		int number = errno;
		(void)unlinkat(above, name, AT_REMOVEDIR);
		errno = number;
		return -1;
	}
	int kept = made;
	made = -1;
	return kept;
}

int
pd_directory_make(const char *path, mode_t mode, const struct pd_guard *guard,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(path);
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(path);
	PD_AUTO(pd_drop_descriptor)
	int above = open_walking(part, guard, MAY_BE_SHARED, error);
	int made = -1;
	if (above >= 0 && mkdirat(above, name, 0700) == 0)
		made = open_made(above, name, mode);
	if (made >= 0)
		return made;
	int number = errno;
	(void)pd_fail_errno(error, PD_EIO, path, _("the directory cannot be made"));
	errno = number;
	return -1;
}

bool
pd_directory_is_there(const char *path)
{
	struct stat status;
	if (strcmp(path, "-") == 0)
		return false;
	if (stat(path, &status) == 0)
		return S_ISDIR(status.st_mode);
	/* Where that cannot be told, it is a doubt. */
	(void)pd_there_is(path);
	return false;
}

char *
pd_directory_part(const char *path)
{
	size_t size = strlen(path);
	while (size > 1 && path[size - 1] == '/')
		size--;
	while (size > 0 && path[size - 1] != '/')
		size--;
	while (size > 1 && path[size - 1] == '/')
		size--;
	return size > 0 ? pd_copy_bytes(path, size) : pd_copy(".");
}

char *
pd_directory_name(const char *path)
{
	size_t end = strlen(path);
	while (end > 1 && path[end - 1] == '/')
		end--;
	size_t start = end;
	while (start > 0 && path[start - 1] != '/')
		start--;
	return pd_copy_bytes(path + start, end - start);
}

static bool
is_same_directory(const char *one, const char *other)
{
	struct stat first, second;
	return stat(one, &first) == 0 && stat(other, &second) == 0 &&
	       S_ISDIR(first.st_mode) && first.st_dev == second.st_dev &&
	       first.st_ino == second.st_ino;
}

bool
pd_directory_is_same_place(const char *one, const char *other)
{
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(one);
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(one);
	PD_AUTO(pd_drop_text) char *other_part = pd_directory_part(other);
	PD_AUTO(pd_drop_text) char *other_name = pd_directory_name(other);
	return strcmp(one, other) == 0 || is_same_directory(one, other) ||
	       (strcmp(name, other_name) == 0 && is_same_directory(part, other_part));
}

/* ---- what is in it ----------------------------------------------------------------- */

static void
close_listing(DIR **listing)
{
	if (*listing != NULL)
		(void)closedir(*listing);
}

bool
pd_directory_list(int directory, pd_directory_each *each, void *work)
{
	int own = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	PD_AUTO(close_listing) DIR *listing = own < 0 ? NULL : fdopendir(own);
	if (listing == NULL) {
		pd_drop_descriptor(&own);
		return false;
	}
	errno = 0;
	for (struct dirent *item; (item = readdir(listing)) != NULL; errno = 0)
		if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0 &&
			!each(work, directory, item->d_name))
			return true;
	return errno == 0;
}

/* ---- what is not complete ------------------------------------------------------------ */

#define PREFIX ".pemdeck-"
#define SUFFIX ".tmp"
#define ASIDE ".old"
enum { DIGITS = 16 };

static char *
make_name(const char *suffix)
{
	uint64_t random = 0;
	if (getrandom(&random, sizeof random, 0) != sizeof random)
		random = (uint64_t)getpid();
	return pd_format(PREFIX "%016jx%s", (uintmax_t)random, suffix);
}

char *
pd_directory_temporary(void)
{
	return make_name(SUFFIX);
}

char *
pd_directory_aside(void)
{
	return make_name(ASIDE);
}

static bool
is_made_name(const char *name, const char *suffix)
{
	size_t prefix = sizeof PREFIX - 1;
	return strncmp(name, PREFIX, prefix) == 0 &&
	       strspn(name + prefix, "0123456789abcdef") == DIGITS &&
	       strcmp(name + prefix + DIGITS, suffix) == 0;
}

bool
pd_directory_is_temporary(const char *name)
{
	return is_made_name(name, SUFFIX);
}

bool
pd_directory_is_aside(const char *name)
{
	return is_made_name(name, ASIDE);
}

struct cleaning {
	pd_directory_each *drop;
	void *work;
	bool asides;
};

static bool
clean_one(void *work, int directory, const char *name)
{
	const struct cleaning *cleaning = work;
	if (!is_made_name(name, SUFFIX) &&
		!(cleaning->asides && is_made_name(name, ASIDE)))
		return true;
	if (unlinkat(directory, name, 0) < 0 && errno == EISDIR &&
		cleaning->drop != NULL)
		(void)cleaning->drop(cleaning->work, directory, name);
	return true;
}

/* Whoever puts something there holds the lock with others, and only who has it alone
 * cleans. It is not waited for long: anybody who may read the directory can take it. */
static void
clean_directory(int directory, struct cleaning *cleaning)
{
	enum { TRIES = 100 };
	static const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
	if (flock(directory, LOCK_EX | LOCK_NB) == 0)
		(void)pd_directory_list(directory, clean_one, cleaning);
	for (int i = 0; i < TRIES; i++) {
		if (flock(directory, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK)
			return;
		(void)nanosleep(&pause, NULL);
	}
}

void
pd_directory_clean(int directory, pd_directory_each *drop, void *work)
{
	struct cleaning cleaning = {.drop = drop, .work = work};
	clean_directory(directory, &cleaning);
}

void
pd_directory_clean_aside(int directory)
{
	struct cleaning cleaning = {.asides = true};
	clean_directory(directory, &cleaning);
}

static bool
find_leftover(void *work, int directory, const char *name)
{
	(void)directory;
	char **found = work;
	if (is_made_name(name, SUFFIX) || is_made_name(name, ASIDE))
		*found = pd_copy(name);
	return *found == NULL;
}

char *
pd_directory_leftover(int directory)
{
	char *found = NULL;
	if (flock(directory, LOCK_EX | LOCK_NB) < 0)
		return NULL;
	(void)pd_directory_list(directory, find_leftover, &found);
	(void)flock(directory, LOCK_UN);
	return found;
}
