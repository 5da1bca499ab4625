/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/output_set.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { FOLDER = 0755 };

struct pd_written_item {
	char *path;
	char *before; /* where what was there is kept meanwhile; NULL: nothing was */
	bool is_folder;
};

static void
note(struct pd_written *written, const char *path, char *before, bool is_folder)
{
	if (written->count == written->room) {
		written->room = written->room ? 2 * written->room : 16;
		written->items =
			pd_grow(written->items, written->room, sizeof *written->items);
	}
	written->items[written->count++] =
		(struct pd_written_item){pd_copy(path), before, is_folder};
}

bool
pd_written_folder(struct pd_written *written, const char *path, struct pd_error *error)
{
	if (mkdir(path, FOLDER) == 0) {
		note(written, path, NULL, true);
		return true;
	}
	return errno == EEXIST ||
	       pd_fail_errno(error, PD_EIO, path, _("the directory cannot be made"));
}

static bool
write_unsynced(const char *path, struct pd_bytes content, mode_t mode,
	enum pd_replace replace, struct pd_error *error)
{
	if (replace == PD_REPLACE && unlink(path) < 0 && errno != ENOENT)
		return pd_fail_errno(error, PD_EIO, path, _("it cannot be replaced"));
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (file < 0)
		return pd_fail_errno(error, PD_EIO, path, _("it cannot be written"));
	bool good = pd_file_put(file, content) ||
		    pd_fail_errno(error, PD_EIO, path, _("it cannot be written"));
	if (close(file) < 0 && good)
		good = pd_fail_errno(error, PD_EIO, path, _("it cannot be written"));
	if (!good)
		(void)unlink(path);
	return good;
}

bool
pd_written_file(struct pd_written *written, const char *path, struct pd_bytes content,
	mode_t mode, enum pd_replace replace, struct pd_error *error)
{
	struct stat status;
	bool is_there = lstat(path, &status) == 0;
	if (is_there && replace == PD_REPLACE && !S_ISDIR(status.st_mode)) {
		PD_AUTO(pd_drop_text)
		char *before = pd_format("%s.%ld.before", path, (long)getpid());
		if (link(path, before) == 0)
			note(written, path, pd_steal(before), false);
	}
	/* Where replacing is allowed, a write that failed late may have left the file. */
	bool is_ours = !is_there && replace == PD_REPLACE;
	if (is_ours)
		note(written, path, NULL, false);
	if (!(written->unsynced ? write_unsynced : pd_file_write)(
		    path, content, mode, replace, error))
		return false;
	if (!is_there && !is_ours)
		note(written, path, NULL, false);
	return true;
}

bool
pd_written_sync(const char *directory, struct pd_error *error)
{
	int folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = folder >= 0 && syncfs(folder) == 0;
	if (!good)
		pd_fail_errno(error, PD_EIO, directory,
			_("the files cannot be brought to the disk"));
	if (folder >= 0)
		(void)close(folder);
	return good;
}

static void
take_back(const struct pd_written_item *item)
{
	if (item->is_folder)
		(void)rmdir(item->path);
	else if (item->before == NULL)
		(void)unlink(item->path);
	else
		(void)rename(item->before, item->path);
}

static void
forget(struct pd_written *written)
{
	for (size_t i = 0; i < written->count; i++) {
		struct pd_written_item *item = &written->items[i];
		/* Also where rename did nothing, both being the same file still. */
		if (item->before != NULL)
			(void)unlink(item->before);
		free(item->path);
		free(item->before);
	}
	free(written->items);
	*written = (struct pd_written){.unsynced = written->unsynced};
}

void
pd_written_keep(struct pd_written *written)
{
	forget(written);
}

void
pd_written_drop(struct pd_written *written)
{
	for (size_t i = written->count; i > 0; i--)
		take_back(&written->items[i - 1]);
	forget(written);
}
