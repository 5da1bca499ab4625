/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history_records.h"

#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "base/there/there.h"
#include "store/files.h"
#include "store/history.h"
#include "store/journal.h"

/* Compares what is in the store with the digests that history has of it. */

/* Keys go when nothing refers to them, and settings.cfg is for hands to edit. */
static bool
is_proven(const char *file)
{
	return !pd_files_is_key(file) && strcmp(file, "settings.cfg") != 0;
}

/* A change that is being made, or was cut off, has moved files already. */
static bool
is_change_going_on(struct pd_store *store, long newest)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	return pd_journal_needs_recovery(store, &ignored) ||
	       (pd_history_load(store, 0, &entry, &ignored) && entry.number != newest);
}

struct check {
	struct pd_store *store;
	long newest;
	void *seen; /* files that a later entry touched */
	pd_history_stranger *each;
	void *work;
};

static void
drop_check(struct check *check)
{
	tdestroy(check->seen, free);
}

static void
tell_stranger(const struct check *check, const struct pd_entry *entry,
	const struct pd_touched *touched)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(check->store, touched->path);
	if (touched->after == NULL)
		(void)pd_fail(&problem, PD_ESTORE, shown,
			_("put here, but not by pemdeck: entry %ld (%s) removed it"),
			entry->number, entry->sentence);
	else
		(void)pd_fail(&problem, PD_ESTORE, shown,
			_("changed or removed, but not by pemdeck: as entry %ld (%s) "
			  "left it, its SHA-256 is %s"),
			entry->number, entry->sentence, touched->after);
	check->each(check->work, &problem);
}

/* Is the file as this entry, the last that touched it, left it? */
static bool
check_left_file(const struct check *check, const struct pd_entry *entry,
	const struct pd_touched *touched, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct pd_error problem = {0};
	char digest[PD_DIGEST_SIZE] = "";
	if (pd_files_read(check->store, touched->path, &content, &problem)) {
		if (!pd_digest_sha256(pd_secret_bytes(&content), digest, error))
			return false;
	} else if (problem.code != PD_ESTATE) {
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	}
	const char *right = touched->after ? touched->after : "";
	if (strcmp(digest, right) != 0 &&
		!is_change_going_on(check->store, check->newest))
		tell_stranger(check, entry, touched);
	return true;
}

static int
compare_files(const void *one, const void *other)
{
	return strcmp(one, other);
}

static bool
check_left_files(
	struct check *check, const struct pd_entry *entry, struct pd_error *error)
{
	for (size_t i = 0; i < entry->touched_count; i++) {
		const struct pd_touched *touched = &entry->touched[i];
		if (tfind(touched->path, &check->seen, compare_files) != NULL)
			continue;
		pd_files_tree_add(&check->seen, pd_copy(touched->path), compare_files);
		if (is_proven(touched->path) &&
			!check_left_file(check, entry, touched, error))
			return false;
	}
	return true;
}

/* ---- what no entry knows ------------------------------------------------------------- */

enum { DEEPEST = 4 };

/* Records stand at the top too, beside files that are none: the log, the journal of
 * deployments, the lock. */
static bool
is_recorded(const char *file)
{
	size_t size = strlen(file);
	return strchr(file, '/') != NULL ||
	       (size > 4 && strcmp(file + size - 4, ".cfg") == 0);
}

/* Keys are proven by who needs them, and history by itself. */
static bool
has_records(const char *folder)
{
	return strcmp(folder, "keys/") != 0 && strcmp(folder, "history/") != 0 &&
	       strcmp(folder, "lost+found/") != 0;
}

static void
check_known(const struct check *check, const char *file)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(check->store, file);
	if (!is_proven(file) || !is_recorded(file) ||
		tfind(file, &check->seen, compare_files) != NULL ||
		is_change_going_on(check->store, check->newest))
		return;
	(void)pd_fail(&problem, PD_ESTORE, shown,
		_("put here, but not by pemdeck: no entry of history knows it"));
	check->each(check->work, &problem);
}

/* Every file in the folder, "" or "trust/", and below. */
static bool
check_known_in(const struct check *check, const char *folder, int depth,
	struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(check->store, folder);
	PD_AUTO(pd_drop_descriptor)
	int open = pd_files_folder(check->store, folder, PD_MISSING_FAILS, error);
	if (open < 0 || !pd_files_list(open, shown, pd_files_is_file, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		struct stat status;
		const char *name = names.items[i];
		PD_AUTO(pd_drop_text) char *file = pd_format("%s%s", folder, name);
		PD_AUTO(pd_drop_text) char *inside = pd_format("%s/", file);
		enum pd_there there = pd_there_at(open, name, &status);
		if (there == PD_THERE_UNKNOWN) {
			PD_AUTO(pd_drop_text)
			char *one = pd_files_shown(check->store, file);
			return pd_fail_errno(
				error, PD_EIO, one, _("cannot be looked at"));
		}
		if (there == PD_THERE_NOT)
			continue;
		if (S_ISREG(status.st_mode))
			check_known(check, file);
		else if (S_ISDIR(status.st_mode) && depth < DEEPEST &&
			 has_records(inside) &&
			 !check_known_in(check, inside, depth + 1, error))
			return false;
	}
	return true;
}

/* ---- all ------------------------------------------------------------------------------ */

static void
drop_numbers(long **numbers)
{
	free(*numbers);
}

bool
pd_history_check_records(struct pd_store *store, pd_history_stranger *each, void *work,
	struct pd_error *error)
{
	PD_AUTO(drop_numbers) long *numbers = NULL;
	size_t count = 0;
	if (!pd_entry_numbers(store, &numbers, &count, error))
		return false;
	PD_AUTO(drop_check)
	struct check check = {store, count ? numbers[count - 1] : 0, NULL, each, work};
	for (size_t i = count; i-- > 0;) {
		PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
		PD_AUTO(pd_drop_text) char *name = pd_entry_name(numbers[i], "");
		if (!pd_entry_read(store, name, &entry, error) ||
			!check_left_files(&check, &entry, error))
			return false;
	}
	return check_known_in(&check, "", 0, error);
}
