/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/directory.h"
#include "base/memory.h"

/* Each names a directory, or several with colons between them. */
static const char *const searched[] = {
	"TEXTDOMAINDIR",
	"LOCPATH",
	"NLSPATH",
	"GCONV_PATH",
	"TERMINFO",
	"TERMINFO_DIRS",
};

static bool
is_roots_alone(const char *path)
{
	const struct pd_guard root = {.is_on = true};
	struct pd_error untold = {0};
	int directory = pd_directory_open(path, &root, &untold);
	if (directory >= 0)
		(void)close(directory);
	return directory >= 0;
}

/* An empty name is the library's own place. */
static bool
are_roots_alone(const char *paths)
{
	PD_AUTO(pd_drop_text) char *copy = pd_copy(paths);
	char *rest = copy;
	for (char *path; (path = strsep(&rest, ":")) != NULL;)
		if (*path != '\0' && !is_roots_alone(path))
			return false;
	return true;
}

/* gettext takes a language for a part of a path, so that ../../tmp/x leads anywhere. */
void
pd_environment_clean(void)
{
	if (geteuid() != 0)
		return;
	const char *languages = getenv("LANGUAGE");
	if (languages != NULL && strchr(languages, '/') != NULL)
		(void)unsetenv("LANGUAGE");
	for (size_t i = 0; i < PD_COUNT(searched); i++) {
		const char *paths = getenv(searched[i]);
		if (paths != NULL && !are_roots_alone(paths))
			(void)unsetenv(searched[i]);
	}
}
