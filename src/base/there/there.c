/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/there/there.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>

#include "base/text.h"

/* Operations run in threads, each in one. */
static _Thread_local struct pd_error *noted;

struct pd_error *
pd_doubts_note(struct pd_error *doubt)
{
	struct pd_error *before = noted;
	noted = doubt;
	return before;
}

void
pd_doubts_add(const struct pd_error *doubt)
{
	if (noted != NULL && noted->code == PD_OK)
		*noted = *doubt;
}

bool
pd_doubts_are_none(struct pd_error *error)
{
	if (noted == NULL || noted->code == PD_OK)
		return true;
	(void)pd_fail(error, noted->code, noted->input, "%s", noted->message);
	pd_error_clear(noted);
	return false;
}

static enum pd_there
look(int directory, const char *name, struct stat *status, int how)
{
	struct stat found;
	if (fstatat(directory, name, status ? status : &found, how) == 0)
		return PD_THERE_IS;
	return errno == ENOENT || errno == ENOTDIR ? PD_THERE_NOT : PD_THERE_UNKNOWN;
}

enum pd_there
pd_there_at(int directory, const char *name, struct stat *status)
{
	return look(directory, name, status, AT_SYMLINK_NOFOLLOW);
}

enum pd_there
pd_there_look(const char *path, struct pd_error *error)
{
	enum pd_there there = look(AT_FDCWD, path, NULL, 0);
	if (there == PD_THERE_UNKNOWN)
		(void)pd_fail_errno(error, PD_EIO, path, _("cannot be looked at"));
	return there;
}

bool
pd_there_is(const char *path)
{
	struct pd_error doubt = {0};
	enum pd_there there = pd_there_look(path, &doubt);
	if (there == PD_THERE_UNKNOWN)
		pd_doubts_add(&doubt);
	return there == PD_THERE_IS;
}
