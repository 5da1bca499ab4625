/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/change.h"

#include <errno.h>
#include <fcntl.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/text.h"
#include "store/entry.h"
#include "store/files.h"
#include "store/history/log.h"
#include "store/journal.h"
#include "store/key_passphrase.h"
#include "store/purge.h"
#include "store/there/look.h"
#include "x509/key/key.h"
#include "x509/token/token_make.h"

/* Putting a change together: each file to come is written into a directory of its own,
 * with the digests of what is there and of what comes. journal.c tells how that becomes
 * one step, history.c how it is undone. */

/* No place in touched. */
#define NOT_TOUCHED ((size_t)-1)

struct pd_change {
	struct pd_store *store;
	int lock, stage;
	struct pd_entry entry; /* touched[].path are files */
	size_t room;           /* in entry.touched */
	void *index;           /* tree: file to its place in touched */
	struct pd_last_folder last;
	bool spoilt, done;
	bool place_is_good; /* for keys */
	bool is_note;       /* kept although it changes nothing */
	bool rests_on_all;  /* on whatever anybody changes, not on what it touches */
	long confirmed;     /* the newest entry that its author has seen; 0: unknown */
};

/* ---- beginning and ending ------------------------------------------------------ */

static bool
open_stage(struct pd_change *change, struct pd_error *error)
{
	struct pd_store *store = change->store;
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, PD_STAGE, "");
	if (mkdirat(store->history, PD_STAGE, 0700) < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be made"));
	change->stage = pd_entry_open(store, PD_STAGE, error);
	return change->stage >= 0;
}

static bool
begin_change(struct pd_change *change, struct pd_error *error)
{
	struct pd_store *store = change->store;
	if (store->read_only)
		return pd_fail(error, PD_ESTORE, store->path,
			_("the store is read-only here, so nothing can be changed; "
			  "make its directory writable for you"));
	change->lock = pd_journal_lock(store, store->wait, error);
	return change->lock >= 0 && pd_journal_recover(store, error) &&
	       open_stage(change, error);
}

struct pd_change *
pd_change_begin(struct pd_store *store, const struct pd_author *author,
	const char *operation, struct pd_error *error)
{
	PD_AUTO(pd_drop_change) struct pd_change *change = pd_alloc(1, sizeof *change);
	bool comment = author->comment != NULL && author->comment[0] != '\0';
	*change = (struct pd_change){.store = store,
		.lock = -1,
		.stage = -1,
		.confirmed = author->confirmed};
	change->entry.account = pd_copy(author->account);
	change->entry.operation = pd_copy(operation);
	change->entry.comment = comment ? pd_copy(author->comment) : NULL;
	if (!begin_change(change, error))
		return NULL;
	return pd_steal(change);
}

void
pd_change_free(struct pd_change *change)
{
	if (change == NULL)
		return;
	struct pd_error ignored = {0};
	if (change->stage >= 0 && !change->done)
		(void)pd_journal_drop_stage(change->store, &ignored);
	pd_drop_descriptor(&change->stage);
	pd_journal_unlock(&change->lock);
	pd_files_leave(&change->last);
	tdestroy(change->index, free);
	pd_entry_free(&change->entry);
	free(change);
}

/* ---- staging ------------------------------------------------------------------- */

/* Where a file stands in the entry: 10,000 of them must not be searched one by one. */
struct place {
	size_t index;
	char file[];
};

static int
compare_places(const void *one, const void *other)
{
	const struct place *first = one, *second = other;
	return strcmp(first->file, second->file);
}

static struct place *
new_place(const char *file, size_t index)
{
	size_t size = strlen(file) + 1;
	struct place *place = pd_alloc(1, sizeof *place + size);
	memcpy(place->file, file, size);
	place->index = index;
	return place;
}

/* The index of a file that was staged before, or the count. */
static size_t
find_touched(const struct pd_change *change, const char *file)
{
	PD_AUTO(pd_drop_text) char *wanted = (char *)new_place(file, 0);
	struct place **found = tfind(wanted, &change->index, compare_places);
	return found ? (*found)->index : change->entry.touched_count;
}

static void
add_touched_file(struct pd_change *change, const char *file, const char *before)
{
	struct pd_entry *entry = &change->entry;
	size_t index = entry->touched_count;
	if (index == change->room) {
		change->room = index ? 2 * index : 8;
		entry->touched =
			pd_grow(entry->touched, change->room, sizeof *entry->touched);
	}
	entry->touched[index] =
		(struct pd_touched){.path = pd_copy(file), .before = pd_copy(before)};
	entry->touched_count++;
	pd_files_tree_add(&change->index, new_place(file, index), compare_places);
}

static bool
digest_now(struct pd_change *change, const char *file, char digest[PD_DIGEST_SIZE],
	struct pd_error *error)
{
	size_t size = 0;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(change->store, file);
	int folder = pd_files_enter(
		change->store, &change->last, file, PD_MISSING_FAILS, error);
	if (folder < 0)
		return false;
	PD_AUTO(pd_drop_descriptor)
	int open = pd_files_open_from(change->store, folder, file, &size, error);
	return open >= 0 && pd_digest_file(open, shown, size, digest, error);
}

bool
pd_change_digest(struct pd_change *change, const char *file,
	char digest[PD_DIGEST_SIZE], struct pd_error *error)
{
	struct pd_error problem = {0};
	digest[0] = '\0';
	return digest_now(change, file, digest, &problem) ||
	       problem.code == PD_ESTATE ||
	       pd_fail(error, problem.code, problem.input, "%s", problem.message);
}

static bool
write_new(struct pd_change *change, size_t index, const struct pd_bytes *content,
	struct pd_error *error)
{
	const struct pd_touched *touched = &change->entry.touched[index];
	const char *file = touched->path;
	PD_AUTO(pd_drop_text) char *slot = pd_entry_slot(PD_SLOT_NEW, index, file);
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(change->store, file);
	if (touched->after != NULL &&
		!pd_files_unlink(change->stage, slot, pd_files_removal(file)))
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be replaced"));
	return content == NULL ||
	       pd_files_write_at(change->stage, slot, shown, *content, error);
}

/* Once for all the keys of a change. */
static bool
check_key_place(struct pd_change *change, struct pd_error *error)
{
	const struct pd_store *store = change->store;
	change->place_is_good = change->place_is_good ||
				pd_files_check_place(store->folder, store->path, error);
	return change->place_is_good;
}

/* Staging a file again replaces what was staged for it. next: its digest, "" if it goes;
 * *index becomes NOT_TOUCHED if it is there like that already. */
static bool
touch_file(struct pd_change *change, const char *file, const char *next, size_t *index,
	struct pd_error *error)
{
	char now[PD_DIGEST_SIZE] = "";
	*index = find_touched(change, file);
	if (*index < change->entry.touched_count)
		return true;
	if (!pd_change_digest(change, file, now, error))
		return false;
	if (strcmp(now, next) == 0)
		*index = NOT_TOUCHED;
	else
		add_touched_file(change, file, now[0] ? now : NULL);
	return true;
}

static bool
end_touch(struct pd_change *change, size_t index, const char *next, bool good)
{
	struct pd_touched *touched = &change->entry.touched[index];
	change->spoilt = change->spoilt || !good;
	if (!good)
		return false;
	free(touched->after);
	touched->after = next[0] ? pd_copy(next) : NULL;
	return true;
}

bool
pd_change_stage(struct pd_change *change, const char *file,
	const struct pd_bytes *content, struct pd_error *error)
{
	char next[PD_DIGEST_SIZE] = "";
	size_t index;
	if (content != NULL && pd_files_is_key(file) && !check_key_place(change, error))
		return false;
	if (content != NULL &&
		(!pd_files_check_size(change->store, file, content->size, error) ||
			!pd_digest_sha256(*content, next, error)))
		return false;
	if (!touch_file(change, file, next, &index, error))
		return false;
	return index == NOT_TOUCHED ||
	       end_touch(change, index, next, write_new(change, index, content, error));
}

/* ---- what is written piece by piece ---------------------------------------------- */

/* Its name until its digest is known. */
#define PD_STAGED_FIRST "written"

static bool
write_pieces(int file, pd_change_write *write, void *load)
{
	int own = dup(file);
	FILE *out = own < 0 ? NULL : fdopen(own, "w");
	if (out == NULL) {
		pd_drop_descriptor(&own);
		return false;
	}
	bool good = write(load, out);
	int why = errno;
	if (fclose(out) != 0)
		return false;
	errno = why;
	return good && lseek(file, 0, SEEK_SET) == 0;
}

static bool
write_first(struct pd_change *change, const char *shown, pd_change_write *write,
	void *load, char digest[PD_DIGEST_SIZE], struct pd_error *error)
{
	enum { USUAL = 1 << 16 };
	PD_AUTO(pd_drop_descriptor)
	int file = openat(change->stage, PD_STAGED_FIRST,
		O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (file < 0 || !write_pieces(file, write, load))
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	return pd_digest_file(file, shown, USUAL, digest, error);
}

static bool
stage_written(struct pd_change *change, const char *file, const char *shown,
	const char *digest, struct pd_error *error)
{
	size_t index;
	if (!touch_file(change, file, digest, &index, error))
		return false;
	if (index == NOT_TOUCHED)
		return pd_files_unlink(change->stage, PD_STAGED_FIRST, PD_UNLINK) ||
		       pd_fail_errno(error, PD_EIO, shown, _("cannot be replaced"));
	PD_AUTO(pd_drop_text) char *slot = pd_entry_slot(PD_SLOT_NEW, index, file);
	bool good = renameat(change->stage, PD_STAGED_FIRST, change->stage, slot) == 0;
	if (!good)
		(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	return end_touch(change, index, digest, good);
}

/* ---- what operations call ------------------------------------------------------ */

/* Directories of our own are not for records. */
static bool
check_record_path(const char *path, struct pd_error *error)
{
	static const char *const reserved[] = {
		"keys", "history", "lock", PD_LOG_FILE, PD_CHECKS_FILE};
	if (!pd_files_check_path(path, error))
		return false;
	size_t size = strcspn(path, "/");
	for (size_t i = 0; i < PD_COUNT(reserved); i++)
		if (strlen(reserved[i]) == size &&
			strncmp(path, reserved[i], size) == 0)
			return pd_fail(error, PD_EINPUT, path,
				_("the store keeps this name for itself; choose "
				  "another"));
	return true;
}

bool
pd_change_put(struct pd_change *change, const char *path,
	const struct pd_record *record, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	if (!check_record_path(path, error) || !pd_record_write(record, &text, error))
		return false;
	PD_AUTO(pd_drop_text) char *file = pd_format("%s.cfg", path);
	struct pd_bytes content = pd_buffer_bytes(&text);
	return pd_change_stage(change, file, &content, error);
}

bool
pd_change_put_file(struct pd_change *change, const char *path, struct pd_bytes content,
	struct pd_error *error)
{
	return check_record_path(path, error) &&
	       pd_change_stage(change, path, &content, error);
}

bool
pd_change_put_written(struct pd_change *change, const char *path,
	pd_change_write *write, void *load, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE];
	if (!check_record_path(path, error))
		return false;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(change->store, path);
	if (write_first(change, shown, write, load, digest, error) &&
		stage_written(change, path, shown, digest, error))
		return true;
	change->spoilt = true;
	return false;
}

bool
pd_change_put_key(struct pd_change *change, const struct pd_key *key,
	const struct pd_secret *passphrase, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	if (!pd_store_close_key(change->store, key, passphrase, &pem, error))
		return false;
	PD_AUTO(pd_drop_text) char *file = pd_format("keys/%s.pem", pd_key_id(key));
	struct pd_bytes content = pd_secret_bytes(&pem);
	return pd_change_stage(change, file, &content, error);
}

/* Will there be such a file if the change is committed as it stands? */
static enum pd_there
will_exist(const struct pd_change *change, const char *file, struct pd_error *error)
{
	size_t index = find_touched(change, file);
	if (index >= change->entry.touched_count)
		return pd_files_look(change->store, file, error);
	return change->entry.touched[index].after != NULL ? PD_THERE_IS : PD_THERE_NOT;
}

bool
pd_change_remove(struct pd_change *change, const char *path, struct pd_error *error)
{
	if (!check_record_path(path, error))
		return false;
	PD_AUTO(pd_drop_text) char *file = pd_format("%s.cfg", path);
	enum pd_there record = will_exist(change, file, error);
	if (record == PD_THERE_IS)
		return pd_change_stage(change, file, NULL, error);
	enum pd_there other = record == PD_THERE_NOT ? will_exist(change, path, error)
						     : PD_THERE_UNKNOWN;
	if (other != PD_THERE_NOT)
		return other == PD_THERE_IS &&
		       pd_change_stage(change, path, NULL, error);
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(change->store, file);
	return pd_fail(error, PD_ESTATE, shown,
		_("no such record in the store, so it cannot be removed"));
}

bool
pd_change_remove_key(
	struct pd_change *change, const char *key_id, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *file = pd_format("keys/%s.pem", key_id);
	if (!pd_files_check_path(file, error))
		return false;
	enum pd_there there = will_exist(change, file, error);
	if (there != PD_THERE_NOT)
		return there == PD_THERE_IS &&
		       pd_change_stage(change, file, NULL, error);
	return pd_fail(error, PD_ESTATE, key_id,
		_("the store does not hold the private key of this public key"));
}

/* ---- committing ---------------------------------------------------------------- */

static bool
is_same_digest(const char *one, const char *other)
{
	return one && other ? strcmp(one, other) == 0 : one == other;
}

static bool
changes_something(const struct pd_entry *entry)
{
	for (size_t i = 0; i < entry->touched_count; i++)
		if (!is_same_digest(entry->touched[i].before, entry->touched[i].after))
			return true;
	return false;
}

void
pd_change_set_undoes(struct pd_change *change, long number)
{
	change->entry.undoes = number;
}

void
pd_change_set_note(struct pd_change *change)
{
	change->is_note = true;
}

long
pd_change_number(const struct pd_change *change)
{
	return change->done ? change->entry.number : 0;
}

bool
pd_change_is_own(const struct pd_store *store, long number)
{
	for (size_t i = 0; i < PD_OWN_MOST; i++)
		if (store->own[i] == number)
			return true;
	return false;
}

static void
note_own(struct pd_store *store, long number)
{
	store->own[store->own_count++ % PD_OWN_MOST] = number;
}

static void
forget_own(struct pd_store *store, long number)
{
	for (size_t i = 0; i < PD_OWN_MOST; i++)
		if (store->own[i] == number)
			store->own[i] = 0;
}

/* What it touches; what is only noted rests on the records of its tab. */
static bool
rests_on(const struct pd_change *change, const char *file)
{
	size_t tab = strcspn(change->entry.operation, " ");
	if (change->rests_on_all)
		return true;
	if (change->is_note)
		return strncmp(file, change->entry.operation, tab) == 0 &&
		       file[tab] == '/';
	return find_touched(change, file) < change->entry.touched_count;
}

/* Did somebody else change the same after it was agreed to? */
static bool
check_entry_since(const struct pd_change *change, long number, struct pd_error *error)
{
	PD_AUTO(pd_entry_free) struct pd_entry since = {0};
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "");
	if (!pd_entry_read(change->store, name, &since, error))
		return false;
	for (size_t i = 0; i < since.touched_count; i++) {
		const char *file = since.touched[i].path;
		if (!rests_on(change, file))
			continue;
		PD_AUTO(pd_drop_text) char *shown = pd_files_shown(change->store, file);
		return pd_fail(error, PD_ESTATE, shown,
			_("this was changed meanwhile by %s, entry %ld (%s), so it is "
			  "not what you agreed to replace; look at it and try again"),
			since.account, number, since.sentence);
	}
	return true;
}

static bool
check_confirmed(const struct pd_change *change, long newest, struct pd_error *error)
{
	if (change->confirmed == 0)
		return true;
	for (long number = change->confirmed + 1; number <= newest; number++)
		if (!pd_change_is_own(change->store, number) &&
			!check_entry_since(change, number, error))
			return false;
	return true;
}

bool
pd_change_check_all(struct pd_change *change, struct pd_error *error)
{
	long newest = 0;
	change->rests_on_all = true;
	return pd_entry_newest(change->store, &newest, error) &&
	       check_confirmed(change, newest, error);
}

/* Those that were made in tokens. */
static void
keep_made_keys(const struct pd_entry *entry)
{
	for (size_t i = 0; i < entry->touched_count; i++) {
		const char *file = entry->touched[i].path;
		if (!pd_files_is_key(file) || entry->touched[i].after == NULL)
			continue;
		PD_AUTO(pd_drop_text)
		char *id = pd_copy_bytes(file + strlen("keys/"), PD_KEY_ID_SIZE - 1);
		pd_token_keep_made(id);
	}
}

bool
pd_change_commit(struct pd_change *change, const char *sentence, struct pd_error *error)
{
	struct pd_entry *entry = &change->entry;
	/* Half a change must not be committed by somebody who did not look. */
	if (change->spoilt || change->done)
		return pd_fail(error, PD_ESTATE, change->store->path,
			_("a part of this change could not be put together, so none "
			  "of it is done; begin again"));
	if (!pd_doubts_are_none(error))
		return false;
	if (!changes_something(entry) && !change->is_note)
		return true;
	long newest = 0;
	if (!pd_entry_newest(change->store, &newest, error) ||
		!check_confirmed(change, newest, error))
		return false;
	entry->number = newest + 1;
	free(entry->sentence);
	entry->sentence = pd_copy(sentence);
	entry->time = time(NULL);
	if (!pd_log_entry(change->store, entry, error))
		return false;
	/* Before it is there: whoever watches the store must know it when he sees it. */
	note_own(change->store, entry->number);
	if (!pd_journal_commit(change->store, change->stage, entry, error)) {
		forget_own(change->store, entry->number);
		pd_log_given_up(change->store, entry);
		return false;
	}
	change->done = true;
	keep_made_keys(entry);
	pd_entry_mark(change->store, entry->number);
	/* It is done, whatever becomes of older entries: the next purge tries again. */
	struct pd_error ignored = {0};
	long wiped = 0;
	(void)pd_purge_locked(change->store, PD_PURGE_DUE, &wiped, &ignored);
	return true;
}
