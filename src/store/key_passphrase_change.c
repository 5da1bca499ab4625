/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/key_passphrase_change.h"

#include <string.h>

#include "base/text.h"
#include "store/files.h"
#include "store/key_passphrase.h"
#include "store/record.h"
#include "x509/token/token_file.h"

static bool
put_lock(struct pd_change *change, const struct pd_key_lock *lock,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_text)
	char *salt = pd_text_hex(lock->salt, sizeof lock->salt, '\0');
	PD_AUTO(pd_drop_text)
	char *check = pd_text_hex(lock->check, sizeof lock->check, '\0');
	pd_record_set_text(record, "salt", salt);
	pd_record_set_number(record, "rounds", lock->rounds);
	pd_record_set_text(record, "check", check);
	return pd_change_put(change, PD_KEY_LOCK, record, error);
}

struct rekeying {
	struct pd_change *change;
	struct pd_store *store;
	struct pd_key_lock before, after;
	bool has_before, has_after;
	struct pd_secret stretched; /* after */
};

static void
drop_rekeying(struct rekeying *rekeying)
{
	pd_secret_wipe(&rekeying->stretched);
}

static bool
has_own_passphrase(const struct rekeying *rekeying, struct pd_bytes pem)
{
	return pd_key_pem_is_encrypted(pem) &&
	       !(rekeying->has_before && pd_key_lock_closes(&rekeying->before, pem));
}

static bool
stage_rekeyed(const struct rekeying *rekeying, const char *file, unsigned long *own,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(rekeying->store, file);
	PD_AUTO(pd_secret_wipe) struct pd_secret before = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret after = {0};
	if (!pd_files_read(rekeying->store, file, &before, error))
		return false;
	if (pd_token_file_is(pd_secret_bytes(&before)))
		return true;
	if (has_own_passphrase(rekeying, pd_secret_bytes(&before))) {
		++*own;
		return true;
	}
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_store_open_key(
		rekeying->store, pd_secret_bytes(&before), NULL, shown, error);
	if (key == NULL ||
		!(rekeying->has_after
				? pd_key_lock_pem(&rekeying->after,
					  &rekeying->stretched, key, &after, error)
				: pd_key_pem(key, NULL, &after, error)))
		return false;
	struct pd_bytes content = pd_secret_bytes(&after);
	return pd_change_stage(rekeying->change, file, &content, error);
}

static bool
is_pem(const char *name)
{
	size_t size = strlen(name);
	return *name != '.' && size > 4 && strcmp(name + size - 4, ".pem") == 0;
}

static bool
stage_all(const struct rekeying *rekeying, unsigned long *own, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	const struct pd_store *store = rekeying->store;
	if (!pd_files_list(store->keys, store->path, is_pem, &keys, error))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_drop_text) char *file = pd_format("keys/%s", keys.items[i]);
		if (!stage_rekeyed(rekeying, file, own, error))
			return false;
	}
	return true;
}

bool
pd_change_set_passphrase(struct pd_store *store, struct pd_change *change,
	const struct pd_secret *passphrase, unsigned long *own, struct pd_error *error)
{
	PD_AUTO(drop_rekeying)
	struct rekeying rekeying = {
		.change = change, .store = store, .has_after = passphrase != NULL};
	rekeying.has_before = pd_store_load_lock(store, &rekeying.before, error);
	*own = 0;
	if (error->code != PD_OK ||
		(rekeying.has_after && !pd_key_lock_make(passphrase, &rekeying.after,
					       &rekeying.stretched, error)) ||
		!stage_all(&rekeying, own, error))
		return false;
	if (rekeying.has_after)
		return put_lock(change, &rekeying.after, error);
	return !rekeying.has_before || pd_change_remove(change, PD_KEY_LOCK, error);
}
