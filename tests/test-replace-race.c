/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <grp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "base/array.h"
#include "base/folder.h"
#include "base/replace.h"
#include "scratch.h"
#include "tap.h"

/* Another user owns the directory that is written in, or may add to it, and exchanges as
 * fast as can be what lies there for links to what is not his. Nothing of that may ever
 * change hands, content or mode. */

enum { HIS = 1234, OURS = 4321, TRIES = 1000, SECONDS = 20 };

/* ---- the attacker ------------------------------------------------------------------ */

/* At times all is as it should be, or nothing would ever be written. */
static void
wait_a_little(void)
{
	const struct timespec pause = {.tv_nsec = rand() % 300000};
	(void)nanosleep(&pause, NULL);
}

/* Puts a link to the victim in the place of name, for a moment. */
static void
exchange_name(const char *name, const char *victim)
{
	if (rename(name, "away") < 0)
		return;
	(void)!symlink(victim, name);
	wait_a_little();
	(void)unlink(name);
	(void)rename("away", name);
	scratch_remove("away");
}

static void
attack(const char *folder, mode_t mode, const char *victim)
{
	must(chdir(folder) == 0, folder, NULL);
	for (;;) {
		DIR *listing = opendir(".");
		for (struct dirent *item;
			listing != NULL && (item = readdir(listing)) != NULL;)
			if (item->d_name[0] != '.' || strlen(item->d_name) > 2)
				exchange_name(item->d_name, victim);
		if (listing != NULL)
			(void)closedir(listing);
		wait_a_little();
		if (access("target", F_OK) < 0 && mkdir("target", 0700) == 0)
			(void)chmod("target", mode);
	}
}

static void
become(uid_t user)
{
	must(setgroups(0, NULL) == 0 && setgid(user) == 0 && setuid(user) == 0,
		"setuid", NULL);
}

static pid_t
start_attack(const char *folder, mode_t mode, const char *victim)
{
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child == 0) {
		become(HIS);
		attack(folder, mode, victim);
	}
	return child;
}

/* ---- the victim ----------------------------------------------------------------------- */

static void
make_victim(const char *path, uid_t owner)
{
	PD_AUTO(pd_drop_text) char *inside = pd_format("%s/deadbeef.0", path);
	must(mkdir(path, 0700) == 0, path, NULL);
	put_text(inside, "precious");
	must(chown(path, owner, owner) == 0 && chown(inside, owner, owner) == 0, path,
		NULL);
}

static bool
is_unharmed(const char *path, uid_t owner)
{
	struct stat folder = {0}, file = {0};
	PD_AUTO(pd_drop_text) char *inside = pd_format("%s/deadbeef.0", path);
	PD_AUTO(pd_drop_text) char *text = text_of(inside);
	return stat(path, &folder) == 0 && stat(inside, &file) == 0 &&
	       folder.st_uid == owner && file.st_uid == owner &&
	       (folder.st_mode & 07777) == 0700 && (file.st_mode & 07777) == 0600 &&
	       strcmp(text, "precious") == 0;
}

/* ---- those who write ------------------------------------------------------------------- */

static bool
is_ours(const char *name)
{
	return strlen(name) == 10 && name[8] == '.';
}

static bool
write_folder(const char *path)
{
	static const struct pd_folder_file files[] = {
		{"00000001.0", {(const unsigned char *)"one", 3}}};
	const struct pd_folder folder = {.path = path,
		.files = files,
		.count = PD_COUNT(files),
		.is_ours = is_ours,
		.replace = PD_REPLACE};
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *note = NULL;
	return pd_folder_write(&folder, &note, &ignored);
}

static bool
write_key(const char *path)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *inside = pd_format("%s/deadbeef.0", path);
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	const struct pd_new_file file = {.path = inside,
		.content = {(const unsigned char *)"key", 3},
		.mode = 0600,
		.replace = PD_REPLACE};
	if (!pd_replacement_folder(&set, path, 0755, 0600, &ignored) ||
		!pd_replacement_add(&set, &file, &ignored) ||
		!pd_replacement_commit(&set, &ignored))
		return false;
	return pd_replacement_keep(&set, &ignored);
}

/* What came of it, in memory that the writing process shares. */
static struct count {
	int tried, written;
} * count;

/* As user, until one of the limits is reached: so many tries, or else these seconds, for which
 * PEMDECK_TRIES gives a number of tries alone. */
static bool
write_often(uid_t user, const char *path, bool (*write)(const char *path))
{
	const char *wanted = getenv("PEMDECK_TRIES");
	const int tries = wanted ? (int)strtol(wanted, NULL, 10) : TRIES;
	time_t end = time(NULL) + SECONDS;
	*count = (struct count){0};
	pid_t child = fork();
	must(child >= 0, "fork", NULL);
	if (child == 0) {
		if (user != 0)
			become(user);
		while (count->tried < tries && (wanted != NULL || time(NULL) < end)) {
			count->written += write(path);
			count->tried++;
		}
		_exit(0);
	}
	int status = 0;
	must(waitpid(child, &status, 0) == child, "waitpid", NULL);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static const struct {
	const char *name;
	uid_t user;  /* who writes */
	mode_t mode; /* of the directory, which is the attacker's or root's */
	uid_t owner;
	const char *sudo; /* who called sudo */
	bool (*write)(const char *path);
} races[] = {
	{"root, a directory, in his", 0, 0755, HIS, NULL, write_folder},
	{"root, a key, in his", 0, 0755, HIS, NULL, write_key},
	{"his sudo, a directory, in his", 0, 0755, HIS, "1234", write_folder},
	{"his sudo, a key, in his", 0, 0755, HIS, "1234", write_key},
	{"root, a directory, in a sticky one", 0, 01777, 0, NULL, write_folder},
	{"another, a directory, in a sticky one", OURS, 01777, 0, NULL, write_folder},
	{"another, a key, in a sticky one", OURS, 01777, 0, NULL, write_key},
	{"another, a directory, in an open one", OURS, 0777, 0, NULL, write_folder},
};

static void
run_race(size_t index)
{
	scratch_remove(at("t"));
	must(mkdir(at("t"), 0755) == 0 && mkdir(at("t/his"), 0700) == 0 &&
			chmod(at("t/his"), races[index].mode) == 0 &&
			chown(at("t/his"), races[index].owner, races[index].owner) == 0,
		"t", NULL);
	make_victim(at("t/victim"), races[index].user);
	if (races[index].sudo != NULL)
		must(setenv("SUDO_UID", races[index].sudo, 1) == 0, "setenv", NULL);
	pid_t attacker =
		start_attack(at("t/his"), races[index].mode & 0777, at("t/victim"));
	bool ended =
		write_often(races[index].user, at("t/his/target"), races[index].write);
	must(kill(attacker, SIGKILL) == 0 && waitpid(attacker, NULL, 0) == attacker,
		"kill", NULL);
	must(unsetenv("SUDO_UID") == 0, "unsetenv", NULL);
	tap_ok(ended && is_unharmed(at("t/victim"), races[index].user),
		"%s: lost in %d tries (%d times written)", races[index].name,
		count->tried, count->written);
}

int
main(void)
{
	if (geteuid() != 0)
		return tap_skip_all("other users need root");
	/* Nothing here is about a disk, and there are thousands of syncs. */
	if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK | X_OK) == 0)
		must(setenv("TMPDIR", "/dev/shm", 1) == 0, "TMPDIR", NULL);
	count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(count != MAP_FAILED, "mmap", NULL);
	scratch_begin();
	must(chmod(scratch, 0755) == 0, "chmod", NULL);
	for (size_t i = 0; i < PD_COUNT(races); i++)
		run_race(i);
	scratch_end();
	return tap_done();
}
