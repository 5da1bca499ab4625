/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/deploy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/accounts.h"

enum { FILE_LIMIT = 1 << 20 };

/* ---- whose it is to be ------------------------------------------------------------- */

static bool
find_user(const char *name, uid_t *out, struct pd_error *error)
{
	enum pd_there there =
		pd_account_number(name, out) ? PD_THERE_IS : pd_account_user(name, out);
	if (there == PD_THERE_UNKNOWN)
		return pd_fail_errno(error, PD_EIO, name, _("cannot be looked up"));
	return there == PD_THERE_IS ||
	       pd_fail(error, PD_EINPUT, name,
		       _("no such user on this host; the owner of a deploy target is "
			 "\"user:group\""));
}

static bool
find_group(const char *name, gid_t *out, struct pd_error *error)
{
	enum pd_there there = pd_account_number(name, out)
				      ? PD_THERE_IS
				      : pd_account_group(name, out);
	if (there == PD_THERE_UNKNOWN)
		return pd_fail_errno(error, PD_EIO, name, _("cannot be looked up"));
	return there == PD_THERE_IS ||
	       pd_fail(error, PD_EINPUT, name,
		       _("no such group on this host; the owner of a deploy target is "
			 "\"user:group\""));
}

/* "user", "user:group" or ":group", by name or number. */
static bool
find_owner(const char *text, struct pd_owner *out, struct pd_error *error)
{
	*out = (struct pd_owner){(uid_t)-1, (gid_t)-1};
	if (text == NULL)
		return true;
	size_t size = strcspn(text, ":");
	PD_AUTO(pd_drop_text) char *user = pd_copy_bytes(text, size);
	const char *group = text[size] == ':' ? text + size + 1 : "";
	return (*user == '\0' || find_user(user, &out->uid, error)) &&
	       (*group == '\0' || find_group(group, &out->gid, error));
}

/* ---- what is there --------------------------------------------------------------- */

/* Anything that is no regular file is refused when the new one is added. */
static bool
read_before(struct pd_deploy_file *file, int directory, struct pd_error *error)
{
	struct stat status;
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(file->wanted.path);
	if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return errno == ENOENT ||
		       pd_fail_errno(error, PD_EIO, file->wanted.path,
			       _("cannot be looked at"));
	if (!S_ISREG(status.st_mode))
		return pd_replace_check(directory, &file->wanted, error);
	file->existed = true;
	file->uid_before = status.st_uid;
	file->gid_before = status.st_gid;
	file->mode_before = status.st_mode & 0777;
	return pd_file_read_at(
		directory, name, file->wanted.path, FILE_LIMIT, &file->before, error);
}

static bool
is_private(const struct pd_deploy_file *file)
{
	return (file->mode_before & 077) == 0 &&
	       (file->uid_before == 0 || file->uid_before == geteuid());
}

/* What the target leaves open. Whoever could read the key before is not to read the next
 * one by chance. */
static void
choose_owner_and_mode(struct pd_deploy_file *file,
	const struct pd_deploy_target *target, enum pd_deploy_kind kind)
{
	bool keeps =
		file->existed && (kind == PD_DEPLOY_CERTIFICATE || is_private(file));
	if (target->mode >= 0)
		file->wanted.mode = (mode_t)target->mode;
	else if (keeps)
		file->wanted.mode = file->mode_before;
	bool loses_bits =
		target->mode < 0 && (file->mode_before & 077 & ~file->wanted.mode) != 0;
	bool loses_owner =
		file->owner.uid == (uid_t)-1 && file->uid_before != geteuid();
	file->loses_mode = file->existed && !keeps && (loses_bits || loses_owner);
	if (keeps && file->owner.uid == (uid_t)-1)
		file->owner.uid = file->uid_before;
	if (keeps && file->owner.gid == (gid_t)-1)
		file->owner.gid = file->gid_before;
}

bool
pd_deploy_file_open(struct pd_deploy_file *file, struct pd_replacement *set,
	const struct pd_deploy_target *target, enum pd_deploy_kind kind,
	struct pd_bytes content, struct pd_error *error)
{
	bool is_key = kind == PD_DEPLOY_KEY;
	file->wanted = (struct pd_new_file){
		.path = is_key ? target->key : target->certificate,
		.content = content,
		.mode = is_key ? 0600 : 0644,
		.replace = PD_REPLACE,
		.owner = &file->owner,
	};
	if (!find_owner(target->owner, &file->owner, error))
		return false;
	int directory = pd_replacement_directory(set, &file->wanted, error);
	if (directory < 0 || !read_before(file, directory, error))
		return false;
	choose_owner_and_mode(file, target, kind);
	return true;
}

static bool
is_other(uid_t wanted, uid_t before, uid_t own)
{
	return (wanted == (uid_t)-1 ? own : wanted) != before;
}

bool
pd_deploy_file_is_changed(const struct pd_deploy_file *file)
{
	const struct pd_bytes content = file->wanted.content;
	return !file->existed || file->wanted.mode != file->mode_before ||
	       is_other(file->owner.uid, file->uid_before, geteuid()) ||
	       is_other(file->owner.gid, file->gid_before, getegid()) ||
	       content.size != file->before.size ||
	       memcmp(content.data, file->before.data, content.size) != 0;
}

void
pd_deploy_file_free(struct pd_deploy_file *file)
{
	pd_secret_wipe(&file->before);
}
