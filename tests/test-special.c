/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "base/array.h"
#include "base/file.h"
#include "base/replace.h"
#include "scratch.h"
#include "tap.h"

/* What somebody puts where root is about to write: pipes, sockets, devices, links, directories,
 * files with other names, owners and modes, in directories of all kinds. Nothing is written
 * into what is no file, no secret goes where others can exchange it, and what was written is
 * as it should be and nothing else. As often as PEMDECK_TRIES says. */

enum { HIS = 1234, OTHERS = 65534, TEXT = 20 };

static unsigned long long chance = 0x9e3779b97f4a7c15U;

static size_t
pick(size_t count)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (size_t)(chance >> 11) % count;
}

/* ---- what is there -------------------------------------------------------------------------- */

enum kind {
	NOTHING,
	PIPE,
	SOCKET,
	DEVICE,
	LINK,
	LOOSE_LINK,
	DIRECTORY,
	TWO_NAMES,
	PLAIN,
	KINDS
};

static void
make_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	must(made >= 0 &&
			bind(made, (struct sockaddr *)&address, sizeof address) == 0 &&
			close(made) == 0,
		path, NULL);
}

static void
make_file(const char *path)
{
	static const mode_t modes[] = {0666, 0644, 0600, 0777, 04755, 0400, 0660, 0};
	static const uid_t owners[] = {0, HIS, OTHERS};
	put_text(path, "old");
	must(chown(path, owners[pick(3)], owners[pick(3)]) == 0 &&
			chmod(path, modes[pick(PD_COUNT(modes))]) == 0,
		path, NULL);
}

static void
make_kind(enum kind kind, const char *path)
{
	bool good = true;
	switch (kind) {
	case NOTHING:
	case KINDS:
		break;
	case PIPE:
		good = mkfifo(path, 0666) == 0 && chmod(path, 0666) == 0;
		break;
	case SOCKET:
		make_socket(path);
		break;
	case DEVICE:
		good = mknod(path, S_IFCHR | 0666, makedev(1, 3)) == 0;
		break;
	case LINK:
		good = symlink(at("precious"), path) == 0;
		break;
	case LOOSE_LINK:
		good = symlink(at("nowhere"), path) == 0;
		break;
	case DIRECTORY:
		good = mkdir(path, 0755) == 0;
		break;
	case TWO_NAMES:
		make_file(path);
		good = link(path, at("second")) == 0;
		break;
	case PLAIN:
		make_file(path);
	}
	must(good, path, NULL);
}

/* ---- one try ---------------------------------------------------------------------------------- */

struct
try {
	enum kind kind;
	mode_t folder_mode, mode;
	uid_t folder_owner, owner;
	enum pd_replace replace;
	bool written;
	struct pd_error error;
};

static struct try
new_try(void)
{
	static const mode_t folders[] = {0755, 0700, 0777, 01777, 0775, 02770};
	static const mode_t modes[] = {0600, 0640, 0644, 0400, 0666};
	return (struct try){
		.kind = (enum kind)pick(KINDS),
		.folder_mode = folders[pick(3) ? 0 : pick(PD_COUNT(folders))],
		.folder_owner = pick(4) ? 0 : HIS,
		.mode = modes[pick(PD_COUNT(modes))],
		.owner = pick(3) ? (uid_t)-1 : HIS,
		.replace = pick(2) ? PD_REPLACE : PD_KEEP,
	};
}

static bool
write_new(struct try *try, const char *path)
{
	const struct pd_owner owner = {try->owner, (gid_t)-1};
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	const struct pd_new_file file = {.path = path,
		.content = {(const unsigned char *)"new secret", 10},
		.mode = try->mode,
		.owner = &owner,
		.replace = try->replace};
	return pd_replacement_add(&set, &file, &try->error) &&
	       pd_replacement_commit(&set, &try->error) &&
	       pd_replacement_keep(&set, &try->error);
}

/* Groups in it are those of another user. */
static bool
is_folder_safe(const struct try *try)
{
	bool his = try->folder_owner == HIS;
	return (try->folder_mode & 0022) == 0 && (!his || try->owner == HIS);
}

static const char *
find_wrong(const struct try *try, const struct stat *before, const char *path)
{
	struct stat after = {0};
	bool there = lstat(path, &after) == 0;
	PD_AUTO(pd_drop_text) char *precious = text_of(at("precious"));
	PD_AUTO(pd_drop_text) char *second = text_of(at("second"));
	if (strcmp(precious, "precious") != 0 || access(at("nowhere"), F_OK) == 0)
		return "what a link leads to was written";
	if (try->kind == TWO_NAMES && strcmp(second, "old") != 0)
		return "another name of a file has the new content";
	if (try->written && !is_folder_safe(try))
		return "written where others can exchange it";
	if (try->written && try->kind != NOTHING && try->kind != PLAIN &&
		try->kind != TWO_NAMES)
		return "written in place of what is no file";
	if (try->written && try->kind != NOTHING && try->replace == PD_KEEP)
		return "replaced what was to be kept";
	if (!try->written &&
		(there != (before->st_ino != 0) ||
			(there && (after.st_ino != before->st_ino ||
					  after.st_mode != before->st_mode ||
					  after.st_uid != before->st_uid))))
		return "refused, and yet changed";
	if (!try->written && try->error.message[0] == '\0')
		return "refused without a word";
	PD_AUTO(pd_drop_text) char *text = try->written ? text_of(path) : NULL;
	if (try->written && (strcmp(text, "new secret") != 0 ||
				    !S_ISREG(after.st_mode) || after.st_nlink != 1))
		return "not what was to be written";
	if (try->written && ((after.st_mode & 07777) != try->mode ||
				    after.st_uid != (try->owner == HIS ? HIS : 0)))
		return "not of the owner and mode that it should have";
	return NULL;
}

static bool
is_left(const char *folder, bool there)
{
	struct dirent **items;
	int count = scandir(folder, &items, NULL, NULL);
	for (int i = 0; i < count; i++)
		free(items[i]);
	free(items);
	return count != 2 + there;
}

static const char *
try_once(struct try *try)
{
	struct stat before = {0}, after;
	unsigned char got[TEXT];
	PD_AUTO(pd_drop_text) char *path = pd_copy(at("t/x"));
	scratch_remove(at("t"));
	(void)unlink(at("second"));
	must(mkdir(at("t"), 0755) == 0, "t", NULL);
	make_kind(try->kind, path);
	must(chown(at("t"), try->folder_owner, HIS) == 0 &&
			chmod(at("t"), try->folder_mode) == 0,
		"t", NULL);
	(void)lstat(path, &before);
	PD_AUTO(pd_drop_descriptor)
	int reader =
		try->kind == PIPE ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1;
	(void)alarm(60); /* a test that hangs is one that fails */
	try->written = write_new(try, path);
	(void)alarm(0);
	const char *wrong = find_wrong(try, &before, path);
	if (wrong == NULL && reader >= 0 && read(reader, got, sizeof got) > 0)
		wrong = "something was written into a pipe";
	if (wrong == NULL && is_left(at("t"), lstat(path, &after) == 0))
		wrong = "something is left beside it";
	return wrong;
}

int
main(void)
{
	const char *wanted = getenv("PEMDECK_TRIES"), *seed = getenv("PEMDECK_SEED");
	long tries = wanted ? atol(wanted) : 300, lost = 0, written = 0;
	if (geteuid() != 0)
		return tap_skip_all("only root can make what belongs to others");
	if (getenv("TMPDIR") == NULL && access("/dev/shm", W_OK | X_OK) == 0)
		must(setenv("TMPDIR", "/dev/shm", 1) == 0, "TMPDIR", NULL);
	if (seed != NULL)
		chance ^= strtoull(seed, NULL, 10) * 0x100000001b3U;
	scratch_begin();
	put_text(at("precious"), "precious");
	for (long i = 0; i < tries; i++) {
		struct try try = new_try();
		const char *wrong = try_once(&try);
		written += try.written;
		if (wrong == NULL)
			continue;
		lost++;
		printf("# %s: kind %d, in a directory of %u, %o, as %o of %d: %s\n",
			wrong, (int)try.kind, try.folder_owner, try.folder_mode,
			try.mode, (int)try.owner, try.error.message);
	}
	tap_ok(lost == 0, "what somebody puts there, %ld tries: %ld harmful", tries,
		lost);
	tap_ok(written > 0 && written < tries, "some of which are written (%ld)",
		written);
	scratch_end();
	return tap_done();
}
