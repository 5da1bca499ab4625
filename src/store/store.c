/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "store/entry.h"
#include "store/files.h"
#include "store/journal.h"
#include "store/key_passphrase.h"
#include "store/there/look.h"
#include "x509/key/key.h"
#include "x509/token/token_file.h"

enum { FORMAT = 1, LOCK_WAIT = 10 * 1000 };

#define SETTINGS "settings.cfg"
#define SETTINGS_STAGE ".settings.new"

/* ---- the directory itself ------------------------------------------------------ */

static void
sync_folder_of(const char *path)
{
	PD_AUTO(pd_drop_text) char *folder = pd_copy(path);
	char *slash = strrchr(folder, '/');
	if (slash != NULL)
		slash[slash == folder] = '\0';
	PD_AUTO(pd_drop_descriptor)
	int parent = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parent >= 0)
		(void)fsync(parent);
}

/* Returns why the first that could not be made was not, or 0. */
static int
make_path(const char *path)
{
	PD_AUTO(pd_drop_text) char *part = pd_copy(path);
	for (char *end = part; *end != '\0';) {
		end += strspn(end, "/");
		end += strcspn(end, "/");
		char kept = *end;
		*end = '\0';
		if (mkdir(part, 0700) == 0)
			sync_folder_of(part);
		else if (errno != EEXIST)
			return errno;
		*end = kept;
	}
	return 0;
}

/* A link that somebody else made may lead to another directory of ours. */
static bool
check_link(const char *path, struct pd_error *error)
{
	struct stat status;
	if (lstat(path, &status) < 0 || !S_ISLNK(status.st_mode) ||
		status.st_uid == geteuid() || status.st_uid == 0)
		return true;
	return pd_fail(error, PD_ESTORE, path,
		_("is a symbolic link that another user made; name the directory "
		  "itself"));
}

static bool
check_folder(int folder, const char *path, struct pd_error *error)
{
	struct stat status;
	if (fstat(folder, &status) < 0)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be read"));
	if (!pd_files_check_owner(path, status.st_uid, "-R ", error))
		return false;
	PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(path);
	if ((status.st_mode & PD_NOT_WRITABLE) != 0)
		return pd_fail(error, PD_ESTORE, path,
			_("other users can write to it; close it to them: chmod 700 "
			  "%s"),
			word);
	if ((status.st_mode & PD_NOT_READABLE) != 0)
		return pd_fail(error, PD_ESTORE, path,
			_("other users can read it; close it to them: chmod 700 %s"),
			word);
	return true;
}

/* What is no directory may be above it, too. */
static bool
fail_to_open(const char *path, enum pd_missing missing, struct pd_error *error)
{
	int number = errno;
	if (number == ENOTDIR && pd_there_at(AT_FDCWD, path, NULL) == PD_THERE_IS)
		return pd_fail(error, PD_ESTORE, path,
			_("the store is a directory, and this is none; name another "
			  "path"));
	errno = number;
	return pd_fail_errno(error, PD_ESTORE, path,
		missing == PD_MISSING_IS_MADE
			? _("the store cannot be opened or made there")
			: _("the store cannot be opened there"));
}

static int
open_path(const char *path, enum pd_missing missing, struct pd_error *error)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 && errno == ENOENT && missing == PD_MISSING_IS_MADE) {
		int reason = make_path(path);
		folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (folder < 0 && reason != 0)
			errno = reason;
	}
	if (folder < 0)
		(void)fail_to_open(path, missing, error);
	return folder;
}

static bool
can_write(int folder)
{
	return faccessat(folder, ".", W_OK | X_OK, AT_EACCESS) == 0;
}

/* ---- a new store --------------------------------------------------------------- */

static bool
is_foreign(const char *name)
{
	static const char *const ours[] = {
		".", "..", "keys", "history", "lock", SETTINGS_STAGE, "lost+found"};
	for (size_t i = 0; i < PD_COUNT(ours); i++)
		if (strcmp(name, ours[i]) == 0)
			return false;
	return true;
}

/* Somebody's home directory must not become a store by a slip. */
static bool
check_empty(const struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_files_list(store->folder, store->path, is_foreign, &names, error))
		return false;
	/* Another process may have made it in this moment. */
	enum pd_there there =
		names.count == 0 ? PD_THERE_IS : pd_files_look(store, SETTINGS, error);
	if (there != PD_THERE_NOT)
		return there == PD_THERE_IS;
	return pd_fail(error, PD_ESTORE, store->path,
		_("the directory holds other files and no settings.cfg, so it is not a "
		  "store; name an empty one, or if it is a store restore its "
		  "settings.cfg"));
}

/* A line of comment is worth more here than the record that libconfig would write. */
static bool
write_settings(const struct pd_store *store, struct pd_error *error)
{
	static const char text[] =
		"# The store of pemdeck; see: pemdeck settings list\n"
		"format = 1;\n";
	struct pd_bytes bytes = {(const unsigned char *)text, sizeof text - 1};
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, SETTINGS);
	bool good = pd_files_unlink(store->folder, SETTINGS_STAGE, PD_UNLINK) ||
		    pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	if (!good ||
		!pd_files_write_at(
			store->folder, SETTINGS_STAGE, shown, bytes, error) ||
		!pd_files_sync_at(store->folder, SETTINGS_STAGE, shown, error))
		return false;
	if (renameat(store->folder, SETTINGS_STAGE, store->folder, SETTINGS) < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be written"));
	return pd_file_sync(store->folder, store->path, error);
}

static bool
make_settings(struct pd_store *store, struct pd_error *error)
{
	enum pd_there there = pd_files_look(store, SETTINGS, error);
	if (there != PD_THERE_NOT)
		return there == PD_THERE_IS;
	if (!check_empty(store, error))
		return false;
	if (store->read_only && can_write(store->folder))
		return pd_fail(error, PD_ESTORE, store->path,
			_("no store yet; the first command that uses it makes one, "
			  "such as pemdeck ssl show"));
	if (store->read_only)
		return pd_fail(error, PD_ESTORE, store->path,
			_("no store yet and none can be made: the directory is "
			  "read-only; name one that you can write to"));
	PD_AUTO(pd_journal_unlock)
	int lock = pd_journal_lock(store, store->wait, error);
	if (lock < 0)
		return false;
	there = pd_files_look(store, SETTINGS, error);
	return there == PD_THERE_IS ||
	       (there == PD_THERE_NOT && write_settings(store, error));
}

/* ---- opening ------------------------------------------------------------------- */

static int
open_part(struct pd_store *store, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, name);
	if (!store->read_only && mkdirat(store->folder, name, 0700) < 0 &&
		errno != EEXIST) {
		(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be made"));
		return -1;
	}
	int folder = openat(
		store->folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		(void)pd_fail_errno(error, PD_ESTORE, shown,
			_("the directory cannot be opened, without which this is not a "
			  "store"));
	if (folder >= 0 && !check_folder(folder, shown, error)) {
		(void)close(folder);
		return -1;
	}
	return folder;
}

bool
pd_store_check_format(const struct pd_record *settings, const char *shown,
	enum pd_format_is need, struct pd_error *error)
{
	int64_t fallback = need == PD_FORMAT_MAY_MISS ? FORMAT : 0;
	int64_t format = pd_record_number(settings, "format", fallback);
	if (format > FORMAT)
		return pd_fail(error, PD_ESTORE, shown,
			_("was made by a newer pemdeck (format %jd, this one knows "
			  "%d); install that version"),
			(intmax_t)format, FORMAT);
	return format == FORMAT ||
	       pd_fail(error, PD_ESTORE, shown,
		       _("the format of the store is missing or wrong; there must be "
			 "a line: format = %d;"),
		       FORMAT);
}

static bool
check_store_format(struct pd_store *store, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, SETTINGS);
	PD_AUTO(pd_drop_record)
	struct pd_record *settings = pd_store_load(store, "settings", error);
	return settings != NULL &&
	       pd_store_check_format(settings, shown, PD_FORMAT_IS_THERE, error);
}

/* Whoever holds the lock is alive and has recovered before anything else, so nobody
 * waits for it here. */
static bool
recover_store(struct pd_store *store, struct pd_error *error)
{
	if (store->read_only || !pd_journal_needs_recovery(store, error))
		return error->code == PD_OK;
	struct pd_error busy = {0};
	PD_AUTO(pd_journal_unlock) int lock = pd_journal_lock(store, 0, &busy);
	return lock < 0 || pd_journal_recover(store, error);
}

static bool
open_store(struct pd_store *store, struct pd_error *error)
{
	if (!check_link(store->path, error))
		return false;
	store->folder = open_path(store->path,
		store->read_only ? PD_MISSING_FAILS : PD_MISSING_IS_MADE, error);
	if (store->folder < 0 || !check_folder(store->folder, store->path, error))
		return false;
	store->read_only = store->read_only || !can_write(store->folder);
	if (!make_settings(store, error) || !check_store_format(store, error))
		return false;
	store->keys = open_part(store, "keys", error);
	if (store->keys < 0)
		return false;
	store->history = open_part(store, "history", error);
	if (store->history < 0)
		return false;
	store->read_only = store->read_only || !can_write(store->history);
	return recover_store(store, error);
}

/* ---- one to come --------------------------------------------------------------- */

static bool
is_in_the_way(const char *name)
{
	static const char *const fine[] = {".", "..", "lock", "lost+found"};
	for (size_t i = 0; i < PD_COUNT(fine); i++)
		if (strcmp(name, fine[i]) == 0)
			return false;
	return true;
}

bool
pd_store_check_empty(const char *path, int folder, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_files_list(folder, path, is_in_the_way, &names, error))
		return false;
	if (names.count == 0)
		return true;
	PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(path);
	for (size_t i = 0; i < names.count; i++)
		if (strcmp(names.items[i], SETTINGS) == 0)
			return pd_fail(error, PD_ESTATE, path,
				_("there is a store already, which is not written "
				  "over; name another directory, or move this one "
				  "away: mv %s %s.before"),
				word, word);
	return pd_fail(error, PD_ESTATE, path,
		_("there is something in this directory; name an empty one, or one "
		  "that is not there yet"));
}

int
pd_store_open_empty(const char *path, struct pd_error *error)
{
	if (!check_link(path, error))
		return -1;
	PD_AUTO(pd_drop_descriptor)
	int folder = open_path(path, PD_MISSING_IS_MADE, error);
	if (folder < 0 || !check_folder(folder, path, error) ||
		!pd_store_check_empty(path, folder, error))
		return -1;
	int opened = folder;
	folder = -1;
	return opened;
}

static char *
without_slash(const char *path)
{
	size_t size = strlen(path);
	while (size > 1 && path[size - 1] == '/')
		size--;
	return pd_copy_bytes(path, size);
}

enum use { TO_CHANGE, TO_READ };

static struct pd_store *
open_new_store(const char *path, enum use use, struct pd_error *error)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = pd_alloc(1, sizeof *store);
	store->path = without_slash(path);
	store->folder = store->keys = store->history = -1;
	store->unlocked = pd_unlocked_new();
	store->wait = LOCK_WAIT;
	store->read_only = use == TO_READ;
	if (!open_store(store, error))
		return NULL;
	return pd_steal(store);
}

struct pd_store *
pd_store_open(const char *path, struct pd_error *error)
{
	return open_new_store(path, TO_CHANGE, error);
}

struct pd_store *
pd_store_open_to_read(const char *path, struct pd_error *error)
{
	return open_new_store(path, TO_READ, error);
}

void
pd_store_free(struct pd_store *store)
{
	if (store == NULL)
		return;
	pd_drop_descriptor(&store->folder);
	pd_drop_descriptor(&store->keys);
	pd_drop_descriptor(&store->history);
	pd_unlocked_free(store->unlocked);
	free(store->path);
	free(store);
}

void
pd_store_set_wait(struct pd_store *store, long seconds)
{
	store->wait = (int)(seconds * 1000);
}

const char *
pd_store_path(const struct pd_store *store)
{
	return store->path;
}

bool
pd_store_is_read_only(const struct pd_store *store)
{
	return store->read_only;
}

bool
pd_store_is_new(const struct pd_store *store)
{
	struct pd_error ignored = {0};
	long newest = 0;
	return pd_entry_newest(store, &newest, &ignored) && newest == 0;
}

bool
pd_store_is_untouched(const struct pd_store *store)
{
	struct pd_error ignored = {0};
	long newest = 0;
	return pd_entry_newest(store, &newest, &ignored) && newest <= 1;
}

/* ---- reading ------------------------------------------------------------------- */

static char *
record_file(const char *path, struct pd_error *error)
{
	return pd_files_check_path(path, error) ? pd_format("%s.cfg", path) : NULL;
}

struct pd_record *
pd_store_load(struct pd_store *store, const char *path, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *file = record_file(path, error);
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (file == NULL || !pd_files_read(store, file, &text, error))
		return NULL;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file);
	/* Of the settings a missing line is told, which may be written. */
	if (strchr(path, '/') != NULL &&
		!pd_record_check_filled(pd_secret_bytes(&text), shown, error))
		return NULL;
	return pd_record_parse(pd_secret_bytes(&text), shown, error);
}

bool
pd_store_has(struct pd_store *store, const char *path)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *file = record_file(path, &ignored);
	return file != NULL &&
	       (pd_files_exists(store, file) || pd_files_exists(store, path));
}

bool
pd_store_load_file(struct pd_store *store, const char *path, struct pd_secret *out,
	struct pd_error *error)
{
	return pd_files_check_path(path, error) &&
	       pd_files_read(store, path, out, error);
}

int
pd_store_open_file(struct pd_store *store, const char *path, struct pd_error *error)
{
	size_t size = 0;
	if (!pd_files_check_path(path, error))
		return -1;
	PD_AUTO(pd_drop_descriptor)
	int folder = pd_files_folder(store, path, PD_MISSING_FAILS, error);
	return folder < 0 ? -1 : pd_files_open_from(store, folder, path, &size, error);
}

/* ---- keys ---------------------------------------------------------------------- */

static char *
key_file(const char *key_id)
{
	bool good = strlen(key_id) == PD_KEY_ID_SIZE - 1 &&
		    strspn(key_id, "0123456789abcdef") == PD_KEY_ID_SIZE - 1;
	return good ? pd_format("keys/%s.pem", key_id) : NULL;
}

bool
pd_store_has_key(struct pd_store *store, const char *key_id)
{
	PD_AUTO(pd_drop_text) char *file = key_file(key_id);
	return file != NULL && pd_files_exists(store, file);
}

bool
pd_store_lacks_key(struct pd_store *store, const char *key_id)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *file = key_file(key_id);
	return file == NULL || pd_files_look(store, file, &ignored) == PD_THERE_NOT;
}

static bool
read_key_file(struct pd_store *store, const char *key_id, struct pd_secret *pem,
	char **shown, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *file = key_file(key_id);
	enum pd_there there =
		file != NULL ? pd_files_look(store, file, error) : PD_THERE_NOT;
	if (there == PD_THERE_UNKNOWN)
		return false;
	if (there == PD_THERE_NOT)
		return pd_fail(error, PD_ESTATE, key_id,
			_("the store does not hold the private key of this public "
			  "key"));
	*shown = pd_files_shown(store, file);
	return pd_files_read(store, file, pem, error);
}

/* One that is damaged or open to others is neither encrypted nor not; doctor tells of it. */
static bool
look_into_key(struct pd_store *store, const char *key_id, struct pd_secret *pem)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *shown = NULL;
	if (read_key_file(store, key_id, pem, &shown, &problem))
		return true;
	if (problem.code == PD_EIO)
		pd_doubts_add(&problem);
	return false;
}

bool
pd_store_key_is_encrypted(struct pd_store *store, const char *key_id)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	return look_into_key(store, key_id, &pem) &&
	       pd_key_pem_is_encrypted(pd_secret_bytes(&pem));
}

bool
pd_store_key_is_open(struct pd_store *store, const char *key_id)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	return look_into_key(store, key_id, &pem) &&
	       pd_key_file_is_open(pd_secret_bytes(&pem));
}

static bool
look_into_token(struct pd_store *store, const char *key_id, struct pd_secret *pem)
{
	return look_into_key(store, key_id, pem) &&
	       pd_token_file_is(pd_secret_bytes(pem));
}

bool
pd_store_key_is_in_token(struct pd_store *store, const char *key_id)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	return look_into_token(store, key_id, &pem);
}

char *
pd_store_key_url(struct pd_store *store, const char *key_id)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	return look_into_token(store, key_id, &pem)
		       ? pd_token_file_url(pd_secret_bytes(&pem), key_id, &ignored)
		       : NULL;
}

struct pd_key *
pd_store_load_key(struct pd_store *store, const char *key_id,
	const struct pd_secret *passphrase, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	PD_AUTO(pd_drop_text) char *shown = NULL;
	if (!read_key_file(store, key_id, &pem, &shown, error))
		return NULL;
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_store_open_key(
		store, pd_secret_bytes(&pem), passphrase, shown, error);
	if (key == NULL || strcmp(pd_key_id(key), key_id) == 0)
		return pd_steal(key);
	(void)pd_fail(error, PD_ESTORE, shown,
		_("the file holds another key than its name says; restore it from a "
		  "backup"));
	return NULL;
}
