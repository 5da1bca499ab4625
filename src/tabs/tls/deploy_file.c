/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/deploy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

enum { PLACE_LIMIT = 1 << 20, LOOKUP_SIZE = 1 << 16 };

static const uid_t any_user = (uid_t)-1;
static const gid_t any_group = (gid_t)-1;

/* ---- what is there --------------------------------------------------------------- */

static bool
open_directory(struct pd_place *place, struct pd_error *error)
{
	const char *slash = strrchr(place->path, '/');
	PD_AUTO(pd_drop_text)
	char *folder = pd_copy_bytes(
		place->path, slash > place->path ? (size_t)(slash - place->path) : 1);
	struct stat status;
	place->name = pd_copy(slash + 1);
	place->directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place->directory < 0 || fstat(place->directory, &status) < 0)
		return pd_fail_errno(
			error, PD_EIO, folder, _("the directory cannot be opened"));
	/* The sticky bit does not help: who puts the file there first keeps it. */
	if ((status.st_mode & S_IWOTH) != 0)
		return pd_fail(error, PD_EINPUT, folder,
			_("everybody may write in this directory, and so put in a key "
			  "of their own; mend it with chmod o-w"));
	return true;
}

static bool
fail_link(const struct pd_place *place, struct pd_error *error)
{
	char to[256] = "";
	ssize_t size = readlinkat(place->directory, place->name, to, sizeof to - 1);
	PD_AUTO(pd_drop_text)
	char *safe = pd_text_safe(to, size > 0 ? (size_t)size : 0);
	return pd_fail(error, PD_EINPUT, place->path,
		_("it is a symbolic link to %s, and what is there would be lost; name "
		  "that file itself, or remove the link"),
		safe);
}

static bool
read_before(struct pd_place *place, struct pd_error *error)
{
	struct stat status;
	if (fstatat(place->directory, place->name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT || pd_fail_errno(error, PD_EIO, place->path,
						  _("it cannot be looked at"));
	if (S_ISLNK(status.st_mode))
		return fail_link(place, error);
	if (!S_ISREG(status.st_mode))
		return pd_fail(error, PD_EINPUT, place->path,
			_("it is not a regular file; name the file that the service "
			  "reads"));
	place->existed = true;
	place->uid_before = status.st_uid;
	place->gid_before = status.st_gid;
	place->mode_before = status.st_mode & 07777;
	return pd_file_read_at(place->directory, place->name, place->path, PLACE_LIMIT,
		&place->before, error);
}

bool
pd_place_open(struct pd_place *place, const char *path, struct pd_error *error)
{
	*place = (struct pd_place){.path = path, .directory = -1};
	return open_directory(place, error) && read_before(place, error);
}

/* ---- what is wanted -------------------------------------------------------------- */

static bool
read_number(const char *text, unsigned *out)
{
	char *end;
	errno = 0;
	unsigned long number = strtoul(text, &end, 10);
	bool good = *text >= '0' && *text <= '9' && *end == '\0' && errno == 0 &&
		    number < (unsigned)-1;
	if (good)
		*out = (unsigned)number;
	return good;
}

static bool
find_user(const char *name, uid_t *out, struct pd_error *error)
{
	struct passwd entry, *found = NULL;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(1, LOOKUP_SIZE);
	if (read_number(name, out))
		return true;
	if (getpwnam_r(name, &entry, room, LOOKUP_SIZE, &found) != 0 || found == NULL)
		return pd_fail(error, PD_EINPUT, name,
			_("there is no such user on this host; the owner of a deploy "
			  "target is \"user:group\""));
	*out = entry.pw_uid;
	return true;
}

static bool
find_group(const char *name, gid_t *out, struct pd_error *error)
{
	struct group entry, *found = NULL;
	PD_AUTO(pd_drop_text) char *room = pd_alloc(1, LOOKUP_SIZE);
	if (read_number(name, out))
		return true;
	if (getgrnam_r(name, &entry, room, LOOKUP_SIZE, &found) != 0 || found == NULL)
		return pd_fail(error, PD_EINPUT, name,
			_("there is no such group on this host; the owner of a deploy "
			  "target is \"user:group\""));
	*out = entry.gr_gid;
	return true;
}

static bool
find_owner(struct pd_place *place, const char *owner, struct pd_error *error)
{
	place->uid = place->existed ? place->uid_before : any_user;
	place->gid = place->existed ? place->gid_before : any_group;
	if (owner == NULL)
		return true;
	size_t size = strcspn(owner, ":");
	PD_AUTO(pd_drop_text) char *user = pd_copy_bytes(owner, size);
	const char *group = owner[size] == ':' ? owner + size + 1 : "";
	return (*user == '\0' || find_user(user, &place->uid, error)) &&
	       (*group == '\0' || find_group(group, &place->gid, error));
}

bool
pd_place_want(struct pd_place *place, struct pd_bytes content, const char *owner,
	int mode, mode_t fallback, struct pd_error *error)
{
	place->content = content;
	place->mode = place->existed ? place->mode_before : fallback;
	if (mode >= 0)
		place->mode = (mode_t)mode;
	return find_owner(place, owner, error);
}

bool
pd_place_is_changed(const struct pd_place *place)
{
	return !place->existed || place->mode != place->mode_before ||
	       place->uid != place->uid_before || place->gid != place->gid_before ||
	       place->content.size != place->before.size ||
	       memcmp(place->content.data, place->before.data, place->content.size) !=
		       0;
}

/* ---- writing --------------------------------------------------------------------- */

/* Nobody else can open it before it has its owner and mode. */
static bool
make(struct pd_place *place, struct pd_bytes content, uid_t uid, gid_t gid, mode_t mode,
	struct pd_error *error)
{
	uint64_t random = (uint64_t)getpid();
	(void)!getrandom(&random, sizeof random, 0);
	free(place->temporary);
	place->temporary = pd_format(".pemdeck-%016" PRIx64 ".tmp", random);
	int file = openat(place->directory, place->temporary,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file < 0)
		return pd_fail_errno(
			error, PD_EIO, place->path, _("it cannot be written"));
	bool owned =
		(uid == any_user && gid == any_group) || fchown(file, uid, gid) == 0;
	bool good = owned && fchmod(file, mode) == 0 && pd_file_put(file, content) &&
		    fsync(file) == 0;
	int number = errno;
	good = close(file) == 0 && good;
	errno = number;
	if (good)
		return true;
	return pd_fail_errno(error, PD_EIO, place->path,
		owned ? _("it cannot be written")
		      : _("it cannot be given to its owner; run pemdeck as root, or "
			  "leave the owner out"));
}

static bool
put(struct pd_place *place, struct pd_error *error)
{
	if (renameat(place->directory, place->temporary, place->directory,
		    place->name) < 0)
		return pd_fail_errno(
			error, PD_EIO, place->path, _("it cannot be replaced"));
	free(place->temporary);
	place->temporary = NULL;
	return true;
}

bool
pd_place_write(struct pd_place *place, struct pd_error *error)
{
	return !pd_place_is_changed(place) ||
	       make(place, place->content, place->uid, place->gid, place->mode, error);
}

bool
pd_place_commit(struct pd_place *place, struct pd_error *error)
{
	if (place->temporary == NULL)
		return true;
	if (!put(place, error))
		return false;
	place->committed = true;
	return pd_file_sync(place->directory, place->path, error);
}

bool
pd_place_restore(struct pd_place *place, struct pd_error *error)
{
	if (!place->committed)
		return true;
	place->committed = false;
	if (!place->existed)
		return (unlinkat(place->directory, place->name, 0) == 0 ||
			       errno == ENOENT ||
			       pd_fail_errno(error, PD_EIO, place->path,
				       _("it cannot be removed again"))) &&
		       pd_file_sync(place->directory, place->path, error);
	return make(place, pd_secret_bytes(&place->before), place->uid_before,
		       place->gid_before, place->mode_before, error) &&
	       put(place, error) && pd_file_sync(place->directory, place->path, error);
}

void
pd_place_free(struct pd_place *place)
{
	if (place->temporary != NULL)
		(void)unlinkat(place->directory, place->temporary, 0);
	if (place->name != NULL && place->directory >= 0)
		(void)close(place->directory);
	free(place->temporary);
	free(place->name);
	pd_secret_wipe(&place->before);
	*place = (struct pd_place){.directory = -1};
}
