/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "crash-preload.c"

#include <grp.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "base/array.h"
#include "base/directory.h"
#include "base/folder.h"
#include "base/replace.h"
#include "base/scratch.h"
#include "scratch.h"
#include "tap.h"

/* Files outside the store: what is written, what is refused, what comes back. Everything
 * happens below the directory scratch, in a new one for each group of tests. */

enum { NOBODY = 1234 };

static bool
write_file(const char *path, const char *text, mode_t mode, enum pd_replace replace,
	struct pd_error *error)
{
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	const struct pd_new_file file = {.path = path,
		.content = {(const unsigned char *)text, strlen(text)},
		.mode = mode,
		.replace = replace};
	if (!pd_replacement_add(&set, &file, error) ||
		!pd_replacement_commit(&set, error))
		return false;
	return pd_replacement_keep(&set, error);
}

static bool
add_text(struct pd_replacement *set, const char *path, const char *text, mode_t mode,
	struct pd_error *error)
{
	const struct pd_new_file file = {.path = path,
		.content = {(const unsigned char *)text, strlen(text)},
		.mode = mode,
		.replace = PD_REPLACE};
	return pd_replacement_add(set, &file, error);
}

static void
check_file(const char *path, const char *want, mode_t mode, const char *rule)
{
	PD_AUTO(pd_drop_text) char *content = text_of(path);
	struct stat status = {0};
	tap_is(content, want, "%s: the content", rule);
	(void)lstat(path, &status);
	tap_number(status.st_mode, S_IFREG | mode, "%s: a file of that mode", rule);
}

static int
count_entries(const char *path)
{
	int count = -2; /* . and .. */
	DIR *directory = opendir(path);
	while (directory != NULL && readdir(directory) != NULL)
		count++;
	if (directory != NULL)
		(void)closedir(directory);
	return count;
}

static void
begin_group(void)
{
	crash.plain = 0;
	scratch_remove(at("t"));
	must(mkdir(at("t"), 0755) == 0, "t", NULL);
}

static void
check_refused(const char *path, enum pd_replace replace, enum pd_code code,
	const char *part, const char *rule)
{
	struct pd_error error = {0};
	int before = count_entries(at("t"));
	tap_ok(!write_file(path, "secret", 0600, replace, &error) && error.code == code,
		"%s: refused (%s)", rule, error.message);
	tap_is(error.input, path, "%s: the path is named", rule);
	tap_has(error.message, part, "%s: the sentence", rule);
	tap_number(count_entries(at("t")), before, "%s: nothing is left", rule);
}

/* ---- one file ------------------------------------------------------------------- */

static void
test_writing(void)
{
	struct pd_error error = {0};
	begin_group();
	mode_t mask = umask(077);
	tap_ok(write_file(at("t/new"), "one", 0644, PD_KEEP, &error), "a new file");
	(void)umask(0);
	check_file(at("t/new"), "one", 0644, "whatever the umask");
	tap_ok(write_file(at("t/new"), "two", 0600, PD_REPLACE, &error),
		"it is replaced");
	(void)umask(mask);
	check_file(at("t/new"), "two", 0600, "replaced");
	tap_number(count_entries(at("t")), 1, "nothing is left beside it");
	check_refused(
		at("t/new"), PD_KEEP, PD_EEXISTS, "exists already", "one to keep");
	check_refused(at("t/none/x"), PD_KEEP, PD_EIO, "t/none cannot be opened",
		"a directory that is missing");
	check_refused(at("t/new/x"), PD_KEEP, PD_EIO,
		"cannot be opened: Not a directory", "a file as directory");
}

static void
make_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int file = socket(AF_UNIX, SOCK_STREAM, 0);
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	must(bind(file, (const struct sockaddr *)&address, sizeof address) == 0, path,
		NULL);
	(void)close(file);
}

/* Not one of them is written to, replaced or waited for. */
static void
test_strange_targets(void)
{
	static const enum pd_replace both[] = {PD_KEEP, PD_REPLACE};
	begin_group();
	put_text(at("t/real"), "old");
	must(mkfifo(at("t/fifo"), 0666) == 0 && symlink("real", at("t/link")) == 0 &&
			symlink("loop", at("t/loop")) == 0 &&
			symlink("/dev/stdout", at("t/stdout")) == 0 &&
			mkdir(at("t/folder"), 0755) == 0,
		"strange files", NULL);
	make_socket(at("t/socket"));
	int reader = open(at("t/fifo"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	(void)alarm(60);
	for (size_t i = 0; i < PD_COUNT(both); i++) {
		check_refused(at("t/fifo"), both[i], PD_EINPUT, "a pipe", "a FIFO");
		check_refused(
			at("t/socket"), both[i], PD_EINPUT, "a socket", "a socket");
		check_refused(at("t/link"), both[i], PD_EINPUT, "symbolic link to real",
			"a link");
		check_refused(at("t/loop"), both[i], PD_EINPUT, "symbolic link to loop",
			"a link to itself");
		check_refused(at("t/stdout"), both[i], PD_EINPUT, "symbolic link",
			"a link to a device");
		check_refused(at("t/folder"), both[i], PD_EINPUT, "is a directory",
			"a directory");
		check_refused(at("t/folder/."), both[i], PD_EINPUT, "is a directory",
			"a directory by a dot");
	}
	if (access("/dev/null", F_OK) == 0)
		check_refused(
			"/dev/null", PD_REPLACE, PD_EINPUT, "a device", "a device");
	(void)alarm(0);
	char got;
	tap_ok(read(reader, &got, 1) <= 0, "nothing came out of the FIFO");
	(void)close(reader);
	check_file(at("t/real"), "old", 0600, "what the link leads to");
}

/* What was there gives neither its content, owner nor mode to the new one. */
static void
test_nothing_inherited(void)
{
	struct pd_error error = {0};
	struct stat status = {0};
	begin_group();
	put_text(at("t/key"), "old");
	must(chmod(at("t/key"), 0666) == 0 && link(at("t/key"), at("t/other")) == 0,
		"a second name", NULL);
	if (geteuid() == 0)
		must(chown(at("t/key"), NOBODY, NOBODY) == 0, "chown", NULL);
	tap_ok(write_file(at("t/key"), "new", 0600, PD_REPLACE, &error),
		"a key is written over a file that others can read");
	check_file(at("t/key"), "new", 0600, "the key");
	(void)stat(at("t/key"), &status);
	tap_number(status.st_uid, geteuid(), "and is the caller's");
	check_file(at("t/other"), "old", 0666, "what has another name stays");
}

/* A limit on the size of files stands for a full disk. */
static void
test_full_disk(void)
{
	struct rlimit limit = {0};
	begin_group();
	put_text(at("t/file"), "old");
	(void)getrlimit(RLIMIT_FSIZE, &limit);
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)setrlimit(RLIMIT_FSIZE, &(struct rlimit){3, limit.rlim_max});
	check_refused(at("t/file"), PD_REPLACE, PD_EIO, "cannot be written", "no room");
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	check_file(at("t/file"), "old", 0600, "without room the old file stays");
}

/* ---- several files ----------------------------------------------------------------- */

static void
check_old_set(const char *rule)
{
	check_file(at("t/a"), "old a", 0640, rule);
	check_file(at("t/gone"), "stays", 0600, rule);
	tap_ok(access(at("t/b"), F_OK) < 0, "%s: what is new is gone", rule);
	tap_ok(access(at("t/out"), F_OK) < 0, "%s: a directory that is new, too", rule);
	tap_number(count_entries(at("t")), 2, "%s: and nothing is left", rule);
}

static bool
add_set(struct pd_replacement *set, struct pd_error *error)
{
	return pd_replacement_folder(set, at("t/out"), 0755, 0600, error) &&
	       add_text(set, at("t/a"), "new a", 0644, error) &&
	       add_text(set, at("t/b"), "new b", 0600, error) &&
	       add_text(set, at("t/out/c"), "new c", 0600, error) &&
	       pd_replacement_remove(set, at("t/gone"), error);
}

static void
test_set(const char *how)
{
	struct pd_error error = {0};
	struct stat status = {0};
	put_text(at("t/a"), "old a");
	put_text(at("t/gone"), "stays");
	must(chmod(at("t/a"), 0640) == 0, "chmod", NULL);
	struct pd_replacement dropped = {0}, restored = {0}, kept = {0};
	tap_ok(add_set(&dropped, &error), "%s: several files (%s)", how, error.message);
	pd_replacement_drop(&dropped);
	check_old_set("given up before");
	tap_ok(add_set(&restored, &error) && pd_replacement_commit(&restored, &error),
		"%s: they take their places (%s)", how, error.message);
	check_file(at("t/a"), "new a", 0644, "in its place");
	tap_ok(access(at("t/gone"), F_OK) < 0, "%s: one is removed", how);
	tap_ok(pd_replacement_take_back(&restored, &error), "%s: and are taken back",
		how);
	check_old_set("taken back");
	mode_t mask = umask(077);
	tap_ok(add_set(&kept, &error) && pd_replacement_commit(&kept, &error),
		"%s: they are written again", how);
	tap_ok(pd_replacement_keep(&kept, &error), "%s: and kept", how);
	(void)umask(mask);
	check_file(at("t/a"), "new a", 0644, "kept");
	check_file(at("t/out/c"), "new c", 0600, "kept below");
	(void)stat(at("t/out"), &status);
	tap_number(status.st_mode & 07777, 0755, "the directory: whatever the umask");
	tap_number(count_entries(at("t")), 3, "and nothing is left");
}

static void
test_sets(void)
{
	static const int plain[] = {0, EINVAL, ENOSYS};
	for (size_t i = 0; i < PD_COUNT(plain); i++) {
		begin_group();
		crash.plain = plain[i];
		test_set(plain[i] ? strerror(plain[i]) : "renames with flags");
	}
}

/* What cannot be written at the end takes the rest with it. */
static void
test_all_or_none(void)
{
	struct pd_error error = {0};
	begin_group();
	put_text(at("t/a"), "old");
	struct pd_replacement set = {0};
	tap_ok(add_text(&set, at("t/a"), "new", 0644, &error) &&
			add_text(&set, at("t/b"), "new", 0644, &error) &&
			mkdir(at("t/b"), 0755) == 0 &&
			!pd_replacement_commit(&set, &error),
		"one of two places is taken meanwhile");
	tap_has(error.message, "cannot be written", "which is told");
	pd_replacement_drop(&set);
	check_file(at("t/a"), "old", 0600, "the other is as before");
	tap_number(count_entries(at("t")), 2, "and nothing is left");
}

/* What another process has written there since is not taken back with the rest. */
static void
test_written_since(void)
{
	struct pd_error error = {0};
	begin_group();
	put_text(at("t/a"), "old");
	put_text(at("t/b"), "old");
	put_text(at("t/c"), "old");
	struct pd_replacement set = {0};
	must(add_text(&set, at("t/a"), "new", 0644, &error) &&
			add_text(&set, at("t/c"), "new", 0644, &error) &&
			pd_replacement_remove(&set, at("t/b"), &error) &&
			pd_replacement_commit(&set, &error),
		"commit", &error);
	put_text(at("t/theirs"), "theirs");
	must(rename(at("t/theirs"), at("t/a")) == 0, "rename", NULL);
	put_text(at("t/b"), "theirs");
	tap_ok(pd_replacement_take_back(&set, &error), "a set is taken back (%s)",
		error.message);
	check_file(at("t/a"), "theirs", 0600, "what was written since instead");
	check_file(at("t/b"), "theirs", 0600, "and in place of one removed");
	check_file(at("t/c"), "old", 0600, "the rest is as before");
	tap_number(count_entries(at("t")), 3, "and nothing else is left");
}

/* Another process may take the lock of all directories that nobody writes in. */
static long
count_unlocked(int directories)
{
	long count = 0;
	for (int i = 0; i < directories; i++) {
		int one = open(at("t/out/%d", i), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		must(one >= 0, "open", NULL);
		count += flock(one, LOCK_EX | LOCK_NB) == 0;
		(void)close(one);
	}
	return count;
}

/* More than are kept open, unless the system lets us. */
static void
test_many_directories(void)
{
	enum { MANY = 450 };
	struct pd_error error = {0};
	bool good = true;
	begin_group();
	struct pd_replacement set = {0};
	good = pd_replacement_folder(&set, at("t/out"), 0755, 0600, &error);
	for (int i = 0; i < MANY && good; i++)
		good = pd_replacement_folder(
			       &set, at("t/out/%d", i), 0755, 0600, &error) &&
		       add_text(&set, at("t/out/%d/key", i), "key", 0600, &error);
	tap_number(count_unlocked(MANY), 0, "each is locked until all is done");
	tap_ok(good && pd_replacement_commit(&set, &error), "%d directories (%s)", MANY,
		error.message);
	check_file(at("t/out/0/key"), "key", 0600, "the first");
	check_file(at("t/out/%d/key", MANY - 1), "key", 0600, "the last");
	pd_replacement_drop(&set);
	tap_number(count_entries(at("t")), 0, "all of them go again");
}

/* ---- what is left -------------------------------------------------------------------- */

static void
test_leftovers(void)
{
	struct pd_error error = {0};
	begin_group();
	put_text(at("t/.pemdeck-0123456789abcdef.tmp"), "key");
	put_text(at("t/.pemdeck-mine.tmp"), "mine");
	int other = open(at("t"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(flock(other, LOCK_SH) == 0, "flock", NULL);
	tap_ok(write_file(at("t/a"), "a", 0600, PD_KEEP, &error),
		"a file is written where another process writes");
	tap_number(count_entries(at("t")), 3, "whose files stay");
	(void)close(other);
	tap_ok(write_file(at("t/b"), "b", 0600, PD_KEEP, &error),
		"another is written when that is gone");
	tap_number(count_entries(at("t")), 3, "and what it left is gone, too");
	check_file(at("t/.pemdeck-mine.tmp"), "mine", 0600, "what is called otherwise");
}

/* ---- whose directories ------------------------------------------------------------------ */

/* A key for a service is read by its group, and is a secret all the same; whoever writes
 * it need not be root. */
static void
test_secrets(void)
{
	static const struct {
		mode_t mode;
		bool secret;
	} rows[] = {{0600, true}, {0400, true}, {0640, true}, {0660, true},
		{0644, false}, {0604, false}, {0755, false}};
	bool is_root = geteuid() == 0;
	for (size_t i = 0; i < PD_COUNT(rows); i++) {
		must(!is_root || seteuid(NOBODY) == 0, "seteuid", NULL);
		const struct pd_guard guard = pd_guard_for(rows[i].mode, (uid_t)-1);
		must(!is_root || seteuid(0) == 0, "seteuid", NULL);
		tap_ok(guard.is_on == rows[i].secret, "mode %o holds %s", rows[i].mode,
			rows[i].secret ? "a secret" : "none");
	}
}

static void
test_open_directories(void)
{
	static const struct {
		mode_t mode;
		const char *part;
	} rows[] = {
		{0777, "others may write in this directory"},
		{0757, "others may write in this directory"},
		{0775, "others may write in this directory"},
		{01777, "everybody may write in this directory"},
	};
	begin_group();
	must(mkdir(at("t/open"), 0755) == 0 && mkdir(at("t/open/in"), 0755) == 0,
		"open", NULL);
	for (size_t i = 0; i < PD_COUNT(rows); i++) {
		PD_AUTO(pd_drop_text) char *rule = pd_format("mode %o", rows[i].mode);
		must(chown(at("t/open"), (uid_t)-1, geteuid() ? (gid_t)-1 : NOBODY) ==
					0 &&
				chmod(at("t/open"), rows[i].mode) == 0,
			"chmod", NULL);
		if (rows[i].mode == 0775 && geteuid() != 0)
			continue; /* it may be a group of our own */
		check_refused(at("t/open/x"), PD_KEEP, PD_EINPUT, rows[i].part, rule);
		if (rows[i].mode != 01777)
			check_refused(at("t/open/in/x"), PD_KEEP, PD_EINPUT,
				rows[i].part, "also above");
	}
	struct pd_error error = {0};
	tap_ok(write_file(at("t/open/in/x"), "x", 0600, PD_KEEP, &error),
		"what is ours in a sticky one is safe (%s)", error.message);
	begin_group();
	must(mkdir(at("t/open"), 0755) == 0 && chmod(at("t/open"), 01777) == 0, "open",
		NULL);
	struct pd_replacement set = {0};
	tap_ok(pd_replacement_folder(&set, at("t/open/out"), 0755, 0600, &error) &&
			add_text(&set, at("t/open/out/key"), "key", 0600, &error) &&
			pd_replacement_commit(&set, &error),
		"and so is a directory that is made there (%s)", error.message);
	pd_replacement_drop(&set);
}

static void
test_other_owners(void)
{
	begin_group();
	must(mkdir(at("t/his"), 0755) == 0 && mkdir(at("t/his/in"), 0755) == 0 &&
			mkdir(at("t/open"), 0755) == 0 &&
			chmod(at("t/open"), 01777) == 0 &&
			symlink(at("t/ours"), at("t/open/link")) == 0 &&
			mkdir(at("t/ours"), 0755) == 0 &&
			chown(at("t/his"), NOBODY, NOBODY) == 0 &&
			lchown(at("t/open/link"), NOBODY, NOBODY) == 0,
		"his", NULL);
	check_refused(at("t/his/x"), PD_KEEP, PD_EINPUT, "another user (1234)",
		"a directory of another user");
	check_refused(at("t/his/in/x"), PD_KEEP, PD_EINPUT, "another user (1234)",
		"one above");
	check_refused(at("t/open/link/x"), PD_KEEP, PD_EINPUT, "the link link",
		"a link of his in a sticky one");
	struct pd_error error = {0};
	const struct pd_owner his = {NOBODY, (gid_t)-1};
	struct pd_replacement set = {0};
	const struct pd_new_file file = {
		.path = at("t/his/x"), .mode = 0600, .owner = &his};
	tap_ok(pd_replacement_add(&set, &file, &error) &&
			pd_replacement_commit(&set, &error),
		"a file that is to be his is written there (%s)", error.message);
	struct stat status = {0};
	(void)stat(at("t/his/x"), &status);
	tap_number(status.st_uid, NOBODY, "and is his");
	pd_replacement_drop(&set);
	static const char *const callers[][2] = {
		{"SUDO_UID", "1234"}, {"DOAS_USER", "nobody"}, {"PKEXEC_UID", "1234"}};
	for (size_t i = 0; i < PD_COUNT(callers); i++) {
		must(setenv(callers[i][0], callers[i][1], 1) == 0, "setenv", NULL);
		const struct passwd *user = getpwnam("nobody");
		uid_t owner = i == 1 && user != NULL ? user->pw_uid : NOBODY;
		must(chown(at("t/his"), owner, (gid_t)-1) == 0, "chown", NULL);
		error = (struct pd_error){0};
		tap_ok(write_file(at("t/his/x"), "x", 0600, PD_REPLACE, &error),
			"who called root may write to directories of theirs: %s (%s)",
			callers[i][0], error.message);
		must(unsetenv(callers[i][0]) == 0, "unsetenv", NULL);
	}
}

/* su leaves XDG_RUNTIME_DIR to root as it was. */
static void
test_scratch_file(void)
{
	struct pd_error error = {0};
	begin_group();
	must(mkdir(at("t/his"), 0700) == 0 && mkdir(at("t/ours"), 0700) == 0 &&
			chown(at("t/his"), NOBODY, NOBODY) == 0 &&
			setenv("XDG_RUNTIME_DIR", at("t/his"), 1) == 0,
		"his", NULL);
	for (int ours = 0; ours < 2; ours++) {
		struct pd_scratch file = {.directory = -1};
		const char *place = ours ? at("t/ours/") : at("t/his/");
		must(!ours || setenv("XDG_RUNTIME_DIR", at("t/ours"), 1) == 0, "setenv",
			NULL);
		must(pd_scratch_make(&file, "x", (struct pd_bytes){0}, &error),
			"scratch", &error);
		tap_ok((strncmp(file.path, place, strlen(place)) == 0) == (ours != 0),
			"the file for an editor is made %s (%s)",
			ours ? "in a directory of the caller's"
			     : "elsewhere than in one of another user",
			file.path);
		pd_scratch_drop(&file);
		tap_number(count_entries(at(ours ? "t/ours" : "t/his")), 0,
			"and nothing of it stays");
	}
	must(unsetenv("XDG_RUNTIME_DIR") == 0, "unsetenv", NULL);
}

/* ---- what cannot be replaced ---------------------------------------------------------------- */

static void
check_notes(struct pd_replacement *set, const char *rule)
{
	PD_AUTO(pd_drop_text) char *note = pd_replacement_note(set);
	PD_AUTO(pd_drop_text) char *none = pd_replacement_note(set);
	tap_has(note ? note : "", "in one step", "%s: it is told", rule);
	tap_ok(none == NULL, "%s: once", rule);
}

static void
test_mounted_file(void)
{
	struct pd_error error = {0};
	begin_group();
	put_text(at("t/outside"), "old");
	put_text(at("t/file"), "");
	must(mount(at("t/outside"), at("t/file"), "none", MS_BIND, NULL) == 0, "mount",
		NULL);
	struct pd_replacement set = {0};
	tap_ok(add_text(&set, at("t/file"), "new content", 0600, &error) &&
			pd_replacement_commit(&set, &error),
		"a bind-mounted file is written (%s)", error.message);
	check_notes(&set, "a bind-mounted file");
	check_file(at("t/outside"), "new content", 0600, "where it is mounted from");
	tap_ok(pd_replacement_take_back(&set, &error), "it is taken back");
	check_file(at("t/outside"), "old", 0600, "as it was");
	must(chmod(at("t/outside"), 0644) == 0, "chmod", NULL);
	check_refused(at("t/file"), PD_REPLACE, PD_EINPUT, "others may read",
		"a key into a file that others may have open");
	must(chmod(at("t/outside"), 0600) == 0 &&
			link(at("t/outside"), at("t/second")) == 0,
		"link", NULL);
	check_refused(at("t/file"), PD_REPLACE, PD_EINPUT, "other names",
		"one that has another name");
	check_file(at("t/outside"), "old", 0600, "what was refused");
	(void)umount(at("t/file"));
}

static const struct pd_folder_file folder_files[] = {
	{"00000001.0", {(const unsigned char *)"one", 3}},
	{"00000002.0", {(const unsigned char *)"two", 3}},
};

static bool
is_ours(const char *name)
{
	return strlen(name) == 10 && name[8] == '.';
}

static bool
write_folder(
	const char *path, enum pd_replace replace, char **note, struct pd_error *error)
{
	const struct pd_folder folder = {.path = path,
		.files = folder_files,
		.count = PD_COUNT(folder_files),
		.is_ours = is_ours,
		.replace = replace};
	return pd_folder_write(&folder, note, error);
}

static void
check_folder(const char *path, mode_t mode, const char *rule)
{
	struct stat status = {0};
	(void)stat(path, &status);
	tap_number(status.st_mode, S_IFDIR | mode, "%s: the mode", rule);
	PD_AUTO(pd_drop_text) char *one = pd_format("%s/00000001.0", path);
	check_file(one, "one", 0644, rule);
	tap_number(count_entries(path), 2, "%s: the new files and no others", rule);
}

static void
check_folder_write(const char *path, mode_t mode, const char *told, const char *rule)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_text) char *note = NULL;
	PD_AUTO(pd_drop_text) char *old = pd_format("%s/ffffffff.0", path);
	if (access(path, F_OK) == 0)
		put_text(old, "old");
	tap_ok(write_folder(path, PD_REPLACE, &note, &error), "%s: is written (%s)",
		rule, error.message);
	tap_has(note ? note : "", told, "%s: what is told", rule);
	tap_ok(*told != '\0' || note == NULL, "%s: nothing else is", rule);
	check_folder(path, mode, rule);
}

static void
test_folders(void)
{
	begin_group();
	mode_t mask = umask(077);
	check_folder_write(at("t/new"), 0755, "", "a new directory");
	(void)umask(mask);
	must(mkdir(at("t/old"), 0755) == 0 && chmod(at("t/old"), 02750) == 0 &&
			symlink("old", at("t/link")) == 0,
		"old", NULL);
	check_folder_write(at("t/old"), 02750, "", "one that is there");
	check_folder_write(at("t/link"), 02750, "", "one behind a link");
	check_folder_write(at("t/old/."), 02750, "in one step", "one by a dot");
	crash.plain = EINVAL;
	check_folder_write(at("t/old"), 02750, "in one step", "without exchange");
	check_folder_write(at("t/other"), 0755, "", "a new one without flags");
	crash.plain = EXDEV;
	check_folder_write(at("t/old"), 02750, "in one step", "of a lower layer");
	crash.plain = 0;
	tap_number(count_entries(at("t")), 4, "nothing is left beside them");
	put_text(at("t/old/else"), "else");
	struct pd_error error = {0};
	PD_AUTO(pd_drop_text) char *note = NULL;
	tap_ok(!write_folder(at("t/old"), PD_REPLACE, &note, &error),
		"something else in it");
	tap_has(error.message, "something else in this directory: else", "is named");
	check_file(at("t/old/else"), "else", 0600, "and stays");
	struct pd_error loop = {0};
	must(symlink("loop", at("t/loop")) == 0, "a loop", NULL);
	tap_ok(!write_folder(at("t/loop"), PD_REPLACE, &note, &loop) &&
			strstr(loop.message, "Too many levels") != NULL,
		"a link to itself is told as that (%s)", loop.message);
}

static void
test_mounted_folders(void)
{
	begin_group();
	must(mkdir(at("t/outside"), 0755) == 0 && mkdir(at("t/volume"), 0755) == 0 &&
			mount(at("t/outside"), at("t/volume"), "none", MS_BIND, NULL) ==
				0,
		"mount", NULL);
	check_folder_write(at("t/volume"), 0755, "in one step", "a volume");
	check_folder(at("t/outside"), 0755, "where it is mounted from");
	(void)umount(at("t/volume"));

	PD_AUTO(pd_drop_text)
	char *layers = pd_format("lowerdir=%s,upperdir=%s,workdir=%s", at("t/lower"),
		at("t/upper"), at("t/work"));
	must(mkdir(at("t/lower"), 0755) == 0 && mkdir(at("t/lower/certs"), 0755) == 0 &&
			mkdir(at("t/upper"), 0755) == 0 &&
			mkdir(at("t/work"), 0755) == 0 && mkdir(at("t/all"), 0755) == 0,
		"layers", NULL);
	if (mount("overlay", at("t/all"), "overlay", 0, layers) != 0) {
		tap_skip("no overlay can be mounted here");
		return;
	}
	struct pd_error error = {0};
	PD_AUTO(pd_drop_text) char *note = NULL;
	put_text(at("t/all/certs/ffffffff.0"), "old");
	tap_ok(write_folder(at("t/all/certs"), PD_REPLACE, &note, &error),
		"a directory of a lower layer is written (%s)", error.message);
	check_folder(at("t/all/certs"), 0755, "of a lower layer");
	(void)umount(at("t/all"));
}

int
main(void)
{
	scratch_begin();
	must(chmod(scratch, 0755) == 0, "chmod", NULL);
	test_writing();
	test_strange_targets();
	test_nothing_inherited();
	test_full_disk();
	test_sets();
	test_all_or_none();
	test_written_since();
	test_many_directories();
	test_leftovers();
	test_secrets();
	test_open_directories();
	test_folders();
	if (geteuid() == 0) {
		test_other_owners();
		test_scratch_file();
	} else {
		tap_skip("directories of other users need root");
	}
	begin_group();
	if (geteuid() == 0 && mount(at("t"), at("t"), "none", MS_BIND, NULL) == 0) {
		(void)umount(at("t"));
		test_mounted_file();
		test_mounted_folders();
	} else {
		tap_skip("nothing can be mounted here");
	}
	scratch_end();
	return tap_done();
}
