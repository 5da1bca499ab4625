/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash-preload.c"

#include <sys/wait.h>

#include "base/array.h"
#include "base/folder.h"
#include "base/replace.h"
#include "base/replace_journal.h"
#include "scratch.h"
#include "tap.h"

/* Whoever writes files outside the store is killed, or the disk fails, at every single
 * call that writes: each file is the old or the new one, an error puts all of them back,
 * and what a killed process left the next one removes. */

/* ---- what is broken -------------------------------------------------------------- */

static bool
add_text(struct pd_replacement *set, const char *path, const char *text,
	struct pd_error *error)
{
	const struct pd_new_file file = {.path = path,
		.content = {(const unsigned char *)text, strlen(text)},
		.mode = 0600,
		.replace = PD_REPLACE};
	return pd_replacement_add(set, &file, error);
}

/* Was it said that something of what was there before lies beside its place? */
static bool told_of_left;

static void
keep(struct pd_replacement *set)
{
	struct pd_error left = {0};
	told_of_left = !pd_replacement_keep(set, &left) &&
		       strstr(left.message, ".pemdeck-") != NULL;
}

static bool
replace_files(struct pd_error *error)
{
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	if (!pd_replacement_folder(&set, at("t/more"), 0755, 0600, error) ||
		!add_text(&set, at("t/key"), "new key", error) ||
		!add_text(&set, at("t/chain"), "new chain", error) ||
		!add_text(&set, at("t/more/added"), "new", error) ||
		!pd_replacement_remove(&set, at("t/gone"), error) ||
		!pd_replacement_commit(&set, error))
		return false;
	keep(&set);
	return true;
}

/* Also after a kill, all are the old ones or all the new ones, once the next run with that
 * journal has begun. */
static bool
replace_with_journal(struct pd_error *error)
{
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	if (!pd_replacement_journal(&set, at("journal"), error) ||
		!add_text(&set, at("t/key"), "new key", error) ||
		!add_text(&set, at("t/other/chain"), "new chain", error) ||
		!add_text(&set, at("t/added"), "new", error) ||
		!pd_replacement_commit(&set, error) ||
		!pd_replacement_settle(&set, error))
		return false;
	keep(&set);
	return true;
}

static bool
replace_many(struct pd_error *error)
{
	enum { MANY = 20 }; /* so many are synced at once */
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	bool good = add_text(&set, at("t/key"), "new key", error) &&
		    add_text(&set, at("t/chain"), "new chain", error) &&
		    pd_replacement_remove(&set, at("t/gone"), error) &&
		    pd_replacement_folder(&set, at("t/more"), 0755, 0600, error) &&
		    add_text(&set, at("t/more/added"), "new", error);
	for (int i = 0; i < MANY && good; i++)
		good = add_text(&set, at("t/more/%d", i), "new", error);
	if (!good || !pd_replacement_commit(&set, error))
		return false;
	keep(&set);
	return true;
}

static bool
is_ours(const char *name)
{
	return strlen(name) == 10 && name[8] == '.';
}

static bool
replace_folder(struct pd_error *error)
{
	static const struct pd_folder_file files[] = {
		{"00000001.0", {(const unsigned char *)"new", 3}},
		{"00000002.0", {(const unsigned char *)"new", 3}},
	};
	const struct pd_folder folder = {.path = at("t/certs"),
		.files = files,
		.count = PD_COUNT(files),
		.is_ours = is_ours,
		.replace = PD_REPLACE};
	PD_AUTO(pd_drop_text) char *note = NULL;
	bool good = pd_folder_write(&folder, &note, error);
	told_of_left = note != NULL && strstr(note, ".pemdeck-") != NULL;
	return good;
}

static const struct scenario {
	const char *name;
	bool (*run)(struct pd_error *error);
	int plain;    /* for crash.plain */
	bool at_once; /* nobody ever sees a part of it */
	bool journal; /* nor after the next run has begun */
} scenarios[] = {
	{"files", replace_files, 0, false, false},
	{"files, without exchange", replace_files, EINVAL, false, false},
	{"many files", replace_many, 0, false, false},
	{"files with a journal", replace_with_journal, 0, true, true},
	{"a directory", replace_folder, 0, true, false},
	{"a directory, without exchange", replace_folder, EINVAL, false, false},
};

static void
begin_again(void)
{
	scratch_remove(at("t"));
	must(mkdir(at("t"), 0755) == 0 && mkdir(at("t/certs"), 0755) == 0 &&
			mkdir(at("t/other"), 0755) == 0,
		"t", NULL);
	put_text(at("t/key"), "old key");
	put_text(at("t/chain"), "old chain");
	put_text(at("t/gone"), "old");
	put_text(at("t/certs/00000001.0"), "old");
	put_text(at("t/certs/ffffffff.0"), "old");
	put_text(at("t/other/chain"), "old chain");
}

/* ---- what is there afterwards ------------------------------------------------------- */

static int
is_shown(const struct dirent *entry)
{
	return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* "NAME=CONTENT" of each file, in order; leftovers too, without their random names. */
static void
add_state(const char *folder, const char *below, struct pd_secret *out)
{
	struct dirent **items;
	int count = scandir(folder, &items, is_shown, alphasort);
	for (int i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", folder, items[i]->d_name);
		bool is_left = strncmp(items[i]->d_name, ".pemdeck-", 9) == 0;
		PD_AUTO(pd_drop_text)
		char *name =
			pd_format("%s%s", below, is_left ? "LEFT" : items[i]->d_name);
		PD_AUTO(pd_drop_text) char *inside = pd_format("%s/", name);
		if (items[i]->d_type == DT_DIR) {
			add_state(path, inside, out);
		} else {
			PD_AUTO(pd_drop_text) char *text = text_of(path);
			pd_secret_add_format(out, "%s=%s\n", name, text);
		}
		free(items[i]);
	}
	if (count >= 0)
		free(items);
}

static char *
state(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	add_state(at("t"), "", &out);
	return pd_copy(pd_secret_text(&out));
}

/* Without the lines of leftovers, which are the next run's business. */
static char *
without_leftovers(const char *state)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	PD_AUTO(pd_drop_text) char *copy = pd_copy(state);
	for (char *rest = NULL, *line = strtok_r(copy, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest))
		if (strstr(line, "LEFT") == NULL)
			pd_secret_add_format(&out, "%s\n", line);
	return pd_copy(pd_secret_text(&out));
}

static bool
is_old_or_new(const char *state, const char *old, const char *new)
{
	bool good = true;
	PD_AUTO(pd_drop_text) char *copy = pd_copy(state);
	for (char *rest = NULL, *line = strtok_r(copy, "\n", &rest); line != NULL;
		line = strtok_r(NULL, "\n", &rest)) {
		PD_AUTO(pd_drop_text) char *whole = pd_format("%s\n", line);
		good = good &&
		       (strstr(old, whole) != NULL || strstr(new, whole) != NULL);
	}
	return good;
}

/* ---- breaking ------------------------------------------------------------------------ */

enum outcome { DONE, TOLD, SILENT, KILLED, LEFT, NOT_REACHED = 8 };

static enum outcome
run_broken(const struct scenario *scenario, long place, int number)
{
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child == 0) {
		struct pd_error error = {0};
		crash.count = 0;
		crash.at = place;
		crash.error = number;
		crash.plain = scenario->plain;
		bool good = scenario->run(&error);
		bool told = error.code != PD_OK && error.message[0] != '\0';
		_exit((good          ? (told_of_left ? LEFT : DONE)
			      : told ? TOLD
				     : SILENT) +
			(crash.count >= place ? 0 : NOT_REACHED));
	}
	int status = 0;
	must(waitpid(child, &status, 0) == child, "waitpid", NULL);
	return WIFEXITED(status) ? (enum outcome)WEXITSTATUS(status) : KILLED;
}

static size_t problems;

static void
check_state(const struct scenario *scenario, enum outcome outcome, const char *old,
	const char *new)
{
	struct pd_error error = {0};
	size_t taken_back = 0;
	const char *problem = NULL;
	crash.at = 0;
	if (scenario->journal &&
		!pd_replace_journal_recover(at("journal"), &taken_back, &error))
		problem = error.message;
	PD_AUTO(pd_drop_text) char *now = state();
	PD_AUTO(pd_drop_text) char *files = without_leftovers(now);
	bool is_old = strcmp(files, old) == 0, is_new = strcmp(files, new) == 0;
	if (outcome == SILENT)
		problem = "it failed without a word";
	else if (outcome == DONE && strstr(now, "LEFT") != NULL)
		problem = "something is left of which nothing was said";
	else if ((outcome == DONE || outcome == LEFT) && !is_new)
		problem = "it is done and not as it should be";
	else if (outcome == TOLD && !is_old)
		problem = "it failed and is not as before";
	else if (scenario->at_once && !is_old && !is_new)
		problem = "a part of it is there";
	else if (!is_old_or_new(files, old, new))
		problem = "a file is neither the old nor the new one";
	if (problem == NULL)
		return;
	printf("# %s:\n", problem);
	printf("%s", now);
	problems++;
}

/* The next run finds nothing that would disturb it, and leaves nothing. */
static void
check_next_run(const struct scenario *scenario, const char *new)
{
	struct pd_error error = {0};
	crash.at = 0;
	crash.plain = scenario->plain;
	bool good = scenario->run(&error);
	crash.plain = 0;
	PD_AUTO(pd_drop_text) char *now = state();
	if (good && strcmp(now, new) == 0)
		return;
	printf("# the next run: %s: %s\n", error.input, error.message);
	problems++;
}

static void
break_each(
	const struct scenario *scenario, int number, const char *old, const char *new)
{
	long place = 1;
	problems = 0;
	for (;; place++) {
		size_t before = problems;
		begin_again();
		enum outcome outcome = run_broken(scenario, place, number);
		if (outcome >= NOT_REACHED)
			break;
		check_state(scenario, outcome, old, new);
		check_next_run(scenario, new);
		if (problems > before)
			printf("# at call %ld\n", place);
	}
	tap_ok(problems == 0 && place > 5, "%s: %s at each of %ld calls",
		scenario->name, number == 0 ? "kill -9" : strerror(number), place - 1);
}

static void
try_scenario(const struct scenario *scenario)
{
	struct pd_error error = {0};
	begin_again();
	PD_AUTO(pd_drop_text) char *old = state();
	crash.plain = scenario->plain;
	tap_ok(scenario->run(&error), "%s: works (%s)", scenario->name, error.message);
	crash.plain = 0;
	PD_AUTO(pd_drop_text) char *new = state();
	tap_ok(strcmp(old, new) != 0 && strstr(new, "LEFT") == NULL,
		"%s: and leaves nothing", scenario->name);
	break_each(scenario, 0, old, new);
	break_each(scenario, ENOSPC, old, new);
	break_each(scenario, EIO, old, new);
}

int
main(void)
{
	/* Nothing here is about a disk, and there are thousands of syncs. */
	if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK | X_OK) == 0)
		must(setenv("TMPDIR", "/dev/shm", 1) == 0, "TMPDIR", NULL);
	scratch_begin();
	for (size_t i = 0; i < PD_COUNT(scenarios); i++)
		try_scenario(&scenarios[i]);
	scratch_end();
	return tap_done();
}
