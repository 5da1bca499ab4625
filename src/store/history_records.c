/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history_records.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
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

/* Is the file as this entry, the last that touched it, left it? */
static bool
check_left_file(struct pd_store *store, const struct pd_entry *entry,
	const struct pd_touched *touched, long newest, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct pd_error problem = {0};
	char digest[PD_DIGEST_SIZE] = "";
	if (pd_files_read(store, touched->path, &content, &problem)) {
		if (!pd_digest_sha256(pd_secret_bytes(&content), digest, error))
			return false;
	} else if (problem.code != PD_ESTATE) {
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	}
	const char *right = touched->after ? touched->after : "";
	if (strcmp(digest, right) == 0 || is_change_going_on(store, newest))
		return true;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, touched->path);
	if (touched->after == NULL)
		return pd_fail(error, PD_ESTORE, shown,
			_("something else than pemdeck put it here: entry %ld (%s) "
			  "removed it"),
			entry->number, entry->sentence);
	return pd_fail(error, PD_ESTORE, shown,
		_("something else than pemdeck changed or removed it: as entry %ld "
		  "(%s) left it, its SHA-256 is %s"),
		entry->number, entry->sentence, touched->after);
}

static int
compare_files(const void *one, const void *other)
{
	return strcmp(one, other);
}

/* seen: files that a later entry touched. */
static bool
check_left_files(struct pd_store *store, const struct pd_entry *entry, void **seen,
	long newest, struct pd_error *error)
{
	for (size_t i = 0; i < entry->touched_count; i++) {
		const struct pd_touched *touched = &entry->touched[i];
		if (tfind(touched->path, seen, compare_files) != NULL)
			continue;
		pd_files_tree_add(seen, pd_copy(touched->path), compare_files);
		if (is_proven(touched->path) &&
			!check_left_file(store, entry, touched, newest, error))
			return false;
	}
	return true;
}

static void
drop_numbers(long **numbers)
{
	free(*numbers);
}

static void
drop_seen(void **seen)
{
	tdestroy(*seen, free);
}

bool
pd_history_check_records(struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(drop_seen) void *seen = NULL;
	PD_AUTO(drop_numbers) long *numbers = NULL;
	size_t count = 0;
	if (!pd_entry_numbers(store, &numbers, &count, error))
		return false;
	for (size_t i = count; i-- > 0;) {
		PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
		PD_AUTO(pd_drop_text) char *name = pd_entry_name(numbers[i], "");
		if (!pd_entry_read(store, name, &entry, error) ||
			!check_left_files(
				store, &entry, &seen, numbers[count - 1], error))
			return false;
	}
	return true;
}
