/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monkey-fence.h"

#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

static bool
put(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	bool good =
		file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
	if (file >= 0)
		(void)close(file);
	return good;
}

/* The operator's own namespaces: root makes them, others by one of users. */
static bool
enter(void)
{
	if (unshare(CLONE_NEWNS | CLONE_NEWNET) == 0)
		return true;
	char user[64], group[64];
	(void)snprintf(user, sizeof user, "%u %u 1", getuid(), getuid());
	(void)snprintf(group, sizeof group, "%u %u 1", getgid(), getgid());
	return unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) == 0 &&
	       put("/proc/self/setgroups", "deny") && put("/proc/self/uid_map", user) &&
	       put("/proc/self/gid_map", group);
}

/* What a file system was mounted with must stay. */
static unsigned long
flags_of(const char *path)
{
	struct statvfs status;
	unsigned long flags = 0;
	if (statvfs(path, &status) != 0)
		return 0;
	flags |= status.f_flag & ST_NOSUID ? MS_NOSUID : 0;
	flags |= status.f_flag & ST_NODEV ? MS_NODEV : 0;
	flags |= status.f_flag & ST_NOEXEC ? MS_NOEXEC : 0;
	flags |= status.f_flag & ST_NOATIME ? MS_NOATIME : 0;
	flags |= status.f_flag & ST_RELATIME ? MS_RELATIME : 0;
	return flags;
}

static bool
close_root(const char *folder)
{
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount(folder, folder, NULL, MS_BIND, NULL) == 0 && chdir(folder) == 0 &&
	       mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | flags_of("/"),
		       NULL) == 0;
}

void
fence_raise(const char *folder)
{
	if (!enter() || !close_root(folder))
		(void)puts("# nothing but its own care keeps it in its folder");
}
