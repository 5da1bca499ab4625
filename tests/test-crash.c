/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash-preload.c"

#include <sys/wait.h>

#include "scratch.h"
#include "store/history_records.h"
#include "tap.h"

/* The power goes, or the disk fails, at every single call that writes: afterwards the
 * store is as before or as it should be, never anything else, and nothing else is told.
 * The calls are broken in a child; crash-preload.c says how. */

static struct pd_key *old_key, *new_key_;

/* ---- what is broken -------------------------------------------------------------- */

/* An update as operations do it: a record and its key replaced, one added, one gone. */
static bool
update(struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_change_begin(store, &me, "ssl update", error);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "value", "new");
	pd_record_set_text(record, "key", pd_key_id(new_key_));
	return change != NULL && pd_change_put(change, "ssl/ca", record, error) &&
	       pd_change_put_key(change, new_key_, NULL, error) &&
	       pd_change_put(change, "added/record", record, error) &&
	       pd_change_remove(change, "ssl/gone", error) &&
	       pd_change_remove_key(change, pd_key_id(old_key), error) &&
	       pd_change_commit(change, "CA updated", error);
}

static bool
undo(struct pd_store *store, struct pd_error *error)
{
	return undo_newest(store, NULL, error);
}

static bool
purge(struct pd_store *store, struct pd_error *error)
{
	long wiped = 0;
	return pd_history_purge(store, NULL, PD_PURGE_ALL, &wiped, error);
}

static bool
only_open(struct pd_store *store, struct pd_error *error)
{
	(void)store, (void)error;
	return true;
}

/* Hundreds of files take another way to the disk. */
static bool
import(struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_change_begin(store, &me, "trust import", error);
	for (int i = 0; i < 70 && change != NULL; i++) {
		PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
		PD_AUTO(pd_drop_text) char *path = pd_format("trust/%d", i);
		pd_record_set_number(record, "number", i);
		if (!pd_change_put(change, path, record, error))
			return false;
	}
	return change != NULL && pd_change_commit(change, "70 imported", error);
}

/* ---- the store before ---------------------------------------------------------------
 */

static void
prepare(struct pd_store *store)
{
	struct pd_error error = {0};
	struct pd_change *change = begin(store, "ssl generate");
	put(change, "ssl/ca", "old", pd_key_id(old_key));
	put(change, "ssl/gone", "goes", NULL);
	must(pd_change_put_key(change, old_key, NULL, &error), "key", &error);
	commit(change, "CA generated");
	save(store, "other", "stays");
}

static void
prepare_update(struct pd_store *store)
{
	struct pd_error error = {0};
	prepare(store);
	must(update(store, &error), "update", &error);
}

/* A change that a crash cut off in the middle: recovery is broken, too. */
static void
prepare_cut_off(struct pd_store *store)
{
	prepare(store);
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child == 0) {
		struct pd_error error = {0};
		crash.count = 0;
		crash.at = 44; /* in the middle of what follows the commit point */
		(void)update(store, &error);
		_exit(0);
	}
	must(waitpid(child, NULL, 0) == child, "waitpid", NULL);
	PD_AUTO(pd_drop_text) char *all = tree(at("base"), true);
	must(strstr(all, ".todo") != NULL, "no change was cut off", NULL);
}

/* ---- breaking ----------------------------------------------------------------- */

struct scenario {
	const char *name;
	void (*prepare)(struct pd_store *store); /* NULL: there is no store */
	bool (*run)(struct pd_store *store, struct pd_error *error);
	bool takes_back; /* a call that fails once: all is as before */
	long step; /* every so many calls: a large change makes many that are alike */
};

static const struct scenario scenarios[] = {
	{"making a store", NULL, only_open, false, 1},
	{"an update", prepare, update, true, 1},
	{"a large import", prepare, import, true, 11},
	{"an undo", prepare_update, undo, true, 1},
	{"a purge", prepare_update, purge, false, 1},
	{"a recovery", prepare_cut_off, only_open, false, 1},
};

enum outcome { DONE, TOLD, SILENT, KILLED };

static void
copy_tree(const char *from, const char *to)
{
	scratch_remove(to);
	scratch_copy(from, to);
}

/* Opens the store and runs the scenario in a child whose call number place is broken.
 */
static enum outcome
run_broken(const struct scenario *scenario, long place, int number, bool sticky,
	long killed)
{
	/* Many open files are an error of reading, too. */
	bool reads = number == EMFILE;
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child == 0) {
		struct pd_error error = {0};
		crash.count = 0;
		crash.at = place;
		crash.error = number;
		crash.sticky = sticky;
		crash.reads = reads;
		crash.killed = killed;
		struct pd_store *store = pd_store_open(at("store"), &error);
		bool good = store != NULL && scenario->run(store, &error);
		bool reached = crash.count >= place;
		bool told = error.code != PD_OK && error.message[0] != '\0';
		pd_store_free(store);
		_exit((good ? DONE : told ? TOLD : SILENT) + (reached ? 0 : 8));
	}
	int status = 0;
	must(waitpid(child, &status, 0) == child, "waitpid", NULL);
	return WIFEXITED(status) ? (enum outcome)WEXITSTATUS(status) : KILLED;
}

/* What operators see of the store, once it is opened again. */
static char *
state(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_entries_free) struct pd_entries entries = {0};
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	PD_AUTO(pd_drop_text) char *files = tree(at("store"), false);
	must(pd_history_list(store, 0, &entries, &error), "history", &error);
	pd_secret_add_text(&text, files);
	for (size_t i = 0; i < entries.count; i++)
		pd_secret_add_format(&text, "%ld %s, %zu touched, undone by %ld\n",
			entries.items[i].number, entries.items[i].sentence,
			entries.items[i].touched_count, entries.items[i].undone_by);
	return pd_copy(pd_secret_text(&text));
}

static void
count_stranger(void *work, const struct pd_error *problem)
{
	(void)problem;
	++*(long *)work;
}

/* Nothing that was being put together may stay, the store goes on working, and no entry
 * of its history looks tampered with. */
static bool
works_on(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	PD_AUTO(pd_drop_text) char *all = tree(at("store"), true);
	save(store, "afterwards", "works");
	long entries = 0, strangers = 0;
	bool good = undo_newest(store, NULL, &error) &&
		    pd_history_verify(store, &entries, &error) &&
		    pd_history_check_records(store, count_stranger, &strangers, &error);
	return good && strangers == 0 && strstr(all, "history/.new") == NULL &&
	       strstr(all, ".todo") == NULL && strstr(all, ".back") == NULL;
}

/* A purge that was cut off is finished by the next one that is due, which runs after
 * every change: nothing is kept, no key is left. One that did not begin is not. */
static bool
purges_again(void)
{
	struct pd_error error = {0};
	long wiped = 0;
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	long up_to = 0;
	must(pd_purge_mark(store, &up_to, &error), "what was purged", &error);
	must(up_to > 0 ? pd_history_purge(store, NULL, PD_PURGE_DUE, &wiped, &error)
		       : purge(store, &error),
		"purge", &error);
	PD_AUTO(pd_drop_text) char *all = tree(at("store"), true);
	return strstr(all, ".old") == NULL && strstr(all, ".new") == NULL &&
	       !pd_store_has_key(store, pd_key_id(old_key)) &&
	       pd_store_has_key(store, pd_key_id(new_key_));
}

struct wanted {
	char *before, *after;
};

static bool
fits(const struct wanted *wanted, enum outcome outcome, bool strict, const char *got)
{
	bool before = strcmp(got, wanted->before) == 0;
	bool after = strcmp(got, wanted->after) == 0;
	if (outcome == DONE)
		return after;
	return outcome != SILENT && (before || (after && !strict));
}

/* One way of breaking, at each call in turn, until none is left to be broken. */
static void
break_each(const struct scenario *scenario, const struct wanted *wanted, int number,
	bool sticky)
{
	const char *how = number == 0 ? "kill -9" : strerror(number);
	bool strict = scenario->takes_back && number != 0 && !sticky;
	long place = 1, tried = 0, wrong = 0, done = 0;
	for (;; place += scenario->step, tried++) {
		copy_tree(at("base"), at("store"));
		enum outcome outcome = run_broken(scenario, place, number, sticky, 0);
		if (outcome >= 8)
			break;
		PD_AUTO(pd_drop_text) char *got = state();
		done += strcmp(got, wanted->after) == 0;
		if (fits(wanted, outcome, strict, got) &&
			(scenario->run != purge || purges_again()) && works_on())
			continue;
		wrong++;
		printf("# call %ld, outcome %d:\n", place, (int)outcome);
		tap_show("state", got);
	}
	tap_ok(wrong == 0 && tried > 1,
		"%s: %s at each of %ld calls%s: before or after", scenario->name, how,
		tried, sticky ? " and all after it" : "");
	printf("# the state after it: %ld times\n", done);
}

/* The disk fails and, while the change is taken back, the power goes. */
static void
break_twice(const struct scenario *scenario, const struct wanted *wanted)
{
	long tried = 0, wrong = 0;
	for (long place = 1;; place++) {
		enum outcome outcome = KILLED;
		for (long later = 1; outcome == KILLED; later += 3, tried++) {
			copy_tree(at("base"), at("store"));
			outcome =
				run_broken(scenario, place, EIO, false, place + later);
			PD_AUTO(pd_drop_text) char *got = state();
			wrong += !(outcome >= 8 || fits(wanted, outcome, false, got));
		}
		if (outcome >= 8)
			break;
	}
	tap_ok(wrong == 0 && tried > 1,
		"%s: an error, then kill -9 while it is taken back, %ld times: before "
		"or after",
		scenario->name, tried);
}

static void
try_scenario(const struct scenario *scenario)
{
	scratch_remove(at("base"));
	must(mkdir(at("base"), 0700) == 0, "base", NULL);
	if (scenario->prepare != NULL) {
		PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("base"));
		scenario->prepare(store);
	}
	copy_tree(at("base"), at("store"));
	struct wanted wanted = {0};
	wanted.before = state();
	copy_tree(at("base"), at("store"));
	enum outcome outcome = run_broken(scenario, 0, 0, false, 0);
	wanted.after = state();
	tap_ok(outcome == DONE, "%s: works where nothing is broken", scenario->name);
	break_each(scenario, &wanted, 0, false);
	break_each(scenario, &wanted, ENOSPC, false);
	break_each(scenario, &wanted, EMFILE, false);
	break_each(scenario, &wanted, EIO, true);
	if (scenario->run == update)
		break_twice(scenario, &wanted);
	free(wanted.before);
	free(wanted.after);
}

int
main(void)
{
	/* Nothing here is about a disk, and there are thousands of syncs. */
	if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK | X_OK) == 0)
		must(setenv("TMPDIR", "/dev/shm", 1) == 0, "TMPDIR", NULL);
	scratch_begin();
	old_key = new_key();
	new_key_ = new_key();
	for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
		try_scenario(&scenarios[i]);
	pd_key_free(old_key);
	pd_key_free(new_key_);
	scratch_end();
	return tap_done();
}
