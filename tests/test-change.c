/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <time.h>

#include "scratch.h"
#include "store/files.h"
#include "store/journal.h"
#include "tap.h"
#include "x509/der/structure.h"

static size_t
count_entries(struct pd_store *store)
{
	struct pd_error error = {0};
	PD_AUTO(pd_entries_free) struct pd_entries entries = {0};
	must(pd_history_list(store, 0, &entries, &error), "history", &error);
	return entries.count;
}

/* ---- what is seen when --------------------------------------------------------------
 */

static void
test_commit(struct pd_store *store)
{
	struct pd_change *change = begin(store, "ssl update");
	put(change, "ssl/ca", "one", NULL);
	is_value(store, "ssl/ca", "", "what is staged is not seen");
	commit(change, "CA installed");
	is_value(store, "ssl/ca", "one", "what is committed is");
	PD_AUTO(pd_drop_text) char *before = tree(at("store"), true);
	change = begin(store, "ssl update");
	put(change, "ssl/ca", "two", NULL);
	put(change, "other/new", "two", NULL);
	pd_change_free(change);
	PD_AUTO(pd_drop_text) char *after = tree(at("store"), true);
	tap_is(after, before, "a change that is given up leaves every byte as it was");
	tap_ok(access(at("store/other"), F_OK) < 0, "and no folder");
}

static void
test_same(struct pd_store *store)
{
	save(store, "same", "value");
	size_t count = count_entries(store);
	PD_AUTO(pd_drop_text) char *before = tree(at("store"), true);
	save(store, "same", "value");
	struct pd_change *change = begin(store, "test");
	commit(change, "nothing at all");
	change = begin(store, "test");
	put(change, "same", "another", NULL);
	put(change, "same", "value", NULL);
	commit(change, "there and back");
	tap_number(count_entries(store), count, "what changes nothing leaves no entry");
	PD_AUTO(pd_drop_text) char *after = tree(at("store"), true);
	tap_is(after, before, "and no file");
}

static void
test_twice(struct pd_store *store)
{
	struct pd_error error = {0};
	struct pd_change *change = begin(store, "test twice");
	put(change, "twice/a", "first", NULL);
	put(change, "twice/a", "second", NULL);
	put(change, "twice/b", "put", NULL);
	must(pd_change_remove(change, "twice/b", &error), "remove", &error);
	must(pd_change_remove(change, "same", &error), "remove", &error);
	put(change, "same", "again", NULL);
	commit(change, "twice");
	is_value(store, "twice/a", "second", "of two puts the second counts");
	is_value(store, "twice/b", "", "put and removed is not there");
	is_value(store, "same", "again", "removed and put is there");
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	must(pd_history_load(store, 0, &entry, &error), "entry", &error);
	tap_number(entry.touched_count, 2, "history names what was really touched");
}

/* ---- what is written piece by piece ------------------------------------------------ */

static bool
write_thousand(void *load, FILE *out)
{
	for (int i = 0; i < 1000; i++)
		if (fprintf(out, "%s %d\n", (const char *)load, i) < 0)
			return false;
	return true;
}

static bool
write_half(void *load, FILE *out)
{
	(void)fputs(load, out);
	errno = ENOSPC;
	return false;
}

static void
put_written(struct pd_store *store, const char *word)
{
	struct pd_error error = {0};
	struct pd_change *change = begin(store, "test written");
	must(pd_change_put_written(
		     change, "written.txt", write_thousand, (void *)word, &error),
		"written", &error);
	commit(change, "written");
}

static void
is_written(struct pd_store *store, const char *word, const char *words)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer wanted = {0};
	for (int i = 0; i < 1000; i++)
		pd_buffer_add_format(&wanted, "%s %d\n", word, i);
	must(pd_store_load_file(store, "written.txt", &content, &error), "load",
		&error);
	tap_ok(pd_bytes_equal(pd_buffer_bytes(&wanted), pd_secret_bytes(&content)),
		"%s", words);
}

static void
test_written(struct pd_store *store)
{
	struct pd_error error = {0}, half = {0}, spoilt = {0};
	PD_AUTO(pd_entry_free) struct pd_entry first = {0}, second = {0}, third = {0};
	put_written(store, "line");
	is_written(store, "line", "what is written piece by piece is there");
	must(pd_history_load(store, 0, &first, &error), "entry", &error);
	put_written(store, "line");
	must(pd_history_load(store, 0, &second, &error), "entry", &error);
	tap_number(second.number, first.number, "the same again is no change");
	put_written(store, "other");
	is_written(store, "other", "another content takes its place");
	must(pd_history_load(store, 0, &third, &error), "entry", &error);
	tap_number(third.number, first.number + 1, "in one change");
	struct pd_change *change = begin(store, "test written");
	tap_ok(!pd_change_put_written(
		       change, "written.txt", write_half, (void *)"half", &half) &&
			half.code == PD_EIO &&
			strstr(half.message, strerror(ENOSPC)) != NULL,
		"what cannot be written to its end says why");
	tap_ok(!pd_change_commit(change, "half", &spoilt), "half of it is never kept");
	pd_change_free(change);
	is_written(store, "other", "and all is as it was");
}

static void
test_remove(struct pd_store *store)
{
	struct pd_error error = {0}, absent = {0}, twice = {0}, key = {0};
	save(store, "remove/it", "x");
	struct pd_change *change = begin(store, "test remove");
	struct pd_bytes content = {(const unsigned char *)"x", 1};
	tap_ok(!pd_change_remove(change, "remove/absent", &absent) &&
			absent.code == PD_ESTATE,
		"what is not there cannot be removed");
	tap_ok(pd_change_remove(change, "remove/it", &error) &&
			!pd_change_remove(change, "remove/it", &twice),
		"nor twice");
	tap_ok(!pd_change_remove_key(change, "no-key", &key) && key.code == PD_ESTATE,
		"nor a key that is not there");
	must(pd_change_put_file(change, "remove/file.pem", content, &error), "file",
		&error);
	commit(change, "removed");
	is_value(store, "remove/it", "", "a record that was removed is gone");
	change = begin(store, "test remove");
	must(pd_change_remove(change, "remove/file.pem", &error), "remove", &error);
	commit(change, "removed");
	tap_ok(!pd_store_has(store, "remove/file.pem"), "so is a file");
}

static const char *const refused_paths[] = {
	"keys/x", "history/x", "history", "lock", "../x", "", "/x"};

static void
test_refused(struct pd_store *store)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_change) struct pd_change *change = begin(store, "test");
	for (size_t i = 0; i < sizeof refused_paths / sizeof *refused_paths; i++) {
		struct pd_error put_error = {0}, file_error = {0}, remove_error = {0};
		struct pd_bytes none = {NULL, 0};
		tap_ok(!pd_change_put(change, refused_paths[i], record, &put_error) &&
				!pd_change_put_file(
					change, refused_paths[i], none, &file_error) &&
				!pd_change_remove(
					change, refused_paths[i], &remove_error) &&
				put_error.code == PD_EINPUT,
			"\"%s\" is no path for a record", refused_paths[i]);
	}
}

/* What could not be read again is not written. */
static void
test_too_large(struct pd_store *store)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_change) struct pd_change *change = begin(store, "test");
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < 1 << 20; i++)
		pd_buffer_add_text(&text, "sixteen letters!");
	pd_record_set_text(record, "text", pd_buffer_text(&text));
	tap_ok(!pd_change_put(change, "large", record, &error) &&
			error.code == PD_ESTORE,
		"a record of more than 16 MiB is refused");
	tap_has(error.message, "larger than 16 MiB", "with the limit");
	tap_ok(!pd_store_has(store, "large"), "and is not there");
}

/* ---- keys
 * ----------------------------------------------------------------------------- */

/* What a descriptor that was opened before reads now. */
static bool
is_zeros(int file)
{
	char bytes[4096];
	ssize_t got = pread(file, bytes, sizeof bytes, 0);
	for (ssize_t i = 0; i < got; i++)
		if (bytes[i] != 0)
			return false;
	return got > 0;
}

static void
test_keys(struct pd_store *store)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_key) struct pd_key *key = new_key();
	struct pd_change *change = begin(store, "test key");
	must(pd_change_put_key(change, key, NULL, &error), "key", &error);
	int staged = open(at("store/history/.new/0.new-key"), O_RDONLY | O_CLOEXEC);
	must(staged >= 0, "the staged key", NULL);
	pd_change_free(change);
	tap_ok(is_zeros(staged) && !pd_store_has_key(store, pd_key_id(key)),
		"a key that is given up is overwritten");
	(void)close(staged);
	change = begin(store, "test key");
	must(pd_change_put_key(change, key, NULL, &error), "key", &error);
	commit(change, "key");
	size_t count = count_entries(store);
	change = begin(store, "test key");
	must(pd_change_put_key(change, key, NULL, &error), "key", &error);
	commit(change, "key");
	tap_number(count_entries(store), count, "the same key again changes nothing");
	int there = open(at("store/keys/%s.pem", pd_key_id(key)), O_RDONLY | O_CLOEXEC);
	change = begin(store, "test key");
	must(pd_change_remove_key(change, pd_key_id(key), &error), "remove", &error);
	pd_change_free(change);
	tap_ok(pd_store_has_key(store, pd_key_id(key)) && !is_zeros(there),
		"a removal that is given up leaves the key whole");
	change = begin(store, "test key");
	must(pd_change_remove_key(change, pd_key_id(key), &error), "remove", &error);
	commit(change, "key");
	tap_ok(!pd_store_has_key(store, pd_key_id(key)) && !is_zeros(there),
		"a key that is removed goes into history, whole");
	(void)close(there);
}

/* As after a crash: a key in what was being put together. */
static void
test_leftovers(void)
{
	pd_store_free(open_store(at("left")));
	must(mkdir(at("left/history/.new"), 0700) == 0, "mkdir", NULL);
	put_text(at("left/history/.new/0.new-key"), "a private key");
	put_text(at("left/history/.new/1.new"), "a record");
	int key = open(at("left/history/.new/0.new-key"), O_RDONLY | O_CLOEXEC);
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("left"));
	tap_ok(store != NULL && access(at("left/history/.new"), F_OK) < 0 &&
			is_zeros(key),
		"what a crash left is removed at the next opening, keys overwritten");
	(void)close(key);
	must(mkdir(at("left/history/00000001.todo"), 0700) == 0, "mkdir", NULL);
	put_text(at("left/history/00000001.todo/entry.cfg"), "number = 1L; x");
	struct pd_error error = {0};
	PD_AUTO(pd_drop_store)
	struct pd_store *none = pd_store_open(at("left"), &error);
	tap_ok(none == NULL && strstr(error.input, "00000001.todo/entry.cfg:1") != NULL,
		"a change cut off that cannot be read is told, not dropped");
}

/* ---- several at once
 * ----------------------------------------------------------------- */

enum { WRITERS = 2, TIMES = 200 };

static int
count_up(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	for (int i = 0; i < TIMES; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_change)
		struct pd_change *change = begin(store, "test count");
		PD_AUTO(pd_drop_record)
		struct pd_record *record = pd_store_load(store, "count", &error);
		if (record == NULL)
			return 1;
		pd_record_set_number(
			record, "number", pd_record_number(record, "number", 0) + 1);
		if (!pd_change_put(change, "count", record, &error) ||
			!pd_change_commit(change, "one more", &error))
			return 1;
	}
	return 0;
}

static void
test_writers(struct pd_store *store)
{
	struct pd_error error = {0};
	int wrong = 0;
	save(store, "count", "x");
	size_t count = count_entries(store);
	for (int i = 0; i < WRITERS; i++) {
		pid_t child = fork();
		must(child >= 0, "fork", NULL);
		if (child == 0)
			_exit(count_up());
	}
	for (int i = 0; i < WRITERS; i++) {
		int status = 1;
		(void)wait(&status);
		wrong += status != 0;
	}
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(store, "count", &error);
	must(record != NULL, "count", &error);
	tap_number(wrong, 0, "%d processes change one record", WRITERS);
	tap_number(pd_record_number(record, "number", 0), WRITERS * TIMES,
		"%d times each, and no change is lost", TIMES);
	tap_number(count_entries(store) - count, WRITERS * TIMES,
		"nor is one missing in history");
}

/* Does somebody wait for the lock, whoever has it? */
static bool
is_waited_for(void)
{
	PD_AUTO(pd_drop_descriptor)
	int file = open(at("store/lock"), O_RDWR | O_CLOEXEC);
	struct flock turn = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1};
	must(file >= 0 && fcntl(file, F_OFD_GETLK, &turn) == 0, "lock", NULL);
	return turn.l_type != F_UNLCK;
}

/* A child that waits for the lock, and has it until the pipe is closed. */
static pid_t
start_waiter(int pipes[2])
{
	must(pipe(pipes) == 0, "pipe", NULL);
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child > 0) {
		while (!is_waited_for())
			(void)sched_yield();
		return child;
	}
	char byte;
	struct pd_error error = {0};
	(void)close(pipes[1]);
	struct pd_store *store = open_store(at("store"));
	int lock = pd_journal_lock(store, 60 * 1000, &error);
	pd_store_free(store);
	_exit(lock < 0 || read(pipes[0], &byte, 1) != 0);
}

static void
test_turns(struct pd_store *store)
{
	struct pd_error error = {0};
	int pipes[2], status = 1;
	int lock = pd_journal_lock(store, 60 * 1000, &error);
	must(lock >= 0, "lock", &error);
	pid_t waiter = start_waiter(pipes);
	pd_journal_unlock(&lock);
	lock = pd_journal_lock(store, 0, &error);
	tap_ok(lock < 0, "who has changed the store lets those go first who wait");
	pd_journal_unlock(&lock);
	(void)close(pipes[1]);
	(void)waitpid(waiter, &status, 0);
	(void)close(pipes[0]);
	tap_number(status, 0, "and they do");
}

/* A child inherits the lock, and keeps the descriptor until the pipe is closed. */
static pid_t
start_heir(int pipes[2])
{
	must(pipe(pipes) == 0, "pipe", NULL);
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child > 0)
		return child;
	char byte;
	(void)close(pipes[1]);
	_exit(read(pipes[0], &byte, 1) < 0);
}

static void
test_lock(struct pd_store *store)
{
	static struct pd_change *change; /* static: the child still has it at its end */
	struct pd_error error = {0}, later = {0};
	int pipes[2];
	change = begin(store, "test");
	PD_AUTO(pd_drop_store) struct pd_store *other = open_store(at("store"));
	tap_ok(other != NULL, "a store opens while it is changed");
	int lock = pd_journal_lock(other, 30, &error);
	tap_ok(lock < 0 && error.code == PD_ESTORE,
		"but is not changed by two at once");
	tap_has(error.message, "another pemdeck is changing this store",
		"and the second is told");
	pid_t heir = start_heir(pipes);
	pd_change_free(change);
	lock = pd_journal_lock(other, 1000, &later);
	tap_ok(lock >= 0, "when the first is done the second goes on");
	pd_journal_unlock(&lock);
	(void)close(pipes[0]);
	(void)close(pipes[1]);
	(void)waitpid(heir, NULL, 0);
}

/* ---- sizes and places
 * ------------------------------------------------------------------ */

/* Of the processor, whatever else it and the disk are busy with. */
static double
seconds(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Seconds that an import of so many records takes. */
static double
import(struct pd_store *store, const char *folder, int count)
{
	double start = seconds();
	struct pd_change *change = begin(store, "trust import");
	for (int i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text) char *path = pd_format("%s/%d", folder, i);
		put(change, path, path, NULL);
	}
	commit(change, "imported");
	return seconds() - start;
}

static void
test_many(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("many"));
	struct pd_error error = {0};
	enum { FEW = 300, MANY = 3000 };
	double few = import(store, "few", FEW);
	double many = import(store, "many", MANY);
	tap_ok(many < 40 * few + 1, "the time for many records is linear");
	printf("# %d: %.3f s, %d: %.3f s\n", FEW, few, MANY, many);
	PD_AUTO(pd_names_free) struct pd_names left = {0};
	tap_ok(undo_newest(store, NULL, &error) &&
			pd_store_list(store, "many", &left, &error) && left.count == 0,
		"all of it can be undone at once");
}

/* A disk that is really full: small changes go on until one does not fit. */
static void
test_full_disk(void)
{
	const char *path = at("full");
	must(mkdir(path, 0700) == 0, "mkdir", NULL);
	if (geteuid() != 0 ||
		mount("tmpfs", path, "tmpfs", 0, "size=256k,mode=0700") != 0) {
		tap_skip("nothing can be mounted here");
		return;
	}
	struct pd_store *store = open_store(at("full/store"));
	PD_AUTO(pd_drop_text) char *large = pd_alloc(8001, 1);
	memset(large, 'x', 8000);
	struct pd_error error = {0};
	char *before = NULL;
	for (int i = 0; i < 100 && error.code == PD_OK; i++) {
		PD_AUTO(pd_drop_change)
		struct pd_change *change = pd_change_begin(store, &me, "test", &error);
		PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
		pd_record_set_text(record, "value", large);
		pd_record_set_number(record, "number", i);
		free(before);
		before = tree(at("full/store"), false);
		if (change == NULL || !pd_change_put(change, "it", record, &error) ||
			!pd_change_commit(change, "more", &error))
			break;
	}
	tap_has(error.message, "No space left on device", "a full disk is told");
	pd_store_free(store);
	PD_AUTO(pd_drop_store) struct pd_store *again = open_store(at("full/store"));
	PD_AUTO(pd_drop_text) char *after = tree(at("full/store"), false);
	tap_is(after, before, "and the store is as before");
	free(before);
	pd_store_free(pd_steal(again));
	must(umount(at("full")) == 0, "umount", NULL);
}

int
main(void)
{
	scratch_begin();
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	test_commit(store);
	test_same(store);
	test_written(store);
	test_twice(store);
	test_remove(store);
	test_refused(store);
	test_too_large(store);
	test_keys(store);
	test_leftovers();
	test_writers(store);
	test_turns(store);
	test_lock(store);
	test_many();
	test_full_disk();
	scratch_end();
	return tap_done();
}
