/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"

enum { DEPTH_LIMIT = 8, FILES_LIMIT = 20000 };

struct walk {
	const struct pd_trust_files *files;
	const char *top;
	size_t count;
};

static bool visit_directory(
	struct walk *walk, const char *path, int depth, struct pd_error *error);

/* Hidden files belong to editors and the system. */
static int
is_importable_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

struct listing {
	struct dirent **items;
	int count;
};

static void
drop_trust_listing(struct listing *listing)
{
	for (int i = 0; i < listing->count; i++)
		free(listing->items[i]);
	free(listing->items);
}

static const char *
strange_words(mode_t mode)
{
	if (S_ISFIFO(mode))
		return _("is a pipe");
	if (S_ISSOCK(mode))
		return _("is a socket");
	if (S_ISDIR(mode))
		return _("is a link to a directory");
	return _("is a device");
}

/* Goes on with the rest. */
static bool
tell_bad(const struct walk *walk, const char *path, const char *words)
{
	struct pd_error problem = {0};
	pd_fail_errno(&problem, PD_EIO, path, "%s", words);
	walk->files->bad(walk->files->work, path, problem.message);
	return true;
}

static bool
visit_path(struct walk *walk, const char *path, int depth, struct pd_error *error)
{
	struct stat own, target;
	const struct pd_trust_files *files = walk->files;
	if (++walk->count > FILES_LIMIT)
		return pd_fail(error, PD_EINPUT, walk->top,
			_("there are more than %d files in it; import parts of it"),
			FILES_LIMIT);
	if (lstat(path, &own) < 0 || stat(path, &target) < 0) {
		if (errno != ENOENT && errno != ELOOP)
			return tell_bad(walk, path, _("cannot be opened"));
		files->skip(files->work, path, _("leads nowhere"));
		return true;
	}
	if (S_ISDIR(own.st_mode))
		return visit_directory(walk, path, depth + 1, error);
	if (S_ISREG(target.st_mode))
		return files->take(files->work, path, error);
	files->skip(files->work, path, strange_words(target.st_mode));
	return true;
}

static bool
visit_directory(struct walk *walk, const char *path, int depth, struct pd_error *error)
{
	if (depth > DEPTH_LIMIT)
		return pd_fail(error, PD_EINPUT, path,
			_("lies more than %d directories deep; import it by itself"),
			DEPTH_LIMIT);
	PD_AUTO(drop_trust_listing) struct listing listing = {0};
	listing.count = scandir(path, &listing.items, is_importable_name, alphasort);
	if (listing.count < 0)
		return tell_bad(walk, path, _("the directory cannot be read"));
	for (int i = 0; i < listing.count; i++) {
		const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
		PD_AUTO(pd_drop_text)
		char *inside =
			pd_format("%s%s%s", path, slash, listing.items[i]->d_name);
		if (!visit_path(walk, inside, depth, error))
			return false;
	}
	return true;
}

bool
pd_trust_files(
	const char *path, const struct pd_trust_files *files, struct pd_error *error)
{
	struct stat target;
	struct walk walk = {.files = files, .top = path};
	bool is_input = strcmp(path, "-") == 0;
	bool is_seen = !is_input && stat(path, &target) == 0;
	if (!is_input && !is_seen && errno != ENOENT && errno != ENOTDIR)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be opened"));
	return is_seen && S_ISDIR(target.st_mode)
		       ? visit_directory(&walk, path, 1, error)
		       : files->take(files->work, path, error);
}
