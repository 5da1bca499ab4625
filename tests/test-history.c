/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history.h"
#include "store/history_records.h"

#include <time.h>

#include "scratch.h"
#include "tap.h"

static struct pd_entry
load(struct pd_store *store, long number)
{
	struct pd_error error = {0};
	struct pd_entry entry = {0};
	must(pd_history_load(store, number, &entry, &error), "entry", &error);
	return entry;
}

static void
undo(struct pd_store *store, long number)
{
	struct pd_error error = {0};
	must(pd_history_undo(store, &me, number, &error), "undo", &error);
}

static void
undo_last(struct pd_store *store)
{
	struct pd_error error = {0};
	must(undo_newest(store, NULL, &error), "undo", &error);
}

#define is_not_undoable(store, ...)                                                    \
	do {                                                                           \
		struct pd_error error_ = {0};                                          \
		if (tap_ok(!undo_newest(store, NULL, &error_) &&                       \
				    error_.code == PD_ESTATE,                          \
			    __VA_ARGS__))                                              \
			tap_has(error_.message, "nothing can be undone",               \
				"the sentence says so");                               \
	} while (0)

#define refuses(store, number, words, ...)                                             \
	do {                                                                           \
		struct pd_error error_ = {0};                                          \
		bool done_ = pd_history_undo(store, &me, number, &error_);             \
		if (tap_ok(!done_ && error_.code == PD_ESTATE, __VA_ARGS__))           \
			tap_has(error_.message, words, "the sentence says: " words);   \
	} while (0)

static void
test_entries(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("entries"));
	struct pd_error error = {0};
	struct pd_author author = {.account = "anna", .comment = "why \"not\"\n"};
	struct pd_change *change =
		pd_change_begin(store, &author, "ssl update", &error);
	must(change != NULL, "begin", &error);
	put(change, "ssl/ca", "x", NULL);
	struct pd_bytes file = {(const unsigned char *)"abc", 3};
	must(pd_change_put_file(change, "ssl/crl.pem", file, &error), "file", &error);
	int64_t before = time(NULL);
	commit(change, "CA CN=\xc3\xa4 installed");
	PD_AUTO(pd_entry_free) struct pd_entry entry = load(store, 1);
	tap_ok(entry.number == 1 && entry.time >= before && entry.time <= before + 5,
		"an entry has a number and a time");
	tap_is(entry.account, "anna", "says who");
	tap_is(entry.operation, "ssl update", "did what");
	tap_is(entry.sentence, "CA CN=\xc3\xa4 installed", "in the operator's words");
	tap_is(entry.comment, "why \"not\"\n", "and why");
	tap_ok(entry.touched_count == 2 && entry.touched[0].effect == PD_EFFECT_ADDED &&
			entry.touched[0].before == NULL,
		"what was touched, and how");
	tap_is(entry.touched[0].path, "ssl/ca", "a record by its path");
	tap_is(entry.touched[1].path, "ssl/crl.pem", "a file by its own");
	tap_is(entry.touched[1].after,
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
		"and the SHA-256 of what it is now");
}

static void
test_list(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("list"));
	struct pd_error error = {0}, empty = {0}, absent = {0};
	PD_AUTO(pd_entries_free) struct pd_entries none = {0}, all = {0}, two = {0};
	struct pd_entry entry = {0};
	tap_ok(pd_history_list(store, 0, &none, &error) && none.count == 0,
		"history is empty at first");
	tap_ok(!pd_history_load(store, 0, &entry, &empty) && empty.code == PD_ESTATE,
		"then there is no newest entry");
	is_not_undoable(store, "and nothing to undo");
	for (int i = 1; i <= 12; i++) {
		PD_AUTO(pd_drop_text) char *value = pd_format("value %d", i);
		save(store, "it", value);
	}
	must(pd_history_list(store, 0, &all, &error), "list", &error);
	must(pd_history_list(store, 2, &two, &error), "list", &error);
	tap_ok(all.count == 12 && all.items[0].number == 12 &&
			all.items[11].number == 1,
		"the newest entry is the first");
	tap_ok(two.count == 2 && two.items[1].number == 11, "only so many are listed");
	tap_ok(all.items[0].can_undo && !all.items[1].can_undo,
		"of changes of one record only the newest can be undone");
	PD_AUTO(pd_entry_free) struct pd_entry newest = load(store, 0);
	tap_number(newest.number, 12, "number 0 is the newest");
	tap_ok(!pd_history_load(store, 13, &entry, &absent) && absent.code == PD_ESTATE,
		"there is no entry 13");
}

static void
test_damaged(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("list"));
	struct pd_error error = {0}, reading = {0};
	PD_AUTO(pd_entries_free) struct pd_entries all = {0};
	put_text(at("list/history/00000005/entry.cfg"), "number = 5L;\nx y");
	put_text(at("list/history/00000006/entry.cfg"), "number = 7L;");
	must(unlink(at("list/history/00000007/entry.cfg")) == 0, "unlink", NULL);
	PD_AUTO(pd_drop_text)
	char *text = text_of(at("list/history/00000008/entry.cfg"));
	char *path = strstr(text, "it.cfg");
	must(path != NULL, text, NULL);
	memcpy(path, "../cfg", 6);
	put_text(at("list/history/00000008/entry.cfg"), text);
	put_text(at("list/history/notes"), "not an entry");
	must(pd_history_list(store, 0, &all, &error), "list", &error);
	tap_number(
		all.count, 12, "entries that are damaged are listed with the others");
	tap_is(all.items[8].sentence, "value 4", "the others as they are");
	tap_has(all.items[7].sentence, "00000005/entry.cfg:2: the file is damaged",
		"a damaged one says what is wrong");
	tap_ok(all.items[7].number == 5 && !all.items[7].can_undo,
		"and cannot be undone");
	tap_has(all.items[4].sentence, "damaged",
		"so is one whose path leads out of the store");
	struct pd_entry entry = {0};
	tap_ok(!pd_history_load(store, 6, &entry, &reading) &&
			reading.code == PD_ESTORE,
		"an entry with another's number is damaged");
	save(store, "it", "after damage");
	PD_AUTO(pd_entry_free) struct pd_entry newest = load(store, 0);
	tap_number(newest.number, 13, "history goes on");
}

/* ---- undo -------------------------------------------------------------------------
 */

static void
test_undo(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("undo"));
	struct pd_error error = {0};
	save(store, "a", "a1");
	save(store, "b", "b1");
	PD_AUTO(pd_drop_text) char *before = tree(at("undo"), false);
	struct pd_change *change = begin(store, "test");
	put(change, "a", "a2", NULL);
	put(change, "c", "c2", NULL);
	must(pd_change_remove(change, "b", &error), "remove", &error);
	commit(change, "three at once");
	PD_AUTO(pd_drop_text) char *after = tree(at("undo"), false);
	long undone = 0;
	tap_ok(undo_newest(store, &undone, &error) && undone == 3,
		"the newest change is undone");
	PD_AUTO(pd_drop_text) char *back = tree(at("undo"), false);
	tap_is(back, before, "every record is as before, byte for byte");
	PD_AUTO(pd_entry_free) struct pd_entry entry = load(store, 4);
	tap_is(entry.operation, "history undo", "undo is a change like any other");
	tap_is(entry.sentence, "Undone: entry 3, \"three at once\"",
		"and says what it did");
	tap_ok(entry.undoes == 3 && entry.can_undo, "it can be undone itself");
	PD_AUTO(pd_entry_free) struct pd_entry third = load(store, 3);
	tap_ok(third.undone_by == 4 && !third.can_undo, "what is undone says by whom");
	refuses(store, 3, "undone already, by entry 4", "it is not undone twice");
	undo(store, 4);
	PD_AUTO(pd_drop_text) char *again = tree(at("undo"), false);
	tap_is(again, after, "undo of an undo brings it back, byte for byte");
	PD_AUTO(pd_entry_free) struct pd_entry redone = load(store, 3);
	tap_ok(redone.undone_by == 0 && redone.can_undo,
		"then it is not undone any more");
	for (int i = 0; i < 3; i++)
		undo_last(store);
	is_value(store, "a", "", "undo again and again goes back to the beginning");
	is_not_undoable(store, "and ends there");
	refuses(store, 99, "no entry with this number", "an entry that is not there");
}

static void
test_in_the_way(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("way"));
	save(store, "a", "1"); /* 1 */
	save(store, "b", "1"); /* 2 */
	save(store, "a", "2"); /* 3 */
	refuses(store, 1, "entry 3 changed the same", "a later change is in the way");
	undo(store, 2);
	is_value(store, "b", "", "an older change of another record can be undone");
	undo(store, 3);
	is_value(store, "a", "1", "what was in the way is undone");
	undo(store, 1);
	is_value(store, "a", "", "so it is no longer in the way");
}

/* Whatever is undone in whatever order, nothing is blamed on others, and what can be undone
 * is: a fixed walk through all orders of a small history. */
static void
test_any_order(void)
{
	static const char *const records[] = {"a", "b"};
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("order"));
	unsigned seed = 7, blamed = 0, differ = 0, undone = 0;
	for (int i = 0; i < 8; i++) {
		PD_AUTO(pd_drop_text) char *value = pd_format("%d", i);
		save(store, records[i % 3 == 2], value);
	}
	for (int i = 0; i < 120; i++) {
		PD_AUTO(pd_entries_free) struct pd_entries all = {0};
		struct pd_error error = {0};
		must(pd_history_list(store, 0, &all, &error), "list", &error);
		seed = seed * 1103515245 + 12345;
		const struct pd_entry *one = &all.items[seed / 65536 % all.count];
		bool good = pd_history_undo(store, &me, one->number, &error);
		differ += good != one->can_undo;
		undone += good;
		blamed += !good && strstr(error.message, "something else") != NULL;
	}
	tap_ok(undone > 20, "a walk through undo: %u were undone", undone);
	tap_number(blamed, 0, "none is blamed on something else than pemdeck");
	tap_number(differ, 0, "what is said to be possible is, and nothing else");
}

static void
test_four_changes(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("four"));
	for (int i = 1; i <= 4; i++) {
		PD_AUTO(pd_drop_text) char *value = pd_format("%d", i);
		save(store, "a", value);
	}
	undo(store, 4);
	undo(store, 3);
	undo(store, 2);
	refuses(store, 5, "entry 7 changed the same later",
		"an undo is not taken back across later ones");
	undo(store, 7);
	undo(store, 6);
	undo(store, 5);
	is_value(store, "a", "4", "but one after the other, from the last");
}

static void
test_behind_our_back(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("behind"));
	save(store, "a", "1");
	save(store, "a", "2");
	put_text(at("behind/a.cfg"), "value = \"by hand\";\n");
	refuses(store, 2, "something other than pemdeck",
		"what was edited is not undone");
	is_value(store, "a", "by hand", "and stays");
	save(store, "a", "3");
	struct pd_error error = {0};
	put_text(at("behind/history/00000003/0.old"), "value = \"forged\";\n");
	tap_ok(!pd_history_undo(store, &me, 3, &error) && error.code == PD_ESTORE &&
			strstr(error.message, "damaged") != NULL,
		"what was kept and is damaged is not put back");
	is_value(store, "a", "3", "so the record stays");
}

/* ---- keys and purge -----------------------------------------------------------------
 */

/* A record and its key, as one change. */
static void
install(struct pd_store *store, const char *path, const struct pd_key *key)
{
	struct pd_error error = {0};
	struct pd_change *change = begin(store, "test install");
	must(pd_change_put_key(change, key, NULL, &error), "key", &error);
	put(change, path, "x", pd_key_id(key));
	commit(change, "installed");
}

static void
remove_key(struct pd_store *store, const struct pd_key *key)
{
	struct pd_error error = {0};
	struct pd_change *change = begin(store, "test forget");
	must(pd_change_remove_key(change, pd_key_id(key), &error), "key", &error);
	commit(change, "forgotten");
}

static long
purge(struct pd_store *store, bool all)
{
	struct pd_error error = {0};
	long wiped = -1;
	must(pd_history_purge(
		     store, NULL, all ? PD_PURGE_ALL : PD_PURGE_DUE, &wiped, &error),
		"purge", &error);
	return wiped;
}

/* Makes an entry so many days older. */
static void
age(const char *folder, long number, int days)
{
	struct timespec times[2] = {{.tv_nsec = UTIME_NOW}, {.tv_nsec = UTIME_NOW}};
	times[1] = (struct timespec){.tv_sec = time(NULL) - days * 86400L - 5};
	const char *path = at("%s/history/%08ld/entry.cfg", folder, number);
	must(utimensat(AT_FDCWD, path, times, 0) == 0, path, NULL);
}

static void
test_keys(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("keys"));
	PD_AUTO(pd_drop_key) struct pd_key *key = new_key();
	PD_AUTO(pd_drop_key) struct pd_key *other = new_key();
	install(store, "ssl/ca", key);
	undo_last(store);
	tap_ok(pd_store_has_key(store, pd_key_id(key)) &&
			!pd_store_has(store, "ssl/ca"),
		"undo never loses a key: it stays when its record goes");
	undo(store, 2);
	is_value(store, "ssl/ca", "x", "so that the record can come back to it");
	remove_key(store, key);
	tap_ok(!pd_store_has_key(store, pd_key_id(key)), "a key can be removed");
	undo(store, 4);
	tap_ok(pd_store_has_key(store, pd_key_id(key)), "undo brings it back");
	undo(store, 5);
	tap_ok(!pd_store_has_key(store, pd_key_id(key)),
		"and undo of that takes it away again");
	undo(store, 6);
	struct pd_error error = {0};
	struct pd_change *change = begin(store, "test");
	must(pd_change_put_key(change, other, NULL, &error), "key", &error);
	commit(change, "only a key");
	refuses(store, 8, "only added a key", "a change that only added a key");
	PD_AUTO(pd_entry_free) struct pd_entry added = load(store, 8);
	tap_ok(!added.can_undo, "and it does not say that it could be undone");
	tap_number(purge(store, false), 0, "purge keeps what is not old enough");
	int file = open(at("keys/keys/%s.pem", pd_key_id(other)), O_RDONLY | O_CLOEXEC);
	int kept = open(at("keys/history/00000004/0.old-key"), O_RDONLY | O_CLOEXEC);
	must(file >= 0 && kept >= 0, "keys", NULL);
	tap_number(purge(store, true), 3,
		"purge of all wipes what was kept of keys, and a key without record");
	char bytes[100] = "x", old[100] = "x";
	ssize_t got = read(file, bytes, sizeof bytes);
	ssize_t got_old = read(kept, old, sizeof old);
	bool zeros = got > 0 && got_old > 0;
	for (ssize_t i = 0; i < got; i++)
		zeros = zeros && bytes[i] == 0;
	for (ssize_t i = 0; i < got_old; i++)
		zeros = zeros && old[i] == 0;
	tap_ok(zeros, "they are overwritten before they go");
	(void)close(file);
	(void)close(kept);
	tap_ok(pd_store_has_key(store, pd_key_id(key)) &&
			!pd_store_has_key(store, pd_key_id(other)),
		"a key that a record refers to stays");
	PD_AUTO(pd_drop_key)
	struct pd_key *whole = pd_store_load_key(store, pd_key_id(key), NULL, &error);
	tap_ok(whole != NULL, "and is whole");
	tap_number(purge(store, true), 0, "a second purge finds nothing");
}

static void
test_age(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("age"));
	PD_AUTO(pd_drop_key) struct pd_key *first = new_key();
	PD_AUTO(pd_drop_key) struct pd_key *second = new_key();
	install(store, "ssl/ca", first);  /* 1 */
	install(store, "ssl/ca", second); /* 2: keeps the record of the first */
	save(store, "other", "1");        /* 3 */
	save(store, "other", "2");        /* 4 */
	age("age", 1, 7);
	age("age", 2, 1);
	save(store, "another", "1"); /* 5 */
	tap_ok(pd_store_has_key(store, pd_key_id(first)), "six days are not too old");
	age("age", 1, 9);
	save(store, "another", "2"); /* 6 */
	tap_ok(pd_store_has_key(store, pd_key_id(first)),
		"a key stays as long as a record that was before refers to it");
	age("age", 2, 9);
	age("age", 3, 1);
	save(store, "another", "3"); /* 7 */
	tap_ok(!pd_store_has_key(store, pd_key_id(first)) &&
			pd_store_has_key(store, pd_key_id(second)),
		"after undo_days a commit wipes the key that was replaced");
	refuses(store, 2, "was dropped, by age", "then that change cannot be undone");
	PD_AUTO(pd_entry_free) struct pd_entry entry = load(store, 2);
	tap_is(entry.sentence, "installed", "its entry stays");
	PD_AUTO(pd_entry_free) struct pd_entry younger = load(store, 4);
	tap_ok(younger.can_undo, "younger ones can be undone still");
}

/* Makes entries first to last so many days older: the clock was set forward. */
static void
age_all(const char *folder, long first, long last, int days)
{
	for (long number = first; number <= last; number++)
		age(folder, number, days);
}

static void
test_clock(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("clock"));
	PD_AUTO(pd_drop_key) struct pd_key *first = new_key();
	PD_AUTO(pd_drop_key) struct pd_key *second = new_key();
	install(store, "ssl/ca", first);  /* 1 */
	install(store, "ssl/ca", second); /* 2 */
	age_all("clock", 1, 2, 365);
	save(store, "other", "1"); /* 3 */
	save(store, "other", "2"); /* 4 */
	tap_ok(pd_store_has_key(store, pd_key_id(first)),
		"a clock a year ahead for a moment wipes no key");
	age_all("clock", 1, 2, 0);
	age_all("clock", 3, 4, -365);
	save(store, "another", "1"); /* 5 */
	PD_AUTO(pd_entry_free) struct pd_entry entry = load(store, 2);
	PD_AUTO(pd_entry_free) struct pd_entry ahead = load(store, 4);
	tap_ok(pd_store_has_key(store, pd_key_id(first)) && entry.can_undo &&
			ahead.can_undo,
		"and ends no undo when it is set back");
	age_all("clock", 1, 2, 9);
	age_all("clock", 5, 5, 9);
	save(store, "third", "1"); /* 6 */
	age_all("clock", 6, 6, 1);
	save(store, "another", "3"); /* 7 */
	tap_ok(!pd_store_has_key(store, pd_key_id(first)),
		"days later the key is wiped as if nothing had been");
	refuses(store, 4, "was dropped, by age", "so is what was made in the future");
	age_all("clock", 7, 7, -1);
	age_all("clock", 6, 6, 20000);
	save(store, "another", "4"); /* 8 */
	PD_AUTO(pd_entry_free) struct pd_entry past = load(store, 6);
	tap_ok(past.can_undo,
		"an entry made while the clock was far behind is not old by that");
}

struct strangers {
	struct pd_error last;
	long count;
};

static void
count_stranger(void *work, const struct pd_error *problem)
{
	struct strangers *found = work;
	found->last = *problem;
	found->count++;
}

static struct strangers
find_strangers(struct pd_store *store)
{
	struct strangers found = {.count = 0};
	struct pd_error error = {0};
	must(pd_history_check_records(store, count_stranger, &found, &error), "records",
		&error);
	return found;
}

/* What somebody does to a record by hand is seen. */
static void
test_records(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("records"));
	PD_AUTO(pd_drop_key) struct pd_key *key = new_key();
	install(store, "ssl/ca", key);           /* 1 */
	save(store, "ssl/issued/05", "good");    /* 2 */
	save(store, "ssl/issued/05", "revoked"); /* 3 */
	save(store, "gone", "1");
	undo_last(store);
	(void)purge(store, true);
	put_text(at("records/settings.cfg"), "format = 1;\nundo_days = 8;\n");
	tap_number(find_strangers(store).count, 0,
		"after undo and purge, and with settings edited, all is right");
	PD_AUTO(pd_drop_text) char *text = text_of(at("records/ssl/issued/05.cfg"));
	put_text(at("records/ssl/issued/05.cfg"), "value = \"good\";\n");
	const struct strangers edited = find_strangers(store);
	tap_number(edited.count, 1, "a record that was edited");
	tap_has(edited.last.input, "ssl/issued/05.cfg", "it is named");
	tap_has(edited.last.message, "entry 3 (revoked) left it",
		"with what was right");
	must(unlink(at("records/ssl/issued/05.cfg")) == 0, "unlink", NULL);
	tap_number(find_strangers(store).count, 1, "one that was removed");
	put_text(at("records/ssl/ca.cfg"), "value = \"x\";\n");
	tap_number(find_strangers(store).count, 2, "all of several");
	put_text(at("records/ssl/issued/05.cfg"), text);
	tap_number(find_strangers(store).count, 1, "put back, one is right");
	put_text(at("records/ssl/issued/07.cfg"), "value = \"mine\";\n");
	put_text(at("records/status.log"), "no record\n");
	const struct strangers planted = find_strangers(store);
	tap_number(planted.count, 2, "a record that was put there by hand");
	tap_has(planted.last.input, "ssl/issued/07.cfg", "it is named");
}

/* Whatever cannot be read proves nothing, and is not passed over. */
static void
test_unreadable_mark(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("marked"));
	struct pd_error error = {0}, unreadable = {0};
	long count = 0;
	save(store, "one", "1");
	tap_ok(pd_history_verify(store, &count, &error), "history is right (%s)",
		error.message);
	must(rename(at("marked/history/newest"), at("marked-newest")) == 0 &&
			mkdir(at("marked/history/newest"), 0700) == 0,
		"newest", NULL);
	tap_ok(!pd_history_verify(store, &count, &unreadable),
		"where what is kept of the newest cannot be read");
	tap_has(unreadable.input, "history/newest", "it is named");
	struct pd_error unknown = {0};
	must(mkdir(at("marked/history/purged.cfg"), 0700) == 0, "purged.cfg", NULL);
	tap_ok(!undo_newest(store, NULL, &unknown),
		"where it cannot be read what was purged, nothing is undone");
	tap_has(unknown.input, "history/purged.cfg", "it is named");
}

static void
test_at_once(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("once"));
	PD_AUTO(pd_drop_key) struct pd_key *first = new_key();
	PD_AUTO(pd_drop_key) struct pd_key *second = new_key();
	put_text(at("once/settings.cfg"), "format = 1;\nundo_days = 0;\n");
	install(store, "ssl/ca", first);
	install(store, "ssl/ca", second);
	tap_ok(!pd_store_has_key(store, pd_key_id(first)) &&
			pd_store_has_key(store, pd_key_id(second)),
		"with undo_days = 0 a key that is replaced is wiped at once");
	refuses(store, 2, "or by history purge", "and nothing can be undone");
}

static void
test_given_up(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("up"));
	struct pd_error error = {0};
	PD_AUTO(pd_entries_free) struct pd_entries all = {0};
	save(store, "added", "1");
	save(store, "other", "1");
	save(store, "other", "2");
	undo(store, 3); /* 4 */
	(void)purge(store, true);
	must(pd_history_list(store, 0, &all, &error), "list", &error);
	size_t left = 0;
	for (size_t i = 0; i < all.count; i++)
		left += all.items[i].can_undo;
	tap_number((long)left, 0, "purge gives up undo also of what was only added");
	refuses(store, 1, "was dropped, by age", "so that is refused");
	refuses(store, 3, "which cannot be undone any more",
		"what was undone is not promised to come back");
	is_not_undoable(store, "and there is no newest");
	is_value(store, "added", "1", "it stays");
	save(store, "gone", "1"); /* 5 */
	save(store, "free", "1"); /* 6 */
	save(store, "gone", "2"); /* 7: its before is taken away */
	must(unlink(at("up/history/00000007/0.old")) == 0, "unlink", NULL);
	undo_last(store);
	is_value(store, "free", "", "undo takes the newest that can be undone");
	is_value(store, "gone", "2", "and leaves what cannot");
}

static void
test_prepare(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("prepare"));
	struct pd_change *change = begin(store, PD_OPERATION_PREPARE);
	put(change, "ssl/ca", "standard", NULL);
	commit(change, "made");
	PD_AUTO(pd_entry_free) struct pd_entry entry = load(store, 1);
	tap_ok(!entry.can_undo, "what a store begins with cannot be undone");
	refuses(store, 1, "standard material cannot be taken away", "and says why");
	is_not_undoable(store, "nor is it the newest change");
	is_value(store, "ssl/ca", "standard", "it stays");
}

/* A crash after a purge dropped what was before, and before it wiped keys. */
static void
test_cut_off(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("cut"));
	PD_AUTO(pd_drop_key) struct pd_key *first = new_key();
	PD_AUTO(pd_drop_key) struct pd_key *second = new_key();
	install(store, "ssl/ca", first);
	age("cut", 1, 8);
	install(store, "ssl/ca", second);
	must(unlink(at("cut/history/00000002/1.old")) == 0, "unlink", NULL);
	age("cut", 1, 9);
	age("cut", 2, 9);
	save(store, "other", "1"); /* 3 */
	age("cut", 3, 1);
	(void)purge(store, false);
	tap_ok(!pd_store_has_key(store, pd_key_id(first)) &&
			pd_store_has_key(store, pd_key_id(second)),
		"a purge that was cut off is finished by the next");
}

/* A record that cannot be read may refer to any key. */
static void
test_careful(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("careful"));
	PD_AUTO(pd_drop_key) struct pd_key *key = new_key();
	struct pd_error error = {0};
	long wiped = 0;
	install(store, "ssl/ca", key);
	PD_AUTO(pd_drop_text) char *text = text_of(at("careful/ssl/ca.cfg"));
	PD_AUTO(pd_drop_text) char *broken = pd_format("x x x %s", text);
	put_text(at("careful/ssl/ca.cfg"), broken);
	must(pd_history_purge(store, NULL, PD_PURGE_ALL, &wiped, &error), "purge",
		&error);
	tap_ok(pd_store_has_key(store, pd_key_id(key)),
		"the key of a record that is damaged is not wiped");
	must(chmod(at("careful/ssl/ca.cfg"), 0666) == 0, "chmod", NULL);
	tap_ok(!pd_history_purge(store, NULL, PD_PURGE_ALL, &wiped, &error) &&
			pd_store_has_key(store, pd_key_id(key)),
		"nor is any where a record cannot be read");
}

int
main(void)
{
	scratch_begin();
	test_entries();
	test_list();
	test_damaged();
	test_undo();
	test_in_the_way();
	test_four_changes();
	test_any_order();
	test_behind_our_back();
	test_keys();
	test_age();
	test_clock();
	test_records();
	test_unreadable_mark();
	test_at_once();
	test_given_up();
	test_prepare();
	test_cut_off();
	test_careful();
	scratch_end();
	return tap_done();
}
