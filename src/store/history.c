/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history.h"

#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "store/files.h"
#include "store/history/walk.h"
#include "store/purge.h"

/* ---- reading ------------------------------------------------------------------- */

/* From files to the paths that everybody else knows; a file that was staged and given
 * up again was not touched. */
static void
make_public(struct pd_entry *entry)
{
	size_t kept = 0;
	for (size_t i = 0; i < entry->touched_count; i++) {
		struct pd_touched *touched = &entry->touched[i];
		if (touched->before == NULL && touched->after == NULL) {
			free(touched->path);
			continue;
		}
		size_t size = strlen(touched->path);
		if (size > 4 && strcmp(touched->path + size - 4, ".cfg") == 0)
			touched->path[size - 4] = '\0';
		entry->touched[kept++] = *touched;
	}
	entry->touched_count = kept;
}

/* One that cannot be read is shown as that; the others are not lost by it. */
static struct pd_entry
make_damaged_entry(long number, const struct pd_error *why)
{
	return (struct pd_entry){
		.number = number,
		.account = pd_copy(""),
		.operation = pd_copy(""),
		.sentence = pd_format(_("This entry cannot be read: %s: %s"),
			why->input, why->message),
	};
}

bool
pd_history_list(struct pd_store *store, size_t limit, struct pd_entries *out,
	struct pd_error *error)
{
	PD_AUTO(pd_walk_free)
	struct pd_walk walk = {.store = store};
	PD_AUTO(pd_entries_free) struct pd_entries entries = {0};
	if (!pd_walk_start(&walk, error))
		return false;
	for (; (limit == 0 || entries.count < limit) && pd_walk_has_more(&walk);
		entries.count++) {
		entries.items = pd_grow_by_one(
			entries.items, entries.count, sizeof *entries.items);
		struct pd_entry *entry = &entries.items[entries.count];
		struct pd_error problem = {0};
		long number = 0, blocker = 0;
		if (pd_walk_next(&walk, &number, entry, &blocker, &problem))
			make_public(entry);
		else
			*entry = make_damaged_entry(number, &problem);
	}
	*out = entries;
	entries = (struct pd_entries){0};
	return true;
}

static bool
no_entry(const struct pd_store *store, long number, struct pd_error *error)
{
	if (number == 0)
		return pd_fail(error, PD_ESTATE, store->path,
			_("history is empty: nothing has been changed yet"));
	PD_AUTO(pd_drop_text) char *input = pd_format("%ld", number);
	return pd_fail(error, PD_ESTATE, input,
		_("history has no entry with this number; history list shows those "
		  "that there are"));
}

/* Finds the entry, 0 being the newest, and the later one that is in the way of undoing
 * it. */
static bool
find_entry(struct pd_store *store, long number, struct pd_entry *out, long *blocker,
	struct pd_error *error)
{
	PD_AUTO(pd_walk_free) struct pd_walk walk = {.store = store};
	if (!pd_walk_start(&walk, error))
		return false;
	while (pd_walk_has_more(&walk)) {
		PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
		struct pd_error problem = {0};
		long at = 0;
		bool good = pd_walk_next(&walk, &at, &entry, blocker, &problem);
		if (number != 0 && at != number)
			continue;
		if (!good)
			return pd_fail(error, problem.code, problem.input, "%s",
				problem.message);
		if (!pd_walk_read_rest(&walk, &entry, error))
			return false;
		*out = entry;
		entry = (struct pd_entry){0};
		return true;
	}
	return no_entry(store, number, error);
}

bool
pd_history_load(struct pd_store *store, long number, struct pd_entry *out,
	struct pd_error *error)
{
	long blocker = 0;
	if (!find_entry(store, number, out, &blocker, error))
		return false;
	make_public(out);
	return true;
}

/* ---- undo ---------------------------------------------------------------------- */

static bool
nothing_to_undo(const struct pd_store *store, struct pd_error *error)
{
	return pd_fail(error, PD_ESTATE, store->path,
		_("nothing can be undone: each change was undone already, stays for "
		  "good (certificates that were issued or revoked), has one above it "
		  "that stays and changed the same, or is too old (the setting "
		  "undo_days, history purge); history list shows them all"));
}

bool
pd_history_find_undoable(struct pd_store *store, pd_entry_lasts *lasts,
	const void *argument, struct pd_entry *out, struct pd_error *error)
{
	PD_AUTO(pd_walk_free)
	struct pd_walk walk = {.store = store};
	if (!pd_walk_start(&walk, error))
		return false;
	while (pd_walk_has_more(&walk)) {
		PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
		struct pd_error unreadable = {0};
		long at = 0, blocker = 0;
		bool good = pd_walk_next(&walk, &at, &entry, &blocker, &unreadable);
		/* One that is damaged never comes back; another time this one might. */
		if (!good && unreadable.code == PD_EIO)
			return pd_fail(error, unreadable.code, unreadable.input, "%s",
				unreadable.message);
		if (!good || !entry.can_undo || entry.undoes != 0 ||
			lasts(&entry, argument))
			continue;
		make_public(&entry);
		*out = entry;
		entry = (struct pd_entry){0};
		return true;
	}
	return nothing_to_undo(store, error);
}

static bool
fail_undone(struct pd_store *store, const struct pd_entry *entry, const char *input,
	struct pd_error *error)
{
	PD_AUTO(pd_entry_free) struct pd_entry by = {0};
	struct pd_error ignored = {0};
	bool can_undo =
		pd_history_load(store, entry->undone_by, &by, &ignored) && by.can_undo;
	return pd_fail(error, PD_ESTATE, input,
		can_undo ? _("entry %ld is undone already, by entry %ld; undo that one "
			     "to have it again")
			 : _("entry %ld is undone already, by entry %ld, which cannot "
			     "be undone any more"),
		entry->number, entry->undone_by);
}

static bool
check_undo(struct pd_store *store, const struct pd_entry *entry, long blocker,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *input = pd_format("%ld", entry->number);
	if (entry->touched_count == 0)
		return pd_fail(error, PD_ESTATE, input,
			_("entry %ld changed nothing, so there is nothing to undo"),
			entry->number);
	if (entry->undone_by != 0)
		return fail_undone(store, entry, input, error);
	if (pd_walk_is_preparation(entry))
		return pd_fail(error, PD_ESTATE, input,
			_("the standard material cannot be taken away; generate or "
			  "import other"));
	if (pd_walk_is_all_left_alone(entry))
		return pd_fail(error, PD_ESTATE, input,
			_("the change only added a key: it stays until nothing refers "
			  "to it, and history purge wipes it then"));
	if (blocker != 0)
		return pd_fail(error, PD_ESTATE, input,
			_("entry %ld cannot be undone: entry %ld changed the same "
			  "later; undo that one first"),
			entry->number, blocker);
	return entry->can_undo ||
	       pd_fail(error, PD_ESTATE, input,
		       _("entry %ld cannot be undone: what was before was dropped, "
			 "by age (the setting undo_days) or by history purge"),
		       entry->number);
}

/* Somebody may have changed the file behind our back: that is not ours to undo. */
static bool
check_unchanged(const struct pd_store *store, struct pd_change *change,
	const struct pd_touched *touched, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE] = "";
	if (!pd_change_digest(change, touched->path, digest, error))
		return false;
	if (strcmp(digest, touched->after ? touched->after : "") == 0)
		return true;
	PD_AUTO(pd_drop_text)
	char *shown = pd_files_shown(store, touched->path);
	return pd_fail(error, PD_ESTATE, shown,
		_("was changed by something other than pemdeck since, so the change "
		  "cannot be undone; put right what is needed by hand"));
}

static bool
read_kept(const struct pd_store *store, int folder, size_t index,
	const struct pd_touched *touched, struct pd_secret *out, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE] = "";
	PD_AUTO(pd_drop_text)
	char *slot = pd_entry_slot(PD_SLOT_OLD, index, touched->path);
	PD_AUTO(pd_drop_text)
	char *shown = pd_files_shown(store, touched->path);
	if (!pd_files_read_at(
		    folder, slot, shown, pd_files_limit(touched->path), out, error) ||
		!pd_digest_sha256(pd_secret_bytes(out), digest, error))
		return false;
	return strcmp(digest, touched->before) == 0 ||
	       pd_fail(error, PD_ESTORE, shown,
		       _("what was kept of it for undo is damaged; restore it from a "
			 "backup"));
}

bool
pd_history_read_before(const struct pd_store *store, const struct pd_entry *entry,
	size_t index, struct pd_secret *out, struct pd_error *error)
{
	const struct pd_touched *touched = &entry->touched[index];
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(entry->number, "");
	PD_AUTO(pd_drop_descriptor)
	int folder = pd_entry_open(store, name, error);
	if (folder < 0)
		return false;
	return touched->before != NULL
		       ? read_kept(store, folder, index, touched, out, error)
		       : pd_fail(error, PD_ESTATE, touched->path,
				 _("nothing was there before"));
}

static bool
restore_file(const struct pd_store *store, struct pd_change *change, int folder,
	size_t index, const struct pd_touched *touched, struct pd_error *error)
{
	if (touched->before == NULL)
		return pd_change_stage(change, touched->path, NULL, error);
	PD_AUTO(pd_secret_wipe) struct pd_secret kept = {0};
	if (!read_kept(store, folder, index, touched, &kept, error))
		return false;
	struct pd_bytes content = pd_secret_bytes(&kept);
	return pd_change_stage(change, touched->path, &content, error);
}

static bool
restore_all_files(const struct pd_store *store, struct pd_change *change,
	const struct pd_entry *entry, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(entry->number, "");
	PD_AUTO(pd_drop_descriptor)
	int folder = pd_entry_open(store, name, error);
	if (folder < 0)
		return false;
	for (size_t i = 0; i < entry->touched_count; i++) {
		const struct pd_touched *touched = &entry->touched[i];
		if (pd_walk_is_left_alone(entry, touched))
			continue;
		if (!check_unchanged(store, change, touched, error) ||
			!restore_file(store, change, folder, i, touched, error))
			return false;
	}
	return true;
}

bool
pd_history_undo(struct pd_store *store, const struct pd_author *author, long number,
	struct pd_error *error)
{
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change =
		pd_change_begin(store, author, "history undo", error);
	long blocker = 0;
	if (change == NULL || !find_entry(store, number, &entry, &blocker, error) ||
		!check_undo(store, &entry, blocker, error) ||
		!restore_all_files(store, change, &entry, error))
		return false;
	pd_change_set_undoes(change, entry.number);
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("Undone: entry %ld, \"%s\""), entry.number, entry.sentence);
	return pd_change_commit(change, sentence, error);
}

/* ---- notes and proof ----------------------------------------------------------- */

bool
pd_history_note(struct pd_store *store, const struct pd_author *author,
	const char *operation, const char *sentence, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_change_begin(store, author, operation, error);
	if (change == NULL)
		return false;
	pd_change_set_note(change);
	return pd_change_commit(change, sentence, error);
}

static bool
fail_missing_entry(const struct pd_store *store, long number, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "");
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, name, "");
	return pd_fail(error, PD_ESTORE, shown,
		_("entry %ld is missing: history was tampered with or damaged; restore "
		  "it from a backup"),
		number);
}

/* Is the entry as the digest says that was made of it? */
static bool
check_digest(const struct pd_store *store, long number, const char *wanted,
	struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE] = "";
	if (!pd_entry_digest(store, number, digest, error))
		return false;
	if (strcmp(digest, wanted) == 0)
		return true;
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "");
	PD_AUTO(pd_drop_text)
	char *shown = pd_entry_shown(store, name, "/" PD_ENTRY_FILE);
	return pd_fail(error, PD_ESTORE, shown,
		_("entry %ld was changed after it was written: history was tampered "
		  "with or damaged; restore it from a backup"),
		number);
}

static bool
check_newest(const struct pd_store *store, long newest, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE] = "";
	long marked;
	if (!pd_entry_marked(store, &marked, digest, error))
		return false;
	if (marked > newest)
		return fail_missing_entry(store, newest + 1, error);
	return marked != newest || marked == 0 ||
	       check_digest(store, newest, digest, error);
}

/* From the newest down: an entry is checked before the link in it is believed. */
static bool
check_links(const struct pd_store *store, const long *numbers, size_t count,
	struct pd_error *error)
{
	if (!check_newest(store, count ? numbers[count - 1] : 0, error))
		return false;
	for (size_t i = count; i-- > 1;) {
		char previous[PD_DIGEST_SIZE] = "";
		if (numbers[i - 1] != numbers[i] - 1)
			return fail_missing_entry(store, numbers[i] - 1, error);
		if (!pd_entry_previous(store, numbers[i], previous, error) ||
			!check_digest(store, numbers[i - 1], previous, error))
			return false;
	}
	return count == 0 || numbers[0] == 1 || fail_missing_entry(store, 1, error);
}

bool
pd_history_verify(struct pd_store *store, long *count, struct pd_error *error)
{
	long *numbers = NULL;
	size_t found = 0;
	if (!pd_entry_numbers(store, &numbers, &found, error))
		return false;
	bool good = check_links(store, numbers, found, error);
	free(numbers);
	if (good)
		*count = (long)found;
	return good;
}

bool
pd_history_purge(struct pd_store *store, const struct pd_author *author,
	enum pd_purge what, long *wiped, struct pd_error *error)
{
	const struct pd_author nobody = {.account = ""};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_change_begin(
		store, author ? author : &nobody, "history purge", error);
	return change != NULL && pd_change_check_all(change, error) &&
	       pd_purge_locked(store, what, wiped, error);
}
