/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash-preload.c"

#include <sys/wait.h>
#include <time.h>

#include "scratch.h"
#include "store/check.h"
#include "store/history_records.h"
#include "store/key_passphrase.h"
#include "store/key_passphrase_change.h"
#include "tabs/tabs.h"
#include "tap.h"

/* The passphrase of a store's keys: killed at every single call that writes, all keys are
 * as before or all as after; it is forgotten when it was idle. */

enum { KEYS = 2 };
static char *ids[KEYS];

static struct pd_secret
secret_of(const char *text)
{
	struct pd_secret secret = {0};
	pd_secret_add_text(&secret, text);
	return secret;
}

/* ---- the operation ----------------------------------------------------------------- */

struct scenario {
	const char *name, *before, *after; /* passphrases; NULL: none */
};

static bool
set_passphrase(
	struct pd_store *store, const struct scenario *scenario, struct pd_error *error)
{
	const struct pd_operation *operation =
		pd_operation_find(pd_tabs, "settings", "set");
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	PD_AUTO(pd_result_free) struct pd_result result = {0};
	PD_AUTO(pd_secret_wipe)
	struct pd_secret before = secret_of(scenario->before ? scenario->before : "");
	struct pd_context context = {
		.store = store, .tabs = pd_tabs, .account = "me", .now = time(NULL)};
	if (!pd_settings_load(store, &context.settings, error) ||
		(scenario->before != NULL && !pd_store_unlock(store, &before, error)))
		return false;
	pd_values_set(values, "name", "key_passphrase");
	pd_values_set(values, "value", scenario->after ? "set" : "none");
	if (scenario->before != NULL)
		pd_values_set(values, PD_KEY_PASSPHRASE, scenario->before);
	if (scenario->after != NULL)
		pd_values_set(values, "new-passphrase", scenario->after);
	return pd_operation_run(operation, &context, values, &result, error);
}

/* Which passphrase each key has, as the store tells it. */
static bool
is_closed_by_it(struct pd_store *store, const char *passphrase)
{
	if (pd_store_has_passphrase(store) != (passphrase != NULL))
		return false;
	for (size_t i = 0; i < KEYS; i++)
		if (pd_store_key_is_locked(store, ids[i]) != (passphrase != NULL) ||
			pd_store_key_is_encrypted(store, ids[i]) !=
				(passphrase != NULL))
			return false;
	return true;
}

/* Each key is opened by this passphrase, or without one if it is NULL. */
static bool
opens_all(struct pd_store *store, const char *passphrase)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe)
	struct pd_secret secret = secret_of(passphrase ? passphrase : "");
	if (!is_closed_by_it(store, passphrase) ||
		(passphrase != NULL && !pd_store_unlock(store, &secret, &error)))
		return false;
	for (size_t i = 0; i < KEYS; i++) {
		PD_AUTO(pd_drop_key)
		struct pd_key *key = pd_store_load_key(store, ids[i], NULL, &error);
		if (key == NULL)
			return false;
	}
	return true;
}

/* ---- killed ------------------------------------------------------------------------ */

enum outcome { DONE, FAILED, KILLED, NOT_REACHED = 8 };

static enum outcome
run_broken(const struct scenario *scenario, long place, int number)
{
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child == 0) {
		struct pd_error error = {0};
		struct pd_store *store = pd_store_open(at("store"), &error);
		crash.count = 0;
		crash.at = place;
		crash.error = number;
		bool good = store != NULL && set_passphrase(store, scenario, &error);
		_exit((good ? DONE : FAILED) +
			(crash.count >= place ? 0 : NOT_REACHED));
	}
	int status = 0;
	must(waitpid(child, &status, 0) == child, "waitpid", NULL);
	return WIFEXITED(status) ? (enum outcome)WEXITSTATUS(status) : KILLED;
}

static bool
has_plain_key(void)
{
	PD_AUTO(pd_drop_text)
	char *command = pd_format("grep -rq 'BEGIN PRIVATE KEY' %s", at("store"));
	return system(command) == 0;
}

/* Killed before history forgot the keys: the doctor finds them, also one that is wiped
 * half, and what it says mends it. */
static bool
is_found(struct pd_store *store)
{
	struct pd_error error = {0};
	long wiped;
	bool told = false;
	PD_AUTO(pd_store_faults_free) struct pd_store_faults faults = {0};
	must(pd_store_check_content(store, &faults, &error), "check", &error);
	for (size_t i = 0; i < faults.count; i++)
		told = told || strcmp(faults.items[i].kind, "key_open") == 0;
	if (has_plain_key() && !told)
		return false;
	must(pd_history_purge(store, NULL, PD_PURGE_ALL, &wiped, &error), "purge",
		&error);
	return !has_plain_key();
}

/* Stretching a passphrase takes long, so it is typed after some of the kills only; after
 * the others a key has to be closed as the store says. */
static bool
is_whole(const struct scenario *scenario, enum outcome outcome, long place)
{
	bool (*is_kept)(struct pd_store * store, const char *passphrase) =
		place % 8 == 0 ? opens_all : is_closed_by_it;
	struct pd_error error = {0};
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open(at("store"), &error);
	must(store != NULL, "open", &error);
	bool before = is_kept(store, scenario->before),
	     after = is_kept(store, scenario->after);
	if (pd_store_has_passphrase(store) && !is_found(store))
		return false;
	return outcome == DONE ? after : outcome == FAILED ? before : before || after;
}

static void
break_each(const struct scenario *scenario, int number)
{
	long place = 1, wrong = 0;
	for (;; place++) {
		scratch_remove(at("store"));
		scratch_copy(at("%s", scenario->before ? scenario->before : "plain"),
			at("store"));
		enum outcome outcome = run_broken(scenario, place, number);
		if (outcome >= NOT_REACHED)
			break;
		if (!is_whole(scenario, outcome, place)) {
			printf("# at call %ld\n", place);
			wrong++;
		}
	}
	tap_ok(wrong == 0 && place > 10, "%s: %s at each of %ld calls", scenario->name,
		number == 0 ? "kill -9" : strerror(number), place - 1);
}

/* ---- in memory --------------------------------------------------------------------- */

static void
test_memory(void)
{
	static const struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
	struct pd_error error = {0}, wrong = {0}, closed = {0};
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open(at("one passphrase"), &error);
	PD_AUTO(pd_secret_wipe) struct pd_secret right = secret_of("one passphrase");
	PD_AUTO(pd_secret_wipe) struct pd_secret other = secret_of("one passphras");
	tap_ok(pd_store_load_key(store, ids[0], NULL, &closed) == NULL &&
			closed.code == PD_EPASSPHRASE,
		"a key is not opened without it");
	tap_is(closed.input, PD_KEY_PASSPHRASE, "and what is needed is named");
	tap_ok(!pd_store_unlock(store, &other, &wrong) && wrong.code == PD_EPASSPHRASE,
		"another is refused");
	must(pd_store_unlock(store, &right, &error), "unlock", &error);
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_store_load_key(store, ids[0], NULL, &error);
	tap_ok(key != NULL, "once given, it opens keys (%s)", error.message);
	pd_store_set_idle_minutes(store, 0);
	PD_AUTO(pd_drop_key)
	struct pd_key *again = pd_store_load_key(store, ids[1], NULL, &error);
	tap_ok(again != NULL, "each of them");
	must(pd_store_unlock(store, &right, &error), "unlock", &error);
	for (int i = 0; i < 4000 && pd_store_is_unlocked(store); i++)
		(void)nanosleep(&pause, NULL);
	tap_ok(!pd_store_is_unlocked(store), "it is forgotten when it was idle");
}

/* ---- before ------------------------------------------------------------------------ */

static void
make_store(void)
{
	static const struct pd_author author = {.account = "me"};
	const struct pd_key_kind kind = {.algorithm = PD_EC, .curve = PD_P256};
	struct pd_error error = {0};
	must(mkdir(at("plain"), 0700) == 0, "plain", NULL);
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open(at("plain"), &error);
	must(store != NULL, "open", &error);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_change_begin(store, &author, "test", &error);
	must(change != NULL, "change", &error);
	for (size_t i = 0; i < KEYS; i++) {
		PD_AUTO(pd_drop_key)
		struct pd_key *key = pd_key_generate(&kind, &error);
		PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
		PD_AUTO(pd_drop_text) char *path = pd_format("tls/key%zu", i);
		ids[i] = pd_copy(pd_key_id(key));
		pd_record_set_text(record, "key", ids[i]);
		must(pd_change_put_key(change, key, NULL, &error) &&
				pd_change_put(change, path, record, &error),
			"put", &error);
	}
	must(pd_change_commit(change, "made", &error), "commit", &error);
}

static void
make_encrypted_store(const char *passphrase)
{
	const struct scenario scenario = {"", NULL, passphrase};
	struct pd_error error = {0};
	scratch_copy(at("plain"), at("%s", passphrase));
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open(at("%s", passphrase), &error);
	must(store != NULL && set_passphrase(store, &scenario, &error), "set", &error);
}

int
main(void)
{
	static const struct scenario scenarios[] = {
		{"set", NULL, "one passphrase"},
		{"changed", "one passphrase", "another one"},
		{"taken away", "one passphrase", NULL},
	};
	if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK | X_OK) == 0)
		must(setenv("TMPDIR", "/dev/shm", 1) == 0, "TMPDIR", NULL);
	scratch_begin();
	make_store();
	make_encrypted_store("one passphrase");
	test_memory();
	for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
		break_each(&scenarios[i], 0);
		if (i == 0)
			break_each(&scenarios[i], ENOSPC);
	}
	for (size_t i = 0; i < KEYS; i++)
		free(ids[i]);
	scratch_end();
	return tap_done();
}
