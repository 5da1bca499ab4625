/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A library to be loaded before others, with which nobody answers for users or for groups, as
 * where a directory on the network is away: made with -DLOOK_UP=getpwnam_r -DENTRY=passwd, or
 * with getgrnam_r and group. */

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stddef.h>

int
LOOK_UP(const char *name, struct ENTRY *entry, char *room, size_t size,
	struct ENTRY **found)
{
	(void)name, (void)entry, (void)room, (void)size;
	*found = NULL;
	return EAGAIN;
}
