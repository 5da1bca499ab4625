/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/place.h"
#include "base/replace_journal.h"
#include "base/text.h"
#include "base/there/there.h"

enum {
	FEW = 16, /* files that are synced one by one; more are synced at once */
};

enum state {
	STAGED,   /* beside its place, under the temporary name */
	REMOVING, /* nothing is done yet */
	PLACED,
	FILLED, /* the file that was there has the content */
};

struct pd_replacement_file {
	long directory; /* its index */
	char *path, *name;
	char *temporary; /* NULL: not beside it, but in memory, or not any more */
	char *before;    /* the name of what was there; NULL: nothing was */
	char *aside;     /* what that is to be, with a journal */
	struct pd_place_before filled; /* what it held, if it was filled */
	int stage;                     /* -1: closed */
	dev_t device;                  /* of what was written */
	ino_t inode;
	mode_t mode;
	struct pd_owner owner;
	enum pd_replace replace;
	enum state state;
};

static bool
fail_writing(const char *path, struct pd_error *error)
{
	return pd_fail_errno(error, PD_EIO, path, _("cannot be written"));
}

static struct pd_guard
guard_for_file(const struct pd_new_file *file)
{
	return pd_guard_for(file->mode, file->owner ? file->owner->uid : (uid_t)-1);
}

/* known: how many directories there were before this one was opened. */
static bool
check_new(struct pd_replacement *set, size_t known, long index, const char *path,
	struct pd_error *error)
{
	if (set->directories.count == known)
		return true;
	int directory = pd_directories_at(&set->directories, index, error);
	return directory >= 0 && pd_replace_check_outside(directory, path, error);
}

static long
open_directory_of(struct pd_replacement *set, const struct pd_new_file *file,
	struct pd_error *error)
{
	const struct pd_guard guard = guard_for_file(file);
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(file->path);
	struct pd_error problem = {0};
	size_t known = set->directories.count;
	long index = pd_directories_open(&set->directories, part, &guard, &problem);
	if (index < 0)
		(void)pd_directory_fail(file->path, part, &problem, error);
	return index < 0 || check_new(set, known, index, file->path, error) ? index
									    : -1;
}

int
pd_replacement_directory(struct pd_replacement *set, const struct pd_new_file *file,
	struct pd_error *error)
{
	long index = open_directory_of(set, file, error);
	return index < 0 ? -1 : pd_directories_at(&set->directories, index, error);
}

bool
pd_replacement_folder(struct pd_replacement *set, const char *path, mode_t mode,
	mode_t file_mode, struct pd_error *error)
{
	const struct pd_guard guard = pd_guard_for(file_mode, (uid_t)-1);
	size_t known = set->directories.count;
	long index = pd_directories_make(&set->directories, path, mode, &guard, error);
	return index >= 0 && check_new(set, known, index, path, error);
}

void
pd_replacement_adopt(struct pd_replacement *set, const char *path, int directory)
{
	const struct pd_guard guard = pd_guard_for(0, (uid_t)-1);
	(void)pd_directories_adopt(&set->directories, path, &guard, directory);
}

/* ---- beside its place ---------------------------------------------------------------- */

/* Where nothing can be put beside a file that is there, the content waits in memory. */
static int
create_in_memory(int directory, const char *name)
{
	struct stat status;
	int number = errno;
	if ((number != EACCES && number != EPERM && number != EROFS) ||
		fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
		errno = number;
		return -1;
	}
	return memfd_create("pemdeck", MFD_CLOEXEC);
}

static int
create_beside(int directory, char **temporary)
{
	*temporary = pd_directory_temporary();
	int file = openat(directory, *temporary,
		O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int number = errno;
	if (file < 0) {
		free(*temporary);
		*temporary = NULL;
	}
	errno = number;
	return file;
}

bool
pd_replacement_journal(
	struct pd_replacement *set, const char *path, struct pd_error *error)
{
	int journal = pd_replace_journal_open(path, error);
	if (journal < 0)
		return false;
	set->journal = pd_copy(path);
	set->journal_file = journal;
	return true;
}

static struct pd_replacement_file *
add_file(struct pd_replacement *set, long directory, const struct pd_new_file *file)
{
	set->files = pd_grow_by_one(set->files, set->count, sizeof *set->files);
	struct pd_replacement_file *added = &set->files[set->count++];
	*added = (struct pd_replacement_file){
		.directory = directory,
		.path = pd_copy(file->path),
		.name = pd_directory_name(file->path),
		.aside = set->journal && file->replace == PD_REPLACE
				 ? pd_directory_aside()
				 : NULL,
		.stage = -1,
		.filled.content = -1,
		.mode = file->mode,
		.owner = file->owner ? *file->owner
				     : (struct pd_owner){(uid_t)-1, (gid_t)-1},
		.replace = file->replace,
	};
	return added;
}

/* Who has the journal, and found it empty, knows that what is aside is needed no more. */
static void
clean_of_others(const struct pd_replacement *set, int directory)
{
	if (set->journal != NULL)
		pd_directory_clean_aside(directory);
	else
		pd_directory_clean(directory, NULL, NULL);
}

static struct pd_replacement_file *
stage_file(struct pd_replacement *set, const struct pd_new_file *file,
	struct pd_error *error)
{
	struct stat status;
	long index = open_directory_of(set, file, error);
	int directory =
		index < 0 ? -1 : pd_directories_at(&set->directories, index, error);
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(file->path);
	if (directory < 0 || !pd_replace_check(directory, file, error) ||
		!(pd_directories_claim(&set->directories, index, name) ||
			pd_replace_fail_twice(file->path, error)))
		return NULL;
	if (pd_directories_is_new(&set->directories, index))
		clean_of_others(set, directory);
	struct pd_replacement_file *added = add_file(set, index, file);
	added->stage = create_beside(directory, &added->temporary);
	if (added->stage < 0)
		added->stage = create_in_memory(directory, name);
	if (added->stage < 0 || fstat(added->stage, &status) < 0) {
		(void)fail_writing(file->path, error);
		return NULL;
	}
	added->device = status.st_dev;
	added->inode = status.st_ino;
	return added;
}

static struct pd_place
place_of(const struct pd_replacement_file *file, int directory)
{
	return (struct pd_place){
		directory, file->name, file->path, file->mode, file->owner};
}

/* Owner and mode come last, when nobody can have opened it before. What waits in memory stays open. */
static bool
finish_stage(struct pd_replacement *set, struct pd_replacement_file *file,
	struct pd_error *error)
{
	if (file->stage < 0 || file->temporary == NULL)
		return true;
	const struct pd_place place = place_of(file, -1);
	if (!pd_place_own(&place, file->stage, error))
		return false;
	if (set->count <= FEW && fsync(file->stage) < 0)
		return fail_writing(file->path, error);
	int stage = file->stage;
	file->stage = -1;
	return close(stage) == 0 || fail_writing(file->path, error);
}

bool
pd_replacement_add(struct pd_replacement *set, const struct pd_new_file *file,
	struct pd_error *error)
{
	struct pd_replacement_file *added = stage_file(set, file, error);
	if (added == NULL)
		return false;
	return pd_file_put(added->stage, file->content)
		       ? finish_stage(set, added, error)
		       : fail_writing(file->path, error);
}

int
pd_replacement_open(struct pd_replacement *set, const struct pd_new_file *file,
	struct pd_error *error)
{
	const struct pd_replacement_file *added = stage_file(set, file, error);
	return added ? added->stage : -1;
}

bool
pd_replacement_remove(
	struct pd_replacement *set, const char *path, struct pd_error *error)
{
	struct pd_new_file file = {.path = path, .mode = 0644, .replace = PD_REPLACE};
	long index = open_directory_of(set, &file, error);
	if (index < 0)
		return false;
	add_file(set, index, &file)->state = REMOVING;
	return true;
}

/* ---- in its place ---------------------------------------------------------------------- */

/* A mount point, as a file that a container is given, cannot be replaced. */
static bool
fill_place(struct pd_replacement *set, struct pd_replacement_file *file,
	const struct pd_place *place, struct pd_error *error)
{
	if (file->stage < 0)
		file->stage = openat(place->directory, file->temporary,
			O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file->stage < 0)
		return fail_writing(file->path, error);
	if (!pd_place_fill(place, file->stage, &file->filled, error))
		return false;
	file->state = FILLED;
	set->notes = pd_grow(set->notes, set->note_count + 1, sizeof *set->notes);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(file->path);
	set->notes[set->note_count++] = pd_format(
		_("%s could not be replaced in one step, so the file that was there "
		  "was written into; who read it meanwhile may have seen half of it"),
		safe);
	return true;
}

/* What was there is beside it already, so that a journal can name both. */
static bool
put_over_kept(const struct pd_replacement_file *file, const struct pd_place *place)
{
	return renameat(place->directory, file->temporary, place->directory,
		       file->name) == 0;
}

/* Where it could only be linked into its place. */
static bool
drop_second_name(struct pd_replacement_file *file, const struct pd_place *place,
	struct pd_error *error)
{
	if (file->before == NULL &&
		unlinkat(place->directory, file->temporary, 0) < 0 && errno != ENOENT)
		return fail_writing(file->path, error);
	free(file->temporary);
	file->temporary = NULL;
	return true;
}

static bool
put_in_place(struct pd_replacement *set, struct pd_replacement_file *file,
	struct pd_error *error)
{
	int directory = pd_directories_at(&set->directories, file->directory, error);
	if (directory < 0)
		return false;
	const struct pd_place place = place_of(file, directory);
	if (file->temporary == NULL)
		return fill_place(set, file, &place, error);
	bool good = file->aside != NULL ? put_over_kept(file, &place)
		    : file->replace == PD_REPLACE
			    ? pd_place_take_over(&place, file->temporary, &file->before)
			    : pd_place_take(&place, file->temporary);
	if (good) {
		file->state = PLACED;
		return drop_second_name(file, &place, error);
	}
	if (file->replace == PD_KEEP && errno == EEXIST)
		return pd_replace_fail_exists(file->path, 0, error);
	if (file->replace == PD_REPLACE && (errno == EBUSY || errno == EXDEV))
		return fill_place(set, file, &place, error);
	return pd_fail_errno(error, PD_EIO, file->path, _("cannot be written"));
}

/* It is moved aside until all is done. */
static bool
remove_from_place(struct pd_replacement *set, struct pd_replacement_file *file,
	struct pd_error *error)
{
	struct stat status;
	int directory = pd_directories_at(&set->directories, file->directory, error);
	if (directory < 0)
		return false;
	PD_AUTO(pd_drop_text) char *aside = pd_directory_temporary();
	if (fstatat(directory, file->name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISDIR(status.st_mode))
		errno = EISDIR;
	else if (renameat(directory, file->name, directory, aside) == 0)
		file->before = pd_steal(aside);
	else if (errno == ENOENT)
		errno = 0;
	file->state = PLACED;
	return file->before != NULL || errno == 0 ||
	       pd_fail_errno(error, PD_EIO, file->path, _("cannot be removed"));
}

/* Many files are synced at once, with all that is on their file system. */
static bool
sync_files(struct pd_replacement *set, struct pd_error *error)
{
	return set->count <= FEW || pd_directories_sync_files(&set->directories, error);
}

static bool
sync_directories(struct pd_replacement *set, struct pd_error *error)
{
	return set->count <= FEW ? pd_directories_sync(&set->directories, error)
				 : sync_files(set, error);
}

/* ---- with a journal --------------------------------------------------------------------- */

static bool
write_journal(struct pd_replacement *set, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *room = pd_alloc(set->count, sizeof(struct pd_journaled));
	struct pd_journaled *files = (struct pd_journaled *)(void *)room;
	size_t count = 0;
	for (size_t i = 0; i < set->count; i++) {
		const struct pd_replacement_file *file = &set->files[i];
		int directory =
			pd_directories_at(&set->directories, file->directory, error);
		if (directory < 0)
			return false;
		enum pd_there there = pd_there_at(directory, file->name, NULL);
		if (there == PD_THERE_UNKNOWN)
			return pd_fail_errno(
				error, PD_EIO, file->path, _("cannot be looked at"));
		if (file->temporary != NULL && file->aside != NULL)
			files[count++] = (struct pd_journaled){file->path,
				file->temporary, file->aside, file->inode, file->mode,
				file->owner.uid, there == PD_THERE_IS};
	}
	return pd_replace_journal_write(
		set->journal_file, set->journal, files, count, error);
}

/* All that is there gets a second name before the first new file takes a place. */
static bool
keep_before(struct pd_replacement *set, struct pd_error *error)
{
	for (size_t i = 0; i < set->count; i++) {
		struct pd_replacement_file *file = &set->files[i];
		int directory =
			pd_directories_at(&set->directories, file->directory, error);
		if (directory < 0)
			return false;
		if (file->temporary == NULL || file->aside == NULL)
			continue;
		const struct pd_place place = place_of(file, directory);
		if (pd_place_keep(&place, file->aside))
			file->before = pd_copy(file->aside);
		else if (errno != ENOENT)
			return fail_writing(file->path, error);
	}
	return pd_directories_sync(&set->directories, error);
}

bool
pd_replacement_settle(struct pd_replacement *set, struct pd_error *error)
{
	return set->journal == NULL ||
	       pd_replace_journal_clear(set->journal_file, set->journal, error);
}

/* ---- all of them ------------------------------------------------------------------------ */

bool
pd_replacement_commit(struct pd_replacement *set, struct pd_error *error)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->files[i].state == STAGED &&
			!finish_stage(set, &set->files[i], error))
			return false;
	if (!sync_files(set, error) ||
		(set->journal != NULL &&
			(!write_journal(set, error) || !keep_before(set, error))))
		return false;
	for (size_t i = 0; i < set->count; i++) {
		struct pd_replacement_file *file = &set->files[i];
		if (file->state == STAGED && !put_in_place(set, file, error))
			return false;
		if (file->state == REMOVING && !remove_from_place(set, file, error))
			return false;
	}
	return sync_directories(set, error);
}

char *
pd_replacement_note(struct pd_replacement *set)
{
	return set->told < set->note_count ? pd_copy(set->notes[set->told++]) : NULL;
}

/* ---- the end ------------------------------------------------------------------------------ */

/* Is in the place what was put there here: that file, or none where one was removed? What
 * somebody else has put there since is his. */
static bool
is_as_left(const struct pd_replacement_file *file, int directory)
{
	struct stat status;
	if (fstatat(directory, file->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT;
	return status.st_ino == file->inode && status.st_dev == file->device;
}

static bool
restore_place(const struct pd_replacement_file *file, int directory)
{
	if (!is_as_left(file, directory))
		return true;
	if (file->before != NULL)
		return renameat(directory, file->before, directory, file->name) == 0;
	return unlinkat(directory, file->name, 0) == 0 || errno == ENOENT;
}

static bool
take_back_file(struct pd_replacement *set, struct pd_replacement_file *file,
	struct pd_error *error)
{
	if (file->state != PLACED && file->state != FILLED)
		return true;
	int directory = pd_directories_at(&set->directories, file->directory, error);
	if (directory < 0)
		return false;
	const struct pd_place place = place_of(file, directory);
	if (file->state == FILLED)
		return pd_place_refill(&place, &file->filled, error);
	if (restore_place(file, directory))
		return true;
	if (file->before != NULL)
		pd_fail_errno(error, PD_EIO, file->path,
			_("what was there before cannot be put back; rename %s beside "
			  "it "
			  "before the next try, which removes that"),
			file->before);
	pd_fail_errno(error, PD_EIO, file->path, _("cannot be removed again"));
	free(file->before);
	file->before = NULL;
	return false;
}

static bool
remove_beside(const struct pd_replacement_file *file, int directory, const char *name,
	struct pd_error *error)
{
	return unlinkat(directory, name, 0) == 0 || errno == ENOENT ||
	       pd_fail_errno(error, PD_EIO, file->path,
		       _("what was there before could not be removed; remove %s beside "
			 "it"),
		       name);
}

static bool
free_file(struct pd_replacement *set, struct pd_replacement_file *file,
	struct pd_error *error)
{
	bool leaves = file->temporary != NULL || file->before != NULL;
	int directory =
		leaves ? pd_directories_at(&set->directories, file->directory, error)
		       : -1;
	bool good = !leaves || directory >= 0;
	if (directory >= 0 && file->temporary != NULL)
		(void)unlinkat(directory, file->temporary, 0);
	if (directory >= 0 && file->before != NULL)
		good = remove_beside(file, directory, file->before, error);
	pd_drop_descriptor(&file->stage);
	pd_drop_descriptor(&file->filled.content);
	free(file->temporary);
	free(file->before);
	free(file->aside);
	free(file->name);
	free(file->path);
	return good;
}

static bool
free_files(struct pd_replacement *set, struct pd_error *error)
{
	bool good = true;
	for (size_t i = 0; i < set->count; i++)
		good = free_file(set, &set->files[i], error) && good;
	set->count = 0;
	return good;
}

static bool
free_set(struct pd_replacement *set, struct pd_error *error)
{
	bool good = free_files(set, error);
	for (size_t i = 0; i < set->note_count; i++)
		free(set->notes[i]);
	free(set->notes);
	free(set->files);
	if (set->journal != NULL)
		(void)close(set->journal_file);
	free(set->journal);
	pd_directories_free(&set->directories);
	*set = (struct pd_replacement){0};
	return good;
}

bool
pd_replacement_keep(struct pd_replacement *set, struct pd_error *error)
{
	return free_set(set, error);
}

bool
pd_replacement_take_back(struct pd_replacement *set, struct pd_error *error)
{
	bool good = true;
	for (size_t i = set->count; i > 0; i--)
		good = take_back_file(set, &set->files[i - 1], error) && good;
	if (set->count > 0 && !sync_directories(set, error))
		good = false;
	if (good && set->journal != NULL)
		good = pd_replace_journal_clear(set->journal_file, set->journal, error);
	struct pd_error ignored = {0};
	(void)free_files(set, &ignored);
	pd_directories_remove_made(&set->directories);
	(void)free_set(set, &ignored);
	return good;
}

void
pd_replacement_drop(struct pd_replacement *set)
{
	struct pd_error ignored = {0};
	(void)pd_replacement_take_back(set, &ignored);
}
