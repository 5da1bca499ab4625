/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "store/backup/backup.h"
#include "store/files.h"
#include "store/journal.h"

/* Making a store of a backup. settings.cfg comes last, for without it a directory is no
 * store: one that was cut off is none. */

#define SETTINGS "settings.cfg"
#define SETTINGS_STAGE ".settings.new"

static const struct pd_backup_file *
find_file(const struct pd_backup *backup, const char *path)
{
	for (size_t i = 0; i < backup->count; i++)
		if (strcmp(backup->items[i].path, path) == 0)
			return &backup->items[i];
	return NULL;
}

static bool
write_files(const struct pd_backup *backup, const struct pd_store *store,
	struct pd_error *error)
{
	PD_AUTO(pd_files_leave) struct pd_last_folder last = {0};
	for (size_t i = 0; i < backup->count; i++) {
		const struct pd_backup_file *file = &backup->items[i];
		bool is_settings = strcmp(file->path, SETTINGS) == 0;
		PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file->path);
		int folder = pd_files_enter(
			store, &last, file->path, PD_MISSING_IS_MADE, error);
		if (folder < 0 || !pd_files_write_at(folder,
					  is_settings ? SETTINGS_STAGE
						      : pd_files_name(file->path),
					  shown, file->content, error))
			return false;
	}
	return true;
}

static bool
complete(const struct pd_store *store, struct pd_error *error)
{
	if (syncfs(store->folder) == 0 &&
		renameat(store->folder, SETTINGS_STAGE, store->folder, SETTINGS) == 0 &&
		fsync(store->folder) == 0)
		return true;
	return pd_fail_errno(error, PD_EIO, store->path, _("cannot be written"));
}

/* Every folder on the way to a file, the deepest first. */
static void
remove_folders(const struct pd_store *store, const char *path)
{
	PD_AUTO(pd_drop_text) char *part = pd_copy(path);
	for (char *slash; (slash = strrchr(part, '/')) != NULL;) {
		*slash = '\0';
		(void)unlinkat(store->folder, part, AT_REMOVEDIR);
	}
}

/* Only what this process wrote can be there: the lock kept others out. */
static void
take_restored_back(const struct pd_backup *backup, const struct pd_store *store)
{
	for (size_t i = 0; i < backup->count; i++) {
		const char *path = backup->items[i].path;
		struct pd_error ignored = {0};
		PD_AUTO(pd_drop_descriptor)
		int folder = pd_files_folder(store, path, PD_MISSING_FAILS, &ignored);
		if (folder >= 0)
			(void)pd_files_unlink(folder, pd_files_name(path), PD_WIPE);
	}
	(void)pd_files_unlink(store->folder, SETTINGS_STAGE, PD_UNLINK);
	for (size_t i = 0; i < backup->count; i++)
		remove_folders(store, backup->items[i].path);
}

static bool
fill_store(const struct pd_backup *backup, const struct pd_store *store,
	struct pd_error *error)
{
	if (!write_files(backup, store, error) || !complete(store, error))
		return false;
	PD_AUTO(pd_drop_store)
	struct pd_store *opened = pd_store_open_to_read(store->path, error);
	return opened != NULL;
}

bool
pd_backup_check_place(const char *path, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return folder < 0 || pd_store_check_empty(path, folder, error);
}

static bool
restore_into(const struct pd_backup *backup, const char *path, struct pd_error *error)
{
	struct pd_store store = {
		.path = (char *)path, .keys = -1, .history = -1, .folder = -1};
	if (find_file(backup, SETTINGS) == NULL)
		return pd_fail(error, PD_EINPUT, SETTINGS,
			_("the backup holds no settings.cfg, so it is not that of a "
			  "store"));
	PD_AUTO(pd_drop_descriptor) int folder = pd_store_open_empty(path, error);
	if (folder < 0)
		return false;
	store.folder = folder;
	if (!pd_files_check_place(folder, path, error))
		return false;
	PD_AUTO(pd_journal_unlock) int lock = pd_journal_lock(&store, 0, error);
	bool ready = lock >= 0 && pd_store_check_empty(path, folder, error);
	if (ready && fill_store(backup, &store, error))
		return true;
	if (ready)
		take_restored_back(backup, &store);
	/* That of a store which is there, or comes just now, is not ours. */
	if (ready || error->code == PD_EIO)
		(void)pd_files_unlink(folder, "lock", PD_UNLINK);
	return false;
}

/* A directory that was not there before goes again. */
bool
pd_backup_restore(
	const struct pd_backup *backup, const char *path, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(path);
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(path);
	PD_AUTO(pd_drop_descriptor)
	int above = open(part, O_PATH | O_DIRECTORY | O_CLOEXEC);
	bool is_new = above >= 0 && pd_there_at(above, name, NULL) == PD_THERE_NOT;
	bool good = restore_into(backup, path, error);
	if (!good && is_new)
		(void)unlinkat(above, name, AT_REMOVEDIR);
	return good;
}
