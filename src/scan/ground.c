/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/ground.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/array.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "x509/read/shape.h"

enum { MOST_UNREAD = 200, MOST_NAMES = 20000, MAX_RETRIES = 5, HEAD = 4096 };

/* ---- opening --------------------------------------------------------------------- */

static int
open_in(const struct pd_ground *ground, const char *path, int flags)
{
	struct open_how how = {.flags = (unsigned)flags | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS};
	long file = -1;
	for (int i = 0; i < MAX_RETRIES; i++) {
		file = syscall(SYS_openat2, ground->descriptor, path, &how, sizeof how);
		if (file >= 0 || errno != EAGAIN)
			break;
	}
	/* All is below the root of the system, also where the kernel does not know the call,
	 * or a container forbids it. */
	if (file < 0 && (errno == ENOSYS || errno == EPERM) &&
		strcmp(ground->root, "/") == 0)
		return open(path, flags | O_CLOEXEC);
	return (int)file;
}

bool
pd_ground_open(const char *root, struct pd_ground *out, struct pd_error *error)
{
	const char *from = root != NULL ? root : "/";
	PD_AUTO(pd_drop_descriptor)
	int folder = open(from, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return pd_fail_errno(error, PD_EINPUT, from, _("cannot be opened"));
	*out = (struct pd_ground){.root = pd_copy(from),
		.descriptor = folder,
		.left = {.looks = 200000, .bytes = (size_t)256 << 20, .seconds = 60}};
	PD_AUTO(pd_drop_descriptor) int again = open_in(out, "/", O_PATH);
	folder = -1;
	return again >= 0 || pd_fail_errno(error, PD_EINPUT, from,
				     _("cannot be scanned as a root of its own"));
}

void
pd_ground_free(struct pd_ground *ground)
{
	for (size_t i = 0; i < ground->unread_count; i++) {
		free(ground->unread[i].path);
		free(ground->unread[i].why);
	}
	free(ground->unread);
	if (ground->root != NULL)
		pd_drop_descriptor(&ground->descriptor);
	free(ground->root);
	*ground = (struct pd_ground){.descriptor = -1};
}

/* ---- what is left and what was left out ------------------------------------------ */

void
pd_ground_note(struct pd_ground *ground, const char *path, const char *why)
{
	if (ground->unread_count == MOST_UNREAD) {
		ground->unread_more++;
		return;
	}
	ground->unread = pd_grow_by_one(
		ground->unread, ground->unread_count, sizeof *ground->unread);
	ground->unread[ground->unread_count++] =
		(struct pd_unread){pd_text_safe_string(path), pd_text_safe_string(why)};
}

void
pd_ground_note_number(struct pd_ground *ground, const char *path, int number)
{
	switch (number) {
	case 0:
		return;
	case EFBIG:
		pd_ground_note(ground, path, _("the file is too large to be read"));
		return;
	case EINVAL:
		pd_ground_note(ground, path, _("this is not a regular file on a disk"));
		return;
	case ECANCELED:
		return;
	default:
		pd_ground_note(ground, path, strerror(number));
	}
}

bool
pd_ground_is_over(struct pd_ground *ground)
{
	bool cancelled = ground->cancelled != NULL && atomic_load(ground->cancelled);
	if (ground->deadline == 0)
		ground->deadline =
			pd_milliseconds_now() + (int64_t)ground->left.seconds * 1000;
	if (ground->is_over || cancelled)
		return true;
	const char *why =
		pd_milliseconds_now() >= ground->deadline
			? _("the time limit was reached; the rest was not examined")
		: ground->left.looks == 0
			? _("there are too many files; the rest was not examined")
		: ground->left.bytes == 0
			? _("there is too much to read; the rest was not examined")
			: NULL;
	if (why == NULL)
		return false;
	ground->is_over = true;
	pd_ground_note(ground, ground->root, why);
	return true;
}

/* One look more; false: none is left. */
static bool
spend_look(struct pd_ground *ground)
{
	if (pd_ground_is_over(ground))
		return false;
	ground->left.looks--;
	return true;
}

/* ---- looking --------------------------------------------------------------------- */

/* The kernel's own file systems have files that do something when they are read, or never
 * end. */
static bool
is_of_kernel(int file)
{
	static const long kinds[] = {PROC_SUPER_MAGIC, SYSFS_MAGIC, DEBUGFS_MAGIC,
		TRACEFS_MAGIC, CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC,
		SECURITYFS_MAGIC, BPF_FS_MAGIC, DEVPTS_SUPER_MAGIC, EFIVARFS_MAGIC};
	struct statfs system;
	if (fstatfs(file, &system) < 0)
		return true;
	for (size_t i = 0; i < PD_COUNT(kinds); i++)
		if ((unsigned long)system.f_type == (unsigned long)kinds[i])
			return true;
	return false;
}

int
pd_ground_look(struct pd_ground *ground, const char *path, struct stat *status)
{
	if (!spend_look(ground))
		return ECANCELED;
	PD_AUTO(pd_drop_descriptor) int file = open_in(ground, path, O_PATH);
	if (file < 0 || fstat(file, status) < 0)
		return errno;
	return 0;
}

bool
pd_ground_is_link(struct pd_ground *ground, const char *path)
{
	struct stat status;
	PD_AUTO(pd_drop_descriptor)
	int file = open_in(ground, path, O_PATH | O_NOFOLLOW);
	return file >= 0 && fstat(file, &status) == 0 && S_ISLNK(status.st_mode);
}

/* Where the link of that path leads; NULL: it is none. free() it. */
static char *
read_ground_link(struct pd_ground *ground, const char *path)
{
	char target[PATH_MAX];
	PD_AUTO(pd_drop_descriptor)
	int file = open_in(ground, path, O_PATH | O_NOFOLLOW);
	ssize_t size = file < 0 ? -1 : readlinkat(file, "", target, sizeof target);
	return size > 0 && size < (ssize_t)sizeof target
		       ? pd_copy_bytes(target, (size_t)size)
		       : NULL;
}

/* Takes the first part off rest, which may begin with slashes; NULL: there is none. */
static char *
take_part(char **rest)
{
	char *part = *rest + strspn(*rest, "/");
	size_t size = strcspn(part, "/");
	if (size == 0)
		return NULL;
	*rest = part + size + (part[size] == '/');
	part[size] = '\0';
	return part;
}

static void
go_up(char *path)
{
	char *slash = strrchr(path, '/');
	if (slash != NULL)
		*slash = '\0';
}

/* A part at a time, for /proc, which would tell it of an open file, is not everywhere. */
char *
pd_ground_real(struct pd_ground *ground, const char *path)
{
	enum { MOST_LINKS = 40 };
	PD_AUTO(pd_drop_text) char *real = pd_copy("");
	PD_AUTO(pd_drop_text) char *ahead = pd_copy(path);
	char *rest = ahead;
	for (size_t links = 0; links <= MOST_LINKS;) {
		char *part = take_part(&rest);
		if (part == NULL) {
			PD_AUTO(pd_drop_descriptor)
			int file = open_in(ground, *real ? real : "/", O_PATH);
			return file < 0 ? NULL : pd_copy(*real ? real : "/");
		}
		if (strcmp(part, "..") == 0)
			go_up(real);
		if (strcmp(part, ".") == 0 || strcmp(part, "..") == 0)
			continue;
		PD_AUTO(pd_drop_text) char *below = pd_format("%s/%s", real, part);
		PD_AUTO(pd_drop_text) char *target = read_ground_link(ground, below);
		if (target == NULL || *target == '/') {
			free(real);
			real = target == NULL ? pd_steal(below) : pd_copy("");
		}
		if (target == NULL)
			continue;
		links++;
		char *next = pd_format("%s/%s", target, rest);
		free(ahead);
		rest = ahead = next;
	}
	return NULL;
}

bool
pd_ground_is_open(struct pd_ground *ground, const char *path)
{
	struct stat status;
	PD_AUTO(pd_drop_text) char *real = pd_ground_real(ground, path);
	if (real == NULL || pd_ground_look(ground, real, &status) != 0 ||
		(status.st_mode & S_IROTH) == 0)
		return false;
	for (char *end = strrchr(real, '/'); end != NULL && end != real;
		end = strrchr(real, '/')) {
		*end = '\0';
		if (pd_ground_look(ground, real, &status) != 0 ||
			(status.st_mode & S_IXOTH) == 0)
			return false;
	}
	return true;
}

/* ---- reading --------------------------------------------------------------------- */

/* The beginning of PEM text, of DER, or of a keystore of Java. */
static bool
begins_well(const unsigned char *bytes, size_t size)
{
	static const unsigned char stores[][4] = {
		{0xfe, 0xed, 0xfe, 0xed}, {0xce, 0xce, 0xce, 0xce}};
	static const char pem[] = "-----BEGIN ";
	if (size >= 4 &&
		(memcmp(bytes, stores[0], 4) == 0 || memcmp(bytes, stores[1], 4) == 0))
		return true;
	if (pd_shape_is_der((struct pd_bytes){bytes, size}))
		return true;
	return memmem(bytes, size, pem, sizeof pem - 1) != NULL;
}

/* It was a regular file a moment ago. */
static int
open_regular_in(struct pd_ground *ground, const char *path, struct stat *status)
{
	PD_AUTO(pd_drop_descriptor) int place = open_in(ground, path, O_PATH);
	if (place < 0 || fstat(place, status) < 0)
		return -1;
	if (!S_ISREG(status->st_mode) || is_of_kernel(place)) {
		errno = S_ISDIR(status->st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	struct stat now;
	PD_AUTO(pd_drop_descriptor)
	int file = open_in(ground, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (file < 0)
		return -1;
	if (fstat(file, &now) < 0 || now.st_ino != status->st_ino ||
		now.st_dev != status->st_dev) {
		errno = EINVAL;
		return -1;
	}
	int opened = file;
	file = -1;
	return opened;
}

static int
read_rest(struct pd_ground *ground, int file, const char *path, size_t limit,
	struct pd_secret *out)
{
	struct pd_error problem = {0};
	size_t most = limit < ground->left.bytes ? limit : ground->left.bytes;
	if (lseek(file, 0, SEEK_SET) < 0)
		return errno;
	if (!pd_file_read_fd(file, path, most, out, &problem))
		return problem.code == PD_EINPUT ? EFBIG : EIO;
	ground->left.bytes -= out->size;
	return 0;
}

int
pd_ground_read(struct pd_ground *ground, const char *path, size_t limit,
	enum pd_ground_want want, struct pd_secret *out)
{
	struct stat status;
	struct pd_error problem = {0};
	unsigned char head[HEAD];
	size_t got = 0;
	if (!spend_look(ground))
		return ECANCELED;
	PD_AUTO(pd_drop_descriptor) int file = open_regular_in(ground, path, &status);
	if (file < 0)
		return errno;
	if (want == PD_GROUND_CERTIFICATES) {
		bool read = pd_file_fill(file, path, head, sizeof head, &got, &problem);
		bool good = read && begins_well(head, got);
		pd_wipe(head, sizeof head);
		if (!good)
			return read ? ENODATA : EIO;
	}
	if ((uintmax_t)status.st_size > limit)
		return EFBIG;
	return read_rest(ground, file, path, limit, out);
}

/* ---- folders --------------------------------------------------------------------- */

static bool
add_listed(void *names, int directory, const char *name)
{
	(void)directory;
	struct pd_names *out = names;
	if (out->count == MOST_NAMES)
		return false;
	pd_names_add(out, name);
	return true;
}

int
pd_ground_list(struct pd_ground *ground, const char *path, struct pd_names *out)
{
	if (!spend_look(ground))
		return ECANCELED;
	PD_AUTO(pd_drop_descriptor)
	int folder = open_in(ground, path, O_RDONLY | O_DIRECTORY | O_NONBLOCK);
	if (folder < 0)
		return errno;
	if (is_of_kernel(folder))
		return EINVAL;
	if (!pd_directory_list(folder, add_listed, out))
		return errno != 0 ? errno : EIO;
	if (out->count == MOST_NAMES)
		pd_ground_note(ground, path,
			_("the folder has too many files; only some were examined"));
	pd_names_sort(out);
	return 0;
}
