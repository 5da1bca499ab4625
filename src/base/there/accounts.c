/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/there/accounts.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/memory.h"

enum { LOOKUP_SIZE = 1 << 16 };

/* These four numbers say that there is none of that name, too. */
static enum pd_there
judge_answer(int number, bool found)
{
	errno = number;
	if (found)
		return PD_THERE_IS;
	return number == 0 || number == ENOENT || number == ESRCH || number == EBADF ||
			       number == EPERM
		       ? PD_THERE_NOT
		       : PD_THERE_UNKNOWN;
}

enum pd_there
pd_account_user(const char *name, uid_t *out)
{
	struct passwd entry, *found = NULL;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(1, LOOKUP_SIZE);
	int number = getpwnam_r(name, &entry, room, LOOKUP_SIZE, &found);
	if (found != NULL && out != NULL)
		*out = entry.pw_uid;
	return judge_answer(number, found != NULL);
}

enum pd_there
pd_account_group(const char *name, gid_t *out)
{
	struct group entry, *found = NULL;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(1, LOOKUP_SIZE);
	int number = getgrnam_r(name, &entry, room, LOOKUP_SIZE, &found);
	if (found != NULL && out != NULL)
		*out = entry.gr_gid;
	return judge_answer(number, found != NULL);
}

bool
pd_account_number(const char *text, unsigned *out)
{
	char *end;
	errno = 0;
	unsigned long number = strtoul(text, &end, 10);
	/* The last one stands for nobody. */
	bool good = pd_ascii_is_digit(*text) && *end == '\0' && errno == 0 &&
		    number < UINT_MAX;
	if (good)
		*out = (unsigned)number;
	return good;
}

char *
pd_account_name(uid_t user)
{
	struct passwd entry, *found = NULL;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(1, LOOKUP_SIZE);
	(void)getpwuid_r(user, &entry, room, LOOKUP_SIZE, &found);
	return found != NULL ? pd_copy(found->pw_name) : NULL;
}

char *
pd_account_group_name(gid_t group)
{
	struct group entry, *found = NULL;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(1, LOOKUP_SIZE);
	(void)getgrgid_r(group, &entry, room, LOOKUP_SIZE, &found);
	return found != NULL ? pd_copy(found->gr_name) : NULL;
}

static bool
is_listed(const struct group *group, const char *user)
{
	for (char **member = group->gr_mem; *member != NULL; member++)
		if (strcmp(*member, user) == 0)
			return true;
	return false;
}

enum pd_there
pd_account_is_member(const char *user, const char *group)
{
	struct group entry, *found = NULL;
	struct passwd owner, *known = NULL;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(1, LOOKUP_SIZE);
	PD_AUTO(pd_drop_text) char *more = pd_alloc(1, LOOKUP_SIZE);
	int number = getgrnam_r(group, &entry, room, LOOKUP_SIZE, &found);
	if (found == NULL || is_listed(found, user))
		return judge_answer(number, found != NULL);
	/* The primary group is in the user's entry alone. */
	number = getpwnam_r(user, &owner, more, LOOKUP_SIZE, &known);
	return judge_answer(number, known != NULL && known->pw_gid == found->gr_gid);
}
