/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/paths/paths.h"

/* Where a store is when nothing else is said. */

static const char *
get_variable(const char *name)
{
	const char *value = getenv(name);
	return value != NULL && value[0] != '\0' ? value : NULL;
}

static const char *
find_home(void)
{
	const char *folder = get_variable("HOME");
	if (folder != NULL && folder[0] == '/')
		return folder;
	const struct passwd *user = getpwuid(geteuid());
	return user ? user->pw_dir : NULL;
}

/* A relative XDG_DATA_HOME is to be ignored, says the XDG Base Directory
 * Specification; so is such a HOME, below which keys would be where one happens to be. */
char *
pd_store_default_path(struct pd_error *error)
{
	const char *said = get_variable("PEMDECK_STORE"),
		   *data = get_variable("XDG_DATA_HOME");
	if (said != NULL)
		return pd_copy(said);
	if (geteuid() == 0)
		return pd_copy("/var/lib/pemdeck");
	if (data != NULL && data[0] == '/')
		return pd_format("%s/pemdeck", data);
	const char *folder = find_home();
	if (folder != NULL)
		return pd_format("%s/.local/share/pemdeck",
			strcmp(folder, "/") == 0 ? "" : folder);
	(void)pd_fail(error, PD_EUSAGE, "store",
		_("you have no home directory to keep a store in; name one with "
		  "--store or in PEMDECK_STORE"));
	return NULL;
}
