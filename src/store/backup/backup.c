/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/tar.h"
#include "base/text.h"
#include "store/files.h"
#include "store/journal.h"
#include "store/targets.h"
#include "x509/der/digest.h"
#include "x509/envelope/sealed.h"
#include "x509/token/token_file.h"

enum { DEEPEST = 4, OWN_FILE = 0600 };

/* What is being packed. */
struct packing {
	struct pd_secret *tar;
	struct pd_buffer sums;
	int64_t now;
	struct pd_backup_counts counts;
	struct pd_error *error;
};

static bool
add_content(struct packing *packing, const char *name, struct pd_bytes content)
{
	char digest[PD_DIGEST_SIZE];
	const struct pd_tar_file file = {name, content, OWN_FILE, packing->now};
	if (packing->tar->size + content.size > PD_BACKUP_LIMIT)
		return pd_fail(packing->error, PD_ESTORE, "",
			_("the store is larger than %zu MiB, more than a backup holds; "
			  "history purge makes it smaller"),
			PD_BACKUP_LIMIT >> 20);
	if (!pd_digest_sha256(content, digest, packing->error))
		return false;
	pd_buffer_add_format(&packing->sums, "%s  %s\n", digest, name);
	pd_tar_add(packing->tar, &file);
	return true;
}

static bool
add_text_file(struct packing *packing, const char *name, const char *text)
{
	return add_content(packing, name, pd_bytes_of_text(text));
}

/* Not what is half done or says so, nor the lock. */
static bool
is_backed_up(const char *name)
{
	return name[0] != '.' && strcmp(name, "lock") != 0 &&
	       strcmp(name, "lost+found") != 0 && strcmp(name, PD_DEPLOY_JOURNAL) != 0;
}

static bool pack_folder(const struct pd_store *store, struct packing *packing,
	int folder, const char *below, int depth);

static bool
pack_entry(const struct pd_store *store, struct packing *packing, int folder,
	const char *path, int depth)
{
	struct stat status;
	const char *name = pd_files_name(path);
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, path);
	PD_AUTO(pd_drop_text) char *packed = pd_format(PD_BACKUP_FOLDER "%s", path);
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return pd_fail_errno(
			packing->error, PD_EIO, shown, _("cannot be read"));
	if (S_ISDIR(status.st_mode) && depth < DEEPEST) {
		PD_AUTO(pd_drop_text) char *inside = pd_format("%s/", path);
		PD_AUTO(pd_drop_descriptor)
		int open = pd_files_folder(
			store, inside, PD_MISSING_FAILS, packing->error);
		return open >= 0 &&
		       pack_folder(store, packing, open, inside, depth + 1);
	}
	if (!S_ISREG(status.st_mode) || !pd_files_is_file(path))
		return pd_fail(packing->error, PD_ESTORE, shown,
			_("this does not belong into a store, so no backup is made; "
			  "move it away, as pemdeck doctor says"));
	if (!pd_files_read_at(
		    folder, name, shown, PD_BACKUP_LIMIT, &content, packing->error))
		return false;
	packing->counts.files++;
	packing->counts.in_tokens += strncmp(path, "keys/", strlen("keys/")) == 0 &&
				     pd_token_file_is(pd_secret_bytes(&content));
	return add_content(packing, packed, pd_secret_bytes(&content));
}

static bool
pack_folder(const struct pd_store *store, struct packing *packing, int folder,
	const char *below, int depth)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, below);
	if (!pd_files_list(folder, shown, is_backed_up, &names, packing->error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s%s", below, names.items[i]);
		if (!pack_entry(store, packing, folder, path, depth))
			return false;
	}
	return true;
}

static bool
pack_store(struct pd_store *store, struct packing *packing)
{
	PD_AUTO(pd_drop_text) char *time = pd_text_time(packing->now);
	PD_AUTO(pd_drop_text)
	char *head = pd_format(
		"pemdeck backup\nformat %d\ntime %s\n", PD_BACKUP_FORMAT, time);
	if (!add_text_file(packing, PD_BACKUP_HEAD, head))
		return false;
	PD_AUTO(pd_journal_unlock)
	int lock = pd_journal_lock(store, store->wait, packing->error);
	return lock >= 0 && pd_journal_recover(store, packing->error) &&
	       pack_folder(store, packing, store->folder, "", 0);
}

bool
pd_backup_make(struct pd_store *store, int64_t now, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_backup_counts *counts, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret tar = {0};
	struct packing packing = {.tar = &tar, .now = now, .error = error};
	if (store->read_only)
		return pd_fail(error, PD_ESTORE, store->path,
			_("the store is read-only here, so changes by others cannot be "
			  "kept out while it is read; make its directory writable for "
			  "you"));
	bool packed = pack_store(store, &packing);
	PD_AUTO(pd_buffer_free) struct pd_buffer sums = pd_buffer_steal(&packing.sums);
	const struct pd_tar_file file = {
		PD_BACKUP_SUMS, pd_buffer_bytes(&sums), OWN_FILE, now};
	if (!packed)
		return false;
	pd_tar_add(&tar, &file);
	pd_tar_end(&tar);
	if (!pd_sealed_make(&tar, passphrase, error))
		return false;
	*out = pd_secret_steal(&tar);
	*counts = packing.counts;
	return true;
}
