/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/array.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "base/time.h"
#include "store/files.h"

/* How a change is all there afterwards, or not at all.
 *
 * Its directory in history is journal and history entry in one, and its name says how
 * far the change has come:
 *
 * .new           it is being put together: N.new are the files to come, N.old hard links
 *                to those that are there. Nothing refers to it: it is removed.
 * 00000012.todo  all of it is on the disk; this name is the commit point. The files to
 *                come are renamed to their places, keys before the records that refer to
 *                them, then what goes is unlinked. Doing it again does no harm, so
 *                recovery does just that.
 * 00000012       done. Undo finds in N.old what was before.
 * 00000012.back  the system refused a step of .todo (a full disk): N.old go back to their
 *                places; may be done again as well. Then it becomes .new.
 *
 * A record or key is never written in place, so a hard link is a snapshot of it. The
 * names change, and the directories are synced, in such an order that each is true
 * whenever the power goes. All of it happens under the store's lock, so there is at
 * most one that is not done. A store that cannot be written is read as it is. */

#define PENDING ".todo"
#define BACK ".back"

/* With more files, one sync of the file system is faster than one for each, each of
 * which makes the file system write its own journal. */
enum { MANY = 8 };

/* ---- the lock ------------------------------------------------------------------ */

/* Two bytes of the file are locked, one after the other: who waits holds the turn, so that
 * a process which changes the store again and again cannot take the lock each time before
 * one that waits has looked. Notes, which are no change, have a byte of their own. */
enum { STORE_BYTE, TURN_BYTE, NOTES_BYTE, ALL_BYTES };

static bool
try_lock(int file, int byte, short type)
{
	struct flock wanted = {
		.l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
	return fcntl(file, F_OFD_SETLK, &wanted) == 0;
}

static void
unlock_all(int file)
{
	for (int byte = 0; byte < ALL_BYTES; byte++)
		(void)try_lock(file, byte, F_UNLCK);
}

static bool
wait_for_byte(
	int file, int byte, int64_t end, const char *shown, struct pd_error *error)
{
	const struct timespec pause = {.tv_nsec = 10 * 1000000};
	while (!try_lock(file, byte, F_WRLCK)) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return pd_fail_errno(
				error, PD_EIO, shown, _("cannot be locked"));
		if (pd_milliseconds_now() >= end)
			return pd_fail(error, PD_ESTORE, shown,
				_("another pemdeck is changing this store; try again "
				  "when it is done"));
		(void)nanosleep(&pause, NULL);
	}
	return true;
}

/* The turn is given up in any case: a child may have inherited the descriptor. */
static bool
wait_for_lock(int file, const char *shown, int milliseconds, struct pd_error *error)
{
	int64_t end = pd_milliseconds_now() + milliseconds;
	bool locked = wait_for_byte(file, TURN_BYTE, end, shown, error) &&
		      wait_for_byte(file, STORE_BYTE, end, shown, error);
	(void)try_lock(file, TURN_BYTE, F_UNLCK);
	return locked;
}

static int
open_lock(const struct pd_store *store, const char *shown, struct pd_error *error)
{
	int file = openat(
		store->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0)
		(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be opened"));
	return file;
}

int
pd_journal_lock(struct pd_store *store, int milliseconds, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, "lock");
	int lock = open_lock(store, shown, error);
	if (lock >= 0 && !wait_for_lock(lock, shown, milliseconds, error))
		pd_journal_unlock(&lock);
	return lock;
}

int
pd_journal_lock_notes(struct pd_store *store, int milliseconds, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, "lock");
	int lock = open_lock(store, shown, error);
	int64_t end = pd_milliseconds_now() + milliseconds;
	if (lock >= 0 && !wait_for_byte(lock, NOTES_BYTE, end, shown, error))
		pd_journal_unlock(&lock);
	return lock;
}

void
pd_journal_unlock(int *lock)
{
	if (*lock < 0)
		return;
	unlock_all(*lock);
	(void)close(*lock);
	*lock = -1;
}

/* ---- steps --------------------------------------------------------------------- */

/* One file of a change with what is needed to work on it. */
struct step {
	int entry; /* directory */
	size_t index;
	const struct pd_touched *touched;
	char *shown;
	int folder;  /* that holds the file */
	bool enters; /* the file before it was in another */
};

typedef bool each_step(const struct step *step, struct pd_error *error);

/* Which of the files a walk is about. */
struct filter {
	bool keys, others; /* by kind */
	bool comes, goes;  /* by what becomes of them */
};

static bool
is_step_wanted(const struct pd_touched *touched, const struct filter *filter)
{
	bool key = pd_files_is_key(touched->path);
	bool comes = touched->after != NULL;
	return (key ? filter->keys : filter->others) &&
	       (comes ? filter->comes : filter->goes);
}

static bool
walk_files(struct pd_store *store, int entry, const struct pd_entry *what,
	const struct filter *filter, each_step *each, struct pd_error *error)
{
	PD_AUTO(pd_files_leave) struct pd_last_folder last = {0};
	for (size_t i = 0; i < what->touched_count; i++) {
		const struct pd_touched *touched = &what->touched[i];
		if (!is_step_wanted(touched, filter))
			continue;
		PD_AUTO(pd_drop_text)
		char *shown = pd_files_shown(store, touched->path);
		int folder = pd_files_enter(
			store, &last, touched->path, PD_MISSING_IS_MADE, error);
		const struct step step = {
			entry, i, touched, shown, folder, last.changed};
		if (folder < 0 || !each(&step, error))
			return false;
	}
	return true;
}

static const struct filter everything = {true, true, true, true};

static bool
place_file(const struct step *step, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *slot = pd_entry_slot(PD_SLOT_NEW, step->index, step->touched->path);
	if (renameat(step->entry, slot, step->folder,
		    pd_files_name(step->touched->path)) == 0)
		return true;
	/* It is in its place since the last try. */
	return errno == ENOENT ||
	       pd_fail_errno(error, PD_EIO, step->shown, _("cannot be written"));
}

static bool
take_away(const struct step *step, struct pd_error *error)
{
	return pd_files_unlink(
		       step->folder, pd_files_name(step->touched->path), PD_UNLINK) ||
	       pd_fail_errno(error, PD_EIO, step->shown, _("cannot be removed"));
}

static bool
sync_folder(const struct step *step, struct pd_error *error)
{
	return !step->enters || pd_file_sync(step->folder, step->shown, error);
}

static bool
sync_new(const struct step *step, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *slot = pd_entry_slot(PD_SLOT_NEW, step->index, step->touched->path);
	return step->touched->after == NULL ||
	       pd_files_sync_at(step->entry, slot, step->shown, error);
}

static bool
keep_old(const struct step *step, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *slot = pd_entry_slot(PD_SLOT_OLD, step->index, step->touched->path);
	return step->touched->before == NULL ||
	       pd_files_keep(step->folder, pd_files_name(step->touched->path),
		       step->entry, slot, step->shown, error);
}

static bool
same_file(int one, const char *name, int other, const char *other_name)
{
	struct stat first, second;
	return fstatat(one, name, &first, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstatat(other, other_name, &second, AT_SYMLINK_NOFOLLOW) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* The opposite of place and take_away. The second name goes through a rename, so that
 * the file is there all the time; renaming to a name of the same file does nothing. */
static bool
put_back(const struct step *step, struct pd_error *error)
{
	const char *name = pd_files_name(step->touched->path);
	PD_AUTO(pd_drop_text)
	char *slot = pd_entry_slot(PD_SLOT_OLD, step->index, step->touched->path);
	if (step->touched->before == NULL)
		return pd_files_unlink(step->folder, name,
			       pd_files_removal(step->touched->path)) ||
		       pd_fail_errno(
			       error, PD_EIO, step->shown, _("cannot be removed"));
	if (same_file(step->entry, slot, step->folder, name))
		return true;
	PD_AUTO(pd_drop_text) char *second = pd_format("%zu.back", step->index);
	return (pd_files_unlink(step->entry, second, PD_UNLINK) &&
		       pd_files_keep(step->entry, slot, step->entry, second,
			       step->shown, error) &&
		       renameat(step->entry, second, step->folder, name) == 0) ||
	       pd_fail_errno(error, PD_EIO, step->shown, _("cannot be put back"));
}

/* ---- the protocol -------------------------------------------------------------- */

static bool
sync_everything(const struct pd_store *store, struct pd_error *error)
{
	return syncfs(store->folder) == 0 ||
	       pd_fail_errno(error, PD_EIO, store->path, _("cannot be synced to disk"));
}

static bool
sync_folders(struct pd_store *store, int entry, const struct pd_entry *what,
	struct pd_error *error)
{
	return what->touched_count > MANY ? sync_everything(store, error)
					  : walk_files(store, entry, what, &everything,
						    sync_folder, error);
}

/* Syncs the staged files and their directory. */
static bool
sync_stage(struct pd_store *store, int stage, const struct pd_entry *what,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, PD_STAGE, "");
	if (what->touched_count > MANY)
		return sync_everything(store, error);
	return walk_files(store, stage, what, &everything, sync_new, error) &&
	       pd_files_sync_at(stage, PD_ENTRY_FILE, shown, error) &&
	       pd_file_sync(stage, shown, error);
}

static bool
sync_history(struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, "history");
	return pd_file_sync(store->history, shown, error);
}

static bool
rename_entry(struct pd_store *store, const char *from, const char *to,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, from, "");
	return renameat(store->history, from, store->history, to) == 0 ||
	       pd_fail_errno(error, PD_EIO, shown, _("cannot be renamed"));
}

/* Files that others refer to come first and go last. */
static bool
apply_steps(struct pd_store *store, int entry, const struct pd_entry *what,
	struct pd_error *error)
{
	static const struct filter new_keys = {.keys = true, .comes = true},
				   new_others = {.others = true, .comes = true},
				   old_others = {.others = true, .goes = true},
				   old_keys = {.keys = true, .goes = true};
	return walk_files(store, entry, what, &new_keys, place_file, error) &&
	       walk_files(store, entry, what, &new_others, place_file, error) &&
	       walk_files(store, entry, what, &old_others, take_away, error) &&
	       walk_files(store, entry, what, &old_keys, take_away, error) &&
	       sync_folders(store, entry, what, error);
}

static bool
take_back(struct pd_store *store, int entry, const struct pd_entry *what,
	struct pd_error *error)
{
	return walk_files(store, entry, what, &everything, put_back, error) &&
	       sync_folders(store, entry, what, error);
}

/* From .back on; entry.cfg must outlive the rest of the directory until it is .new. */
static bool
finish_back(struct pd_store *store, int entry, const struct pd_entry *what,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *back = pd_entry_name(what->number, BACK);
	return take_back(store, entry, what, error) &&
	       rename_entry(store, back, PD_STAGE, error) &&
	       pd_journal_drop_stage(store, error);
}

/* A step failed: everything as before. What fails here too is left to recovery. */
static bool
retreat_from_commit(struct pd_store *store, int entry, const struct pd_entry *what)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *todo = pd_entry_name(what->number, PENDING);
	PD_AUTO(pd_drop_text) char *back = pd_entry_name(what->number, BACK);
	if (rename_entry(store, todo, back, &ignored)) {
		(void)sync_history(store, &ignored);
		(void)finish_back(store, entry, what, &ignored);
	}
	return false;
}

static bool
finish_todo(struct pd_store *store, int entry, const struct pd_entry *what,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *todo = pd_entry_name(what->number, PENDING);
	PD_AUTO(pd_drop_text) char *done = pd_entry_name(what->number, "");
	/* The last name needs no sync: .todo would be done again, to the same end, and
	 * the next change syncs it before anything else happens. */
	return apply_steps(store, entry, what, error) &&
	       rename_entry(store, todo, done, error);
}

bool
pd_journal_commit(struct pd_store *store, int stage, const struct pd_entry *entry,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *todo = pd_entry_name(entry->number, PENDING);
	bool good = walk_files(store, stage, entry, &everything, keep_old, error) &&
		    pd_entry_write(store, stage, entry, error) &&
		    sync_stage(store, stage, entry, error) &&
		    rename_entry(store, PD_STAGE, todo, error);
	if (!good)
		return false;
	return (sync_history(store, error) &&
		       finish_todo(store, stage, entry, error)) ||
	       retreat_from_commit(store, stage, entry);
}

/* ---- recovery ------------------------------------------------------------------ */

/* The name in history of a change that was cut off after it was put together; NULL: there
 * is none. It is the one behind the newest entry, so that no list has to be read. */
static bool
find_cut_off(const struct pd_store *store, char **name, struct pd_error *error)
{
	static const char *const states[] = {PENDING, BACK};
	long newest = 0;
	*name = NULL;
	if (!pd_entry_newest(store, &newest, error))
		return false;
	for (size_t i = 0; i < PD_COUNT(states) && *name == NULL; i++) {
		PD_AUTO(pd_drop_text)
		char *state = pd_entry_name(newest + 1, states[i]);
		enum pd_there there = pd_entry_look(store, state, error);
		if (there == PD_THERE_UNKNOWN)
			return false;
		if (there == PD_THERE_IS)
			*name = pd_steal(state);
	}
	return true;
}

static bool
is_no_dots(const char *name)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

bool
pd_journal_drop_stage(struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, PD_STAGE, "");
	PD_AUTO(pd_drop_descriptor)
	int stage = openat(store->history, PD_STAGE,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (stage < 0)
		return errno == ENOENT ||
		       pd_fail_errno(error, PD_EIO, shown, _("cannot be removed"));
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_files_list(stage, shown, is_no_dots, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++)
		(void)pd_files_unlink(stage, names.items[i],
			pd_entry_slot_is_key(names.items[i]) ? PD_WIPE : PD_UNLINK);
	return unlinkat(store->history, PD_STAGE, AT_REMOVEDIR) == 0 ||
	       pd_fail_errno(error, PD_EIO, shown, _("cannot be removed"));
}

static bool
recover_entry(struct pd_store *store, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_entry_free) struct pd_entry what = {0};
	PD_AUTO(pd_drop_descriptor) int entry = pd_entry_open(store, name, error);
	if (entry < 0 || !pd_entry_read(store, name, &what, error))
		return false;
	/* Its name may not be on the disk yet: a second crash must not find an older
	 * one beside files that were moved already. */
	if (!sync_history(store, error))
		return false;
	return pd_entry_number(name, PENDING) > 0
		       ? finish_todo(store, entry, &what, error)
		       : finish_back(store, entry, &what, error);
}

/* Before .back becomes .new, a .new that was there has to be gone. */
bool
pd_journal_recover(struct pd_store *store, struct pd_error *error)
{
	if (!pd_journal_drop_stage(store, error))
		return false;
	for (;;) {
		PD_AUTO(pd_drop_text) char *name = NULL;
		if (!find_cut_off(store, &name, error))
			return false;
		if (name == NULL)
			return true;
		if (!recover_entry(store, name, error))
			return false;
	}
}

bool
pd_journal_needs_recovery(struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = NULL;
	return find_cut_off(store, &name, error) &&
	       (name != NULL || pd_entry_look(store, PD_STAGE, error) == PD_THERE_IS);
}
