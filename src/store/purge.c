/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/purge.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "store/entry.h"
#include "store/files.h"
#include "store/record.h"
#include "store/settings.h"
#include "x509/key/key.h"

/* Drops what history no longer needs to keep.
 *
 * An entry is due once it is undo_days old, as a later entry shows that is a day old
 * itself (count_old_entries says why). Its parts go in this order, so that a purge
 * that was cut off is done again to the same end, and nothing can be undone half:
 * 0. history/purged.cfg says up to which entry it will go. Found again, that is what the
 *    next purge begins with, whatever is due by then.
 * 1. which keys do the due entries speak of? (All, where one was cut off.)
 * 2. What was before is removed from the due entries, keys among it wiped.
 * 3. Of the keys in question, those that nothing refers to are wiped.
 * 4. history/purged.cfg says up to which entry this is done: none of these can be undone
 *    any more, not even where nothing was before. It also keeps the purge after each
 *    commit at a few system calls. If it is lost, the next purge makes it anew.
 *
 * A key is referred to by any 64 hex digits in a record, or in what is kept of one,
 * that are its id: that may be more than a reader of records would find, but never
 * less. */

#define MARK "purged"

enum { HEX_SIZE = PD_KEY_ID_SIZE - 1 };

static int
compare_ids(const void *one, const void *other)
{
	return strcmp(one, other);
}

static void
add_id(void **ids, const char *id)
{
	if (tfind(id, ids, compare_ids) == NULL)
		pd_files_tree_add(ids, pd_copy_bytes(id, HEX_SIZE), compare_ids);
}

static bool
is_id_digit(unsigned char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

static size_t
count_id_digits(struct pd_bytes text)
{
	size_t count = 0;
	while (count < text.size && is_id_digit(text.data[count]))
		count++;
	return count;
}

/* Adds each run of exactly 64 lower-case hex digits, whatever else a damaged record holds. */
static void
add_ids_in_bytes(void **ids, struct pd_bytes text)
{
	while (text.size > 0) {
		size_t size = count_id_digits(text);
		if (size == HEX_SIZE) {
			char id[HEX_SIZE + 1] = "";
			memcpy(id, text.data, HEX_SIZE);
			add_id(ids, id);
		}
		size += size < text.size; /* what parts it from the next */
		text.data += size;
		text.size -= size;
	}
}

static void
add_ids_of(void **ids, const char *text)
{
	add_ids_in_bytes(ids, pd_bytes_of_text(text));
}

static bool
is_folder(int at, const char *name)
{
	struct stat status;
	return fstatat(at, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(status.st_mode);
}

static bool
add_ids_of_file(
	void **ids, int at, const char *name, const char *shown, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (!pd_files_read_at(at, name, shown, PD_STORED_LIMIT, &content, error))
		return false;
	add_ids_in_bytes(ids, pd_secret_bytes(&content));
	return true;
}

/* ---- what refers to a key ------------------------------------------------------- */

static bool add_ids_below(void **ids, int at, const char *name, const char *shown,
	struct pd_error *error);

static bool
add_ids_in(void **ids, int folder, const char *shown, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_files_list(folder, shown, pd_files_is_file, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *inside = pd_format("%s/%s", shown, names.items[i]);
		if (!add_ids_below(ids, folder, names.items[i], inside, error))
			return false;
	}
	return true;
}

static bool
add_ids_below(
	void **ids, int at, const char *name, const char *shown, struct pd_error *error)
{
	if (!is_folder(at, name))
		return add_ids_of_file(ids, at, name, shown, error);
	PD_AUTO(pd_drop_descriptor)
	int folder = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be opened"));
	return add_ids_in(ids, folder, shown, error);
}

/* Everything current: all but the directories of our own, that are no records. */
static bool
add_current_ids(void **ids, const struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_files_list(store->folder, store->path, pd_files_is_file, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.items[i];
		bool own = strcmp(name, "keys") == 0 || strcmp(name, "history") == 0 ||
			   strcmp(name, "lost+found") == 0 ||
			   strcmp(name, PD_LOG_FILE) == 0 ||
			   strcmp(name, PD_CHECKS_FILE) == 0;
		PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, name);
		if (!own && !add_ids_below(ids, store->folder, name, shown, error))
			return false;
	}
	return true;
}

static bool
is_old_record(const char *name)
{
	size_t size = strlen(name);
	return size > 4 && strcmp(name + size - 4, ".old") == 0;
}

/* Adds the ids in the old versions that one entry keeps. */
static bool
add_kept_ids(
	void **ids, const struct pd_store *store, long number, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *entry = pd_entry_name(number, "");
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, entry, "");
	PD_AUTO(pd_drop_descriptor) int folder = pd_entry_open(store, entry, error);
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (folder < 0 || !pd_files_list(folder, shown, is_old_record, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++)
		if (!add_ids_of_file(ids, folder, names.items[i], shown, error))
			return false;
	return true;
}

/* ---- which entries are due ------------------------------------------------------ */

/* entry.cfg is written once, so its time is that of the entry; reading it would cost
 * much more where a change was large. One without a time is as old as its neighbours:
 * INT64_MAX is in order nowhere. */
static int64_t
entry_time(const struct pd_store *store, long number)
{
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "/" PD_ENTRY_FILE);
	struct stat status;
	bool known = fstatat(store->history, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
	return known ? status.st_mtime : INT64_MAX;
}

/* Clocks jump, and what is wiped does not come back. So a time counts only where it is in
 * order: not before that of an earlier entry, nor after that of a later one or now (of
 * earlier ones those in the future are passed over: they were made in a jump). The others
 * get INT64_MAX here, and are as old as the next entry that is in order. */
static void
keep_times_in_order(int64_t *times, size_t count, int64_t now)
{
	int64_t earliest = now, latest = INT64_MIN;
	int64_t *later = pd_alloc(count, sizeof *later);
	for (size_t i = count; i-- > 0;) {
		later[i] = earliest;
		earliest = times[i] < earliest ? times[i] : earliest;
	}
	for (size_t i = 0; i < count; i++) {
		int64_t time = times[i];
		if (time < latest || time > later[i])
			times[i] = INT64_MAX;
		if (time > latest && time <= now)
			latest = time;
	}
	free(later);
}

/* How many were made until then: all up to the last whose time says so. */
static size_t
count_until(const int64_t *times, size_t count, int64_t end)
{
	while (count > 0 && times[count - 1] > end)
		count--;
	return count;
}

/* Nearly always the oldest entry says that none is due, and the others need no look. */
static bool
is_young(const struct pd_store *store, long number, int64_t age)
{
	int64_t now = time(NULL), made = entry_time(store, number);
	return made <= now && made > now - PD_DAY - age;
}

/* If most entries are later than now, it is now that is wrong. */
static bool
is_clock_behind(const int64_t *times, size_t count, int64_t now)
{
	size_t later = 0;
	for (size_t i = 0; i < count; i++)
		later += times[i] > now;
	return 2 * later > count;
}

/* The clock of this moment alone is not believed: what counts is the time of the last
 * entry that is a day old and has not been contradicted since. So a clock that is set
 * forward for less than a day ends no undo and wipes no key. */
static size_t
count_old_entries(
	const struct pd_store *store, const long *numbers, size_t count, int64_t age)
{
	int64_t now = time(NULL);
	if (count == 0)
		return 0;
	if (is_young(store, numbers[0], age))
		return 0;
	int64_t *times = pd_alloc(count, sizeof *times);
	for (size_t i = 0; i < count; i++)
		times[i] = entry_time(store, numbers[i]);
	bool behind = is_clock_behind(times, count, now);
	keep_times_in_order(times, count, now);
	size_t seen = behind ? 0 : count_until(times, count, now - PD_DAY);
	size_t old = seen == 0 ? 0 : count_until(times, seen, times[seen - 1] - age);
	free(times);
	return old;
}

/* What purges have done, and what one that was cut off meant to do. */
struct mark {
	long up_to, going_to; /* going_to 0: none was cut off */
};

/* One that is lost or damaged is made anew. What cannot be read just now is an error:
 * entries that were purged could be undone half. */
static bool
read_mark(const struct pd_store *store, struct mark *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_text)
	char *shown = pd_files_shown(store, "history/" MARK ".cfg");
	*out = (struct mark){0};
	if (!pd_files_read_at(store->history, MARK ".cfg", shown, PD_RECORD_LIMIT,
		    &text, &problem))
		return problem.code == PD_ESTATE ||
		       pd_fail(error, problem.code, problem.input, "%s",
			       problem.message);
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_record_parse(pd_secret_bytes(&text), MARK, &problem);
	if (record != NULL)
		*out = (struct mark){(long)pd_record_number(record, "up_to", 0),
			(long)pd_record_number(record, "going_to", 0)};
	return true;
}

bool
pd_purge_mark(const struct pd_store *store, long *up_to, struct pd_error *error)
{
	struct mark mark;
	if (!read_mark(store, &mark, error))
		return false;
	*up_to = mark.going_to > mark.up_to ? mark.going_to : mark.up_to;
	return true;
}

static bool
write_mark(const struct pd_store *store, struct mark mark, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, "history/" MARK);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	pd_record_set_number(record, "up_to", mark.up_to);
	if (mark.going_to != 0)
		pd_record_set_number(record, "going_to", mark.going_to);
	bool good = pd_files_unlink(store->history, "." MARK, PD_UNLINK) ||
		    pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	if (!good || !pd_record_write(record, &text, error) ||
		!pd_files_write_at(store->history, "." MARK, shown,
			pd_buffer_bytes(&text), error) ||
		!pd_files_sync_at(store->history, "." MARK, shown, error))
		return false;
	return renameat(store->history, "." MARK, store->history, MARK ".cfg") == 0 ||
	       pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
}

/* ---- dropping ------------------------------------------------------------------- */

static bool
is_old(const char *name)
{
	size_t size = strlen(name);
	return is_old_record(name) ||
	       (size > 8 && strcmp(name + size - 8, ".old-key") == 0);
}

static bool
drop_old(const struct pd_store *store, long number, long *wiped, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *entry = pd_entry_name(number, "");
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, entry, "");
	PD_AUTO(pd_drop_descriptor) int folder = pd_entry_open(store, entry, error);
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (folder < 0 || !pd_files_list(folder, shown, is_old, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		bool key = pd_entry_slot_is_key(names.items[i]);
		if (!pd_files_unlink(folder, names.items[i], key ? PD_WIPE : PD_UNLINK))
			return pd_fail_errno(
				error, PD_EIO, shown, _("cannot be wiped"));
		*wiped += key;
	}
	return true;
}

/* ---- purge ---------------------------------------------------------------------- */

struct purge {
	const struct pd_store *store;
	long *numbers; /* of the entries that are not purged */
	size_t count, due;
	struct mark mark; /* as it was */
	void *wanted;     /* ids of keys that may go */
	void *referred;   /* ids that something refers to */
};

static void
drop_purge(struct purge *purge)
{
	free(purge->numbers);
	tdestroy(purge->wanted, free);
	tdestroy(purge->referred, free);
}

static bool
find_due(struct purge *purge, int64_t age, struct pd_error *error)
{
	if (!read_mark(purge->store, &purge->mark, error))
		return false;
	if (age != 0 && purge->mark.going_to == 0 &&
		is_young(purge->store, purge->mark.up_to + 1, age))
		return true;
	if (!pd_entry_numbers(purge->store, &purge->numbers, &purge->count, error))
		return false;
	size_t done = 0;
	while (done < purge->count && purge->numbers[done] <= purge->mark.up_to)
		done++;
	purge->count -= done;
	memmove(purge->numbers, purge->numbers + done,
		purge->count * sizeof *purge->numbers);
	purge->due = age == 0 ? purge->count
			      : count_old_entries(purge->store, purge->numbers,
					purge->count, age);
	while (purge->due < purge->count &&
		purge->numbers[purge->due] <= purge->mark.going_to)
		purge->due++;
	return true;
}

static bool
is_key(const char *name)
{
	size_t size = strlen(name);
	return size == HEX_SIZE + 4 && strcmp(name + size - 4, ".pem") == 0;
}

static bool
want_all(struct purge *purge, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	if (!pd_files_list(
		    purge->store->keys, purge->store->path, is_key, &keys, error))
		return false;
	for (size_t i = 0; i < keys.count; i++)
		add_ids_of(&purge->wanted, keys.items[i]);
	return true;
}

/* Keys that a due entry touched, or that an old version in it refers to. */
static bool
want_keys_of(struct purge *purge, long number, struct pd_error *error)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "");
	if (!pd_entry_read(purge->store, name, &entry, &unreadable) ||
		!pd_entry_is_kept(purge->store, &entry))
		return want_all(purge, error);
	for (size_t i = 0; i < entry.touched_count; i++)
		if (pd_files_is_key(entry.touched[i].path))
			add_ids_of(&purge->wanted, entry.touched[i].path);
	return add_kept_ids(&purge->wanted, purge->store, number, error);
}

static bool
find_wanted(struct purge *purge, enum pd_purge what, struct pd_error *error)
{
	if (what == PD_PURGE_ALL || purge->mark.going_to != 0)
		return want_all(purge, error);
	for (size_t i = 0; i < purge->due; i++)
		if (!want_keys_of(purge, purge->numbers[i], error))
			return false;
	return true;
}

static bool
find_referred(struct purge *purge, struct pd_error *error)
{
	if (!add_current_ids(&purge->referred, purge->store, error))
		return false;
	for (size_t i = purge->due; i < purge->count; i++)
		if (!add_kept_ids(
			    &purge->referred, purge->store, purge->numbers[i], error))
			return false;
	return true;
}

bool
pd_purge_referred_ids(const struct pd_store *store, void **ids, struct pd_error *error)
{
	long *numbers = NULL;
	size_t count = 0;
	bool good = add_current_ids(ids, store, error) &&
		    pd_entry_numbers(store, &numbers, &count, error);
	for (size_t i = 0; good && i < count; i++)
		good = add_kept_ids(ids, store, numbers[i], error);
	free(numbers);
	return good;
}

bool
pd_purge_is_among(void *const ids, const char *id)
{
	return tfind(id, &ids, compare_ids) != NULL;
}

void
pd_purge_drop_ids(void **ids)
{
	tdestroy(*ids, free);
}

static bool
wipe_keys(struct purge *purge, long *wiped, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	if (purge->wanted == NULL)
		return true;
	if (!find_referred(purge, error) ||
		!pd_files_list(
			purge->store->keys, purge->store->path, is_key, &keys, error))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		char id[HEX_SIZE + 1] = "";
		memcpy(id, keys.items[i], HEX_SIZE);
		if (tfind(id, &purge->wanted, compare_ids) == NULL ||
			tfind(id, &purge->referred, compare_ids) != NULL)
			continue;
		PD_AUTO(pd_drop_text)
		char *shown =
			pd_format("%s/keys/%s", purge->store->path, keys.items[i]);
		if (!pd_files_unlink(purge->store->keys, keys.items[i], PD_WIPE))
			return pd_fail_errno(
				error, PD_EIO, shown, _("cannot be wiped"));
		*wiped += 1;
	}
	return true;
}

static bool
purge_due(struct purge *purge, enum pd_purge what, long *wiped, struct pd_error *error)
{
	long last =
		purge->due == 0 ? purge->mark.up_to : purge->numbers[purge->due - 1];
	if (!write_mark(purge->store, (struct mark){purge->mark.up_to, last}, error) ||
		!find_wanted(purge, what, error))
		return false;
	for (size_t i = 0; i < purge->due; i++)
		if (!drop_old(purge->store, purge->numbers[i], wiped, error))
			return false;
	return wipe_keys(purge, wiped, error) &&
	       write_mark(purge->store, (struct mark){.up_to = last}, error);
}

bool
pd_purge_locked(
	struct pd_store *store, enum pd_purge what, long *wiped, struct pd_error *error)
{
	PD_AUTO(drop_purge) struct purge purge = {.store = store};
	struct pd_settings settings = {0};
	*wiped = 0;
	if (what == PD_PURGE_DUE && !pd_settings_load(store, &settings, error))
		return false;
	int64_t age = what == PD_PURGE_ALL ? 0 : settings.undo_days * PD_DAY;
	if (!find_due(&purge, age, error))
		return false;
	bool resumes = purge.mark.going_to != 0;
	return (what == PD_PURGE_DUE && purge.due == 0 && !resumes) ||
	       purge_due(&purge, what, wiped, error);
}
