/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/file.h"
#include "base/place.h"
#include "base/replace.h"
#include "base/replace_journal.h"
#include "scratch.h"
#include "tap.h"

/* What changes between two looks at it: a file that is exchanged after it was found to be
 * one, numbers of devices, which the kernel gives anew at each start, who is in a group, and what is in a
 * place.
 * stat, fstatat and fgetpwent_r are ours here, so that it happens at that moment each
 * time. */

enum { PATIENCE = 10 };

static const char *exchanged, *by; /* after the next look at it; NULL: none is */
static dev_t renumbered;           /* what is added to the numbers of devices */

int
fstatat(int at, const char *restrict path, struct stat *restrict status, int flags)
{
	int link = (flags & AT_SYMLINK_NOFOLLOW) != 0 ? O_NOFOLLOW : 0;
	int file = openat(at, path, O_PATH | O_CLOEXEC | link);
	if (file < 0)
		return -1;
	int got = fstat(file, status);
	(void)close(file);
	status->st_dev += renumbered;
	return got;
}

int
stat(const char *restrict path, struct stat *restrict status)
{
	int got = fstatat(AT_FDCWD, path, status, 0);
	if (exchanged != NULL && strcmp(path, exchanged) == 0 &&
		rename(by, exchanged) == 0)
		exchanged = NULL;
	return got;
}

/* The users of this host: one, or none. */
static bool joins; /* has his first group in common with us? */

int
fgetpwent_r(FILE *restrict users, struct passwd *restrict out, char *restrict room,
	size_t size, struct passwd **restrict found)
{
	static char name[] = "mallory";
	(void)users, (void)room, (void)size;
	bool is_one = joins;
	joins = false;
	*found = is_one ? out : NULL;
	*out = (struct passwd){.pw_name = name, .pw_uid = 54321, .pw_gid = getegid()};
	return is_one ? 0 : ENOENT;
}

/* ---- a pipe in the place of a file --------------------------------------------------- */

static void
test_pipe(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	put_text(at("in"), "content");
	must(mkfifo(at("pipe"), 0600) == 0, "a pipe", NULL);
	exchanged = at("in");
	by = at("pipe");
	(void)alarm(PATIENCE); /* nobody writes into it */
	bool good = pd_file_read(at("in"), PD_INPUT_LIMIT, &out, &error);
	(void)alarm(0);
	tap_ok(exchanged == NULL,
		"a pipe takes the place of a file that is about to be read");
	tap_ok(!good, "it is not waited for");
	tap_has(error.message, "replaced while it was being opened", "and told");
}

/* ---- after a power cut ---------------------------------------------------------------- */

static bool
add(struct pd_replacement *set, const char *path, const char *text,
	struct pd_error *error)
{
	const struct pd_new_file file = {.path = path,
		.content = {(const unsigned char *)text, strlen(text)},
		.mode = 0600,
		.replace = PD_REPLACE};
	return pd_replacement_add(set, &file, error);
}

/* Puts both in place, and dies before it is done. */
static void
replace_and_die(void)
{
	pid_t child = fork();
	if (child == 0) {
		struct pd_error error = {0};
		struct pd_replacement set = {0};
		must(pd_replacement_journal(&set, at("journal"), &error) &&
				add(&set, at("key"), "new key", &error) &&
				add(&set, at("chain"), "new chain", &error) &&
				pd_replacement_commit(&set, &error),
			"a replacement", &error);
		(void)raise(SIGKILL);
	}
	must(child > 0 && waitpid(child, NULL, 0) == child, "a process that dies",
		NULL);
}

static void
test_devices(void)
{
	struct pd_error error = {0};
	size_t files = 0;
	put_text(at("key"), "old key");
	put_text(at("chain"), "old chain");
	replace_and_die();
	renumbered = 1;
	tap_ok(pd_replace_journal_recover(at("journal"), &files, &error),
		"what was cut off is taken back when devices have other numbers");
	renumbered = 0;
	tap_number(files, 2, "of both files");
	PD_AUTO(pd_drop_text) char *key = text_of(at("key"));
	PD_AUTO(pd_drop_text) char *chain = text_of(at("chain"));
	tap_is(key, "old key", "the key is the one before");
	tap_is(chain, "old chain", "and so is the chain");
}

/* ---- a group that is no longer ours alone ----------------------------------------------- */

static void
test_group(void)
{
	struct pd_error error = {0}, refused = {0};
	const struct pd_guard guard = pd_guard_for(0600, (uid_t)-1);
	must(mkdir(at("shared"), 0700) == 0 && chmod(at("shared"), 0775) == 0,
		"a directory", NULL);
	PD_AUTO(pd_drop_descriptor)
	int own = pd_directory_open(at("shared"), &guard, &error);
	if (own < 0) {
		tap_skip("there is no group of our own here");
		return;
	}
	joins = true;
	PD_AUTO(pd_drop_descriptor)
	int others = pd_directory_open(at("shared"), &guard, &refused);
	tap_ok(others < 0,
		"a group that is the first of another user gives him rights");
	tap_has(refused.message, "others may write", "which is told");
}

/* ---- a file that was written over ---------------------------------------------------------- */

static void
test_refill(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_descriptor) int here = open(scratch, O_RDONLY | O_DIRECTORY);
	put_text(at("content"), "new");
	put_text(at("filled"), "old");
	put_text(at("theirs"), "theirs");
	PD_AUTO(pd_drop_descriptor) int content = open(at("content"), O_RDONLY);
	const struct pd_place place = {.directory = here,
		.name = "filled",
		.path = "filled",
		.mode = 0600,
		.owner = {(uid_t)-1, (gid_t)-1}};
	struct pd_place_before before = {0};
	must(pd_place_fill(&place, content, &before, &error) &&
			rename(at("theirs"), at("filled")) == 0,
		"a file is written over, and exchanged", &error);
	tap_ok(pd_place_refill(&place, &before, &error),
		"what is put back passes over another file (%s)", error.message);
	PD_AUTO(pd_drop_text) char *left = text_of(at("filled"));
	tap_is(left, "theirs", "which stays");
	must(unlink(at("filled")) == 0, "removing it", NULL);
	tap_ok(!pd_place_refill(&place, &before, &error), "without a file it fails");
	tap_has(error.message, "No such file", "for that");
	(void)close(before.content);
}

/* ---- a link that is none any more -------------------------------------------------------- */

static void
test_link(void)
{
	static const struct pd_guard none = {0};
	static const struct {
		const char *name, *leads;
		int number;
	} rows[] = {{"way", "content", 0}, {"content", NULL, ENOTDIR},
		{"gone", NULL, ENOENT}};
	PD_AUTO(pd_drop_descriptor) int here = open(scratch, O_RDONLY | O_DIRECTORY);
	must(symlink("content", at("way")) == 0, "a link", NULL);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		errno = 0;
		PD_AUTO(pd_drop_text)
		char *to = pd_directory_read_link(here, rows[i].name, &none);
		int number = to ? 0 : errno;
		tap_is(to, rows[i].leads, "where %s leads", rows[i].name);
		tap_number(number, rows[i].number, "or why nowhere");
	}
}

int
main(void)
{
	scratch_begin();
	test_pipe();
	test_devices();
	test_group();
	test_refill();
	test_link();
	scratch_end();
	return tap_done();
}
