/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/text.h"
#include "base/there/there.h"
#include "store/entry.h"
#include "store/files.h"
#include "store/key_passphrase.h"
#include "store/purge.h"
#include "store/store.h"
#include "x509/key/key.h"
#include "x509/token/token_file.h"

void
pd_store_faults_free(struct pd_store_faults *flaws)
{
	for (size_t i = 0; i < flaws->count; i++) {
		free(flaws->items[i].path);
		free(flaws->items[i].problem);
		free(flaws->items[i].remedy);
	}
	free(flaws->items);
	*flaws = (struct pd_store_faults){0};
}

/* A parser names the line of a file, too. */
static bool
is_in_file(const char *place, const char *file)
{
	size_t size = strlen(file);
	return strncmp(place, file, size) == 0 &&
	       (place[size] == '\0' ||
		       (place[size] == ':' && place[size + 1] != '\0' &&
			       place[size + 1 +
				       strspn(place + size + 1, "0123456789")] ==
				       '\0'));
}

/* What is in a directory that does not open cannot be read for that reason. */
static bool
is_hidden(const struct pd_store_fault *folder, const char *path)
{
	size_t size = strlen(folder->path);
	return (strcmp(folder->kind, "withheld") == 0 ||
		       strcmp(folder->kind, "unopened") == 0) &&
	       strncmp(path, folder->path, size) == 0 && path[size] == '/';
}

void
pd_store_faults_add(struct pd_store_faults *flaws, const char *kind, const char *path,
	const char *problem, const char *remedy)
{
	for (size_t i = 0; i < flaws->count; i++)
		if (is_in_file(flaws->items[i].path, path) ||
			is_hidden(&flaws->items[i], path))
			return;
	if (flaws->count == flaws->room) {
		flaws->room = flaws->room ? 2 * flaws->room : 8;
		flaws->items = pd_grow(flaws->items, flaws->room, sizeof *flaws->items);
	}
	flaws->items[flaws->count++] = (struct pd_store_fault){
		kind, pd_copy(path), pd_copy(problem), pd_copy(remedy)};
}

char *
pd_store_shell_word(const char *path)
{
	return pd_files_shell_word(path);
}

/* One with a remedy made of a command and the path. */
static void
add_fault(struct pd_store_faults *flaws, const char *kind, const char *path,
	const char *problem, const char *command)
{
	PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(path);
	PD_AUTO(pd_drop_text) char *remedy = pd_format("%s %s", command, word);
	pd_store_faults_add(flaws, kind, path, problem, remedy);
}

/* ---- the files themselves ---------------------------------------------------------- */

enum { DEEPEST = 4 };

/* Where a walk is: below the store, "" or "keys" or "ssl/issued". */
struct place {
	const char *root, *below;
	int folder, depth;
	struct pd_store_faults *out;
};

static bool
every(const char *name)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static bool
ends_with(const char *name, const char *end)
{
	size_t size = strlen(name), tail = strlen(end);
	return size > tail && strcmp(name + size - tail, end) == 0;
}

static bool
is_below(const struct place *place, const char *folder)
{
	size_t size = strlen(folder);
	return strncmp(place->below, folder, size) == 0 &&
	       (place->below[size] == '\0' || place->below[size] == '/');
}

static void
check_owner(const struct place *place, const char *path, const struct stat *status)
{
	if (status->st_uid == geteuid())
		return;
	PD_AUTO(pd_drop_text)
	char *command = pd_format("chown %ju", (uintmax_t)geteuid());
	PD_AUTO(pd_drop_text)
	char *problem = pd_format(_("The owner is the user with the number %ju."),
		(uintmax_t)status->st_uid);
	add_fault(place->out, "owner", path, problem, command);
}

/* Directories of the store are closed to others, and so are keys; a record may be read,
 * never written. */
static void
check_mode(const struct place *place, const char *path, const struct stat *status)
{
	bool folder = S_ISDIR(status->st_mode), key = is_below(place, "keys");
	bool own = place->depth < 2 && folder;
	mode_t refused = own || key ? PD_NOT_READABLE : PD_NOT_WRITABLE;
	if ((status->st_mode & refused) != 0)
		add_fault(place->out, "permissions", path,
			_("Other users can read or write it."),
			folder ? "chmod 700" : "chmod 600");
}

/* What its mode keeps from its own owner, who mends that: nothing is damaged. Root reads all. */
static void
check_withheld(const struct place *place, const char *path, const struct stat *status)
{
	bool folder = S_ISDIR(status->st_mode);
	mode_t needed = folder ? S_IRUSR | S_IXUSR : S_IRUSR;
	if (geteuid() != 0 && status->st_uid == geteuid() &&
		(status->st_mode & needed) != needed)
		add_fault(place->out, "withheld", path, _("Its owner may not read it."),
			folder ? "chmod 700" : "chmod 600");
}

static void
add_unopened(const struct place *place, const char *path)
{
	struct pd_error problem = {0};
	(void)pd_fail_errno(&problem, PD_EIO, path, _("cannot be opened"));
	add_fault(place->out, "unopened", path, problem.message, "ls -ld");
}

static void
check_leftover(const struct place *place, const char *name, const char *path)
{
	bool journal = strcmp(place->below, "history") == 0;
	bool cut_off =
		journal && (strcmp(name, PD_STAGE) == 0 || ends_with(name, ".todo") ||
				   ends_with(name, ".back"));
	if (cut_off) {
		PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(place->root);
		PD_AUTO(pd_drop_text)
		char *remedy = pd_format("pemdeck --store %s history list", word);
		pd_store_faults_add(place->out, "unfinished", path,
			_("A change was interrupted or is in progress; the next "
			  "command completes it or rolls it back."),
			remedy);
	} else if (name[0] == '.' || (journal && ends_with(name, ".new"))) {
		add_fault(place->out, "leftover", path,
			_("This temporary file was left over."), "rm -r");
	}
}

static void walk_store(const struct place *place);

static void
check_entry(const struct place *place, const char *name)
{
	struct stat status;
	PD_AUTO(pd_drop_text)
	char *path = pd_format(
		"%s/%s%s%s", place->root, place->below, *place->below ? "/" : "", name);
	enum pd_there there = pd_there_at(place->folder, name, &status);
	if (there == PD_THERE_UNKNOWN)
		add_fault(place->out, "unreadable", path,
			_("This cannot be looked at."), "ls -l");
	if (there != PD_THERE_IS)
		return;
	if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
		add_fault(place->out, "foreign", path,
			_("This is neither a file nor a directory; the store follows "
			  "no links."),
			"rm");
		return;
	}
	check_owner(place, path, &status);
	check_mode(place, path, &status);
	check_withheld(place, path, &status);
	check_leftover(place, name, path);
	if (!S_ISDIR(status.st_mode) || place->depth >= DEEPEST)
		return;
	PD_AUTO(pd_drop_text)
	char *below = pd_format("%s%s%s", place->below, *place->below ? "/" : "", name);
	PD_AUTO(pd_drop_descriptor)
	int folder = openat(
		place->folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	const struct place inside = {
		place->root, below, folder, place->depth + 1, place->out};
	if (folder >= 0)
		walk_store(&inside);
	else
		add_unopened(place, path);
}

static void
walk_store(const struct place *place)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	struct pd_error problem = {0};
	if (!pd_files_list(place->folder, place->root, every, &names, &problem))
		pd_store_faults_add(place->out, "unreadable", problem.input,
			problem.message, "fsck");
	for (size_t i = 0; i < names.count; i++)
		check_entry(place, names.items[i]);
}

/* ---- many at once ---------------------------------------------------------------- */

static size_t
count_kind(const struct pd_store_faults *faults, const char *kind)
{
	size_t count = 0;
	for (size_t i = 0; i < faults->count; i++)
		count += strcmp(faults->items[i].kind, kind) == 0;
	return count;
}

static void
drop_kind(struct pd_store_faults *faults, const char *kind)
{
	size_t kept = 0;
	for (size_t i = 0; i < faults->count; i++) {
		struct pd_store_fault *fault = &faults->items[i];
		if (strcmp(fault->kind, kind) != 0) {
			faults->items[kept++] = *fault;
			continue;
		}
		free(fault->path);
		free(fault->problem);
		free(fault->remedy);
	}
	faults->count = kept;
}

/* A copy of the directory has lost all its modes, and perhaps its owner: one command
 * mends that. */
static void
gather_faults(struct pd_store_faults *faults, const char *path)
{
	size_t open = count_kind(faults, "permissions");
	size_t foreign = count_kind(faults, "owner");
	if (foreign > 1) {
		PD_AUTO(pd_drop_text)
		char *command = pd_format("chown -R %ju", (uintmax_t)geteuid());
		PD_AUTO(pd_drop_text)
		char *problem = pd_format(
			_("%zu files and directories belong to other users."), foreign);
		drop_kind(faults, "owner");
		add_fault(faults, "owner", path, problem, command);
	}
	if (open > 1) {
		PD_AUTO(pd_drop_text)
		char *problem = pd_format(
			_("Other users can read or write %zu files and directories."),
			open);
		PD_AUTO(pd_drop_text) char *inside = pd_format("%s/.", path);
		drop_kind(faults, "permissions");
		/* The first fault of a path stays, and one may be told of it already. */
		add_fault(faults, "permissions", foreign > 1 ? inside : path, problem,
			"chmod -R u+rwX,go=");
	}
}

/* Whoever may write above it cannot read the store, but put another one in its place: an
 * older one, or none, in which nobody has a role. */
static void
check_place(int folder, const char *path, struct pd_store_faults *out)
{
	struct pd_error problem = {0};
	if (pd_files_is_guarded(folder, path, &problem) || problem.code != PD_EINPUT)
		return;
	PD_AUTO(pd_drop_text)
	char *text = pd_format(_("Others can put another store in its place: %s: %s"),
		problem.input, problem.message);
	pd_store_faults_add(out, "place", path, text,
		_("move the store to a directory that only you or root may change"));
}

bool
pd_store_check_files(
	const char *path, struct pd_store_faults *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat status;
	if (folder < 0 || fstat(folder, &status) < 0)
		return pd_fail_errno(
			error, PD_ESTORE, path, _("the store cannot be opened there"));
	const struct place top = {path, "", folder, 0, out};
	check_owner(&top, path, &status);
	check_mode(&top, path, &status);
	if (out->count == 0)
		check_place(folder, path, out);
	const struct place inside = {path, "", folder, 1, out};
	walk_store(&inside);
	gather_faults(out, path);
	return true;
}

/* What others can get at is not read, and was found by its mode and owner already. */
static bool
is_open_to_others(const struct pd_store *store, const char *file)
{
	struct stat status;
	mode_t refused = pd_files_is_key(file) ? PD_NOT_READABLE : PD_NOT_WRITABLE;
	return fstatat(store->folder, file, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (status.st_uid != geteuid() || (status.st_mode & refused) != 0);
}

/* ---- records ------------------------------------------------------------------------- */

/* false: something in the folder cannot be read. */
static bool
check_records(struct pd_store *store, const char *folder, struct pd_store_faults *out)
{
	bool good = true;
	struct pd_error problem = {0};
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(store, folder, &names, &problem)) {
		pd_store_faults_add(out, "unreadable", problem.input, problem.message,
			_("restore it from a backup"));
		return false;
	}
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", folder, names.items[i]);
		struct pd_error damage = {0};
		PD_AUTO(pd_drop_record)
		struct pd_record *record = pd_store_load(store, path, &damage);
		if (record != NULL || damage.code == PD_ESTATE)
			continue;
		good = false;
		PD_AUTO(pd_drop_text) char *file = pd_format("%s.cfg", path);
		if (is_open_to_others(store, file))
			continue;
		pd_store_faults_add(out, "unreadable", damage.input, damage.message,
			_("restore it from a backup"));
	}
	return good;
}

/* ---- keys ------------------------------------------------------------------------------ */

static bool
is_key_name(const char *name)
{
	return strspn(name, "0123456789abcdef") == PD_KEY_ID_SIZE - 1 &&
	       strcmp(name + PD_KEY_ID_SIZE - 1, ".pem") == 0;
}

static void
add_open_key(const struct pd_store *store, const char *path, const char *problem,
	const char *words, struct pd_store_faults *out)
{
	PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(store->path);
	PD_AUTO(pd_drop_text)
	char *remedy = pd_format("pemdeck --store %s %s", word, words);
	pd_store_faults_add(out, "key_open", path, problem, remedy);
}

/* An encrypted key cannot be checked without its passphrase. */
static bool
check_key(struct pd_store *store, const char *id, const char *path,
	struct pd_store_faults *out)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *file = pd_format("keys/%s.pem", id);
	if (pd_store_key_is_encrypted(store, id) || is_open_to_others(store, file))
		return true;
	if (pd_store_has_passphrase(store) && pd_store_key_is_open(store, id)) {
		add_open_key(store, path,
			_("The private keys have a passphrase, and this one is not "
			  "encrypted."),
			"settings set key_passphrase", out);
		return true;
	}
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_store_load_key(store, id, NULL, &problem);
	if (key != NULL || problem.code == PD_ESTATE)
		return true;
	PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(path);
	PD_AUTO(pd_drop_text)
	char *remedy = pd_format(_("restore it from a backup: %s"), word);
	pd_store_faults_add(out, "key_damaged", path, problem.message, remedy);
	return false;
}

/* Is one of the keys that this entry keeps for undo not encrypted? */
static bool
keeps_open_key(const struct pd_store *store, long number)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *entry = pd_entry_name(number, "");
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, entry, "");
	PD_AUTO(pd_drop_descriptor) int folder = pd_entry_open(store, entry, &ignored);
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (folder < 0 ||
		!pd_files_list(folder, shown, pd_entry_slot_is_key, &names, &ignored))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
		if (pd_files_read_at(folder, names.items[i], shown, PD_RECORD_LIMIT,
			    &pem, &ignored) &&
			pd_key_file_is_open(pd_secret_bytes(&pem)))
			return true;
	}
	return false;
}

/* Where a passphrase was set and the program killed before history forgot the keys. */
static bool
check_kept_keys(
	struct pd_store *store, struct pd_store_faults *out, struct pd_error *error)
{
	long *numbers = NULL;
	size_t count = 0;
	if (!pd_store_has_passphrase(store))
		return true;
	if (!pd_entry_numbers(store, &numbers, &count, error))
		return false;
	for (size_t i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text) char *entry = pd_entry_name(numbers[i], "");
		PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, entry, "");
		if (keeps_open_key(store, numbers[i]))
			add_open_key(store, shown,
				_("The private keys have a passphrase, and history "
				  "keeps one that is not encrypted."),
				"history purge --yes", out);
	}
	free(numbers);
	return true;
}

bool
pd_store_check_content(
	struct pd_store *store, struct pd_store_faults *out, struct pd_error *error)
{
	static const char *const folders[] = {"ssl", "ssl/issued", "signature",
		"encryption", "tls", "tls/named", "tls/named-roots",
		"tls/named-requests", "trust", "rejected", "settings"};
	bool readable = true;
	for (size_t i = 0; i < PD_COUNT(folders); i++)
		if (!check_records(store, folders[i], out))
			readable = false;
	PD_AUTO(pd_purge_drop_ids) void *referred = NULL;
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	struct pd_error damage = {0};
	/* An unreadable record may refer to any of them. */
	bool known = readable && pd_purge_referred_ids(store, &referred, &damage);
	if (!pd_files_list(store->keys, store->path, every, &keys, error))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/keys/%s", store->path, keys.items[i]);
		if (!is_key_name(keys.items[i])) {
			if (keys.items[i][0] != '.')
				add_fault(out, "foreign", path,
					_("Its name is not that of a key in the "
					  "store."),
					"shred -u");
			continue;
		}
		PD_AUTO(pd_drop_text)
		char *id = pd_copy_bytes(keys.items[i], PD_KEY_ID_SIZE - 1);
		if (check_key(store, id, path, out) && known &&
			!pd_purge_is_among(referred, id))
			add_fault(out, "key_unused", path,
				_("No record and nothing that undo could bring back "
				  "needs this private key."),
				"shred -u");
	}
	return check_kept_keys(store, out, error);
}
