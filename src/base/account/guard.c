/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/account/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/account/caller.h"
#include "base/array.h"
#include "base/file.h"
#include "base/text.h"

enum { LOOKUP_SIZE = 1 << 16 };

/* The directories of who called root are as good as root's: what is written there is theirs
 * to begin with. Nobody but root can set this for a process of root's. */
static uid_t
find_caller(void)
{
	PD_AUTO(pd_caller_drop) struct pd_caller caller = {0};
	bool found = geteuid() == 0 && pd_caller_find(&caller);
	return found && caller.user != (uid_t)-1 ? caller.user : geteuid();
}

bool
pd_mode_is_secret(mode_t mode)
{
	return (mode & S_IRWXO) == 0;
}

struct pd_guard
pd_guard_for(mode_t mode, uid_t owner)
{
	uid_t caller = geteuid();
	return (struct pd_guard){
		.is_on = caller == 0 || pd_mode_is_secret(mode),
		.trusted = {0, caller, find_caller(),
			owner == (uid_t)-1 ? caller : owner},
	};
}

bool
pd_guard_trusts(const struct pd_guard *guard, uid_t user)
{
	bool found = !guard->is_on;
	for (size_t i = 0; i < PD_COUNT(guard->trusted); i++)
		found = found || guard->trusted[i] == user;
	return found;
}

static void
drop_user_list(FILE **file)
{
	if (*file != NULL)
		(void)fclose(*file);
}

/* Where it cannot be read, as if it were there. */
static bool
has_access_list(int file, bool is_directory)
{
	PD_AUTO(pd_drop_descriptor)
	int open = is_directory ? openat(file, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
				: fcntl(file, F_DUPFD_CLOEXEC, 0);
	ssize_t size = fgetxattr(open, "system.posix_acl_access", NULL, 0);
	return size > 0 || (size < 0 && errno == EBADF);
}

/* A user's first group does not name him among its members: his own entry does. true also
 * where the users cannot be read. */
static bool
is_first_group_of_others(const struct passwd *user, gid_t group)
{
	struct passwd entry, *found = NULL;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(1, LOOKUP_SIZE);
	PD_AUTO(drop_user_list) FILE *users = fopen("/etc/passwd", "re");
	if (users == NULL)
		return errno != ENOENT;
	int result;
	while ((result = fgetpwent_r(users, &entry, room, LOOKUP_SIZE, &found)) == 0)
		if (entry.pw_gid == group && entry.pw_uid != user->pw_uid)
			return true;
	return result != ENOENT;
}

/* Where every user has a group of their own, whose name is theirs, its right to write
 * gives nothing to others. */
static bool
is_own_group(int file, const struct stat *status)
{
	struct passwd user, *found_user = NULL;
	struct group group, *found_group = NULL;
	PD_AUTO(pd_drop_text) char *user_room = pd_alloc(1, LOOKUP_SIZE);
	PD_AUTO(pd_drop_text) char *group_room = pd_alloc(1, LOOKUP_SIZE);
	if (getpwuid_r(status->st_uid, &user, user_room, LOOKUP_SIZE, &found_user) !=
			0 ||
		getgrgid_r(status->st_gid, &group, group_room, LOOKUP_SIZE,
			&found_group) != 0 ||
		found_user == NULL || found_group == NULL)
		return false;
	return strcmp(user.pw_name, group.gr_name) == 0 && group.gr_mem[0] == NULL &&
	       !is_first_group_of_others(&user, group.gr_gid) &&
	       !has_access_list(file, S_ISDIR(status->st_mode));
}

bool
pd_guard_others_may_write(int file, const struct stat *status)
{
	return (status->st_mode & S_IWOTH) != 0 ||
	       ((status->st_mode & S_IWGRP) != 0 && !is_own_group(file, status));
}
