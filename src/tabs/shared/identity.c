/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/identity.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "store/key_passphrase.h"
#include "tabs/shared/archive.h"
#include "x509/certificate/chain_order.h"
#include "x509/read/left_out.h"
#include "x509/write/bundle_pack.h"
#include "x509/write/truststore.h"

void
pd_identity_free(struct pd_identity *identity)
{
	pd_certificates_free(&identity->chain);
	pd_certificates_free(&identity->roots);
	pd_key_free(identity->key);
	free(identity->origin);
	*identity = (struct pd_identity){0};
}

const struct pd_certificate *
pd_identity_leaf(const struct pd_identity *identity)
{
	return identity->chain.items[0];
}

/* ---- record -------------------------------------------------------------------- */

bool
pd_identity_load(struct pd_store *store, const char *path, struct pd_identity *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(store, path, error);
	if (record == NULL)
		return false;
	PD_AUTO(pd_drop_text)
	char *shown = pd_format("%s/%s.cfg", pd_store_path(store), path);
	struct pd_certificates chain = {0};
	if (!pd_record_chain(record, "chain", shown, &chain, error))
		return false;
	if (chain.count == 0)
		return pd_fail(error, PD_ESTORE, shown,
			_("holds no certificate; undo the last change or install one "
			  "again"));
	const char *origin = pd_record_text(record, "origin");
	*out = (struct pd_identity){
		.chain = chain, .origin = pd_copy(origin ? origin : "imported")};
	return true;
}

bool
pd_identity_put(struct pd_change *change, const char *path,
	const struct pd_identity *identity, const struct pd_context *context,
	struct pd_error *error)
{
	if (identity->key != NULL &&
		!pd_change_put_key(change, identity->key, identity->passphrase, error))
		return false;
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "origin", identity->origin);
	pd_record_set_number(record, "time", context->now);
	pd_record_set_text(record, "account", context->account);
	pd_record_set_text(
		record, "key", pd_certificate_key_id(pd_identity_leaf(identity)));
	pd_record_set_chain(record, "chain", &identity->chain);
	return pd_change_put(change, path, record, error);
}

bool
pd_identity_folder_needs_key(struct pd_store *store, const char *folder,
	const char *key_id, const char *path)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	struct pd_error ignored = {0};
	(void)pd_store_list(store, folder, &names, &ignored);
	for (size_t i = 0; i < names.count; i++) {
		struct pd_error damaged = {0};
		PD_AUTO(pd_drop_text)
		char *other = pd_format("%s/%s", folder, names.items[i]);
		if (path != NULL && strcmp(other, path) == 0)
			continue;
		PD_AUTO(pd_drop_record)
		struct pd_record *record = pd_store_load(store, other, &damaged);
		const char *key = record ? pd_record_text(record, "key") : NULL;
		if (key != NULL && strcmp(key, key_id) == 0)
			return true;
	}
	return false;
}

bool
pd_identity_needs_key(struct pd_store *store, const char *key_id, const char *path)
{
	static const char *const folders[] = {"ssl", "ssl/former", "signature", "tls",
		"tls/named", "tls/named-requests"};
	for (size_t i = 0; i < PD_COUNT(folders); i++)
		if (pd_identity_folder_needs_key(store, folders[i], key_id, path))
			return true;
	return false;
}

/* ---- what came in -------------------------------------------------------------- */

static bool
has_certificate_for(const struct pd_bundle *bundle, const char *key_id)
{
	for (size_t i = 0; i < bundle->certificates.count; i++)
		if (strcmp(pd_certificate_key_id(bundle->certificates.items[i]),
			    key_id) == 0)
			return true;
	return false;
}

/* Finds the certificate whose key the store holds: a renewed one, or the answer to a
 * request made here. */
static const char *
key_in_store(const struct pd_bundle *bundle, struct pd_store *store)
{
	for (size_t i = 0; i < bundle->certificates.count; i++) {
		const char *id = pd_certificate_key_id(bundle->certificates.items[i]);
		if (pd_store_has_key(store, id))
			return id;
	}
	return NULL;
}

/* A key that is not supported here fits no other; then that is the reason. */
static bool
check_key_kinds(
	const struct pd_bundle *bundle, const char *from, struct pd_error *error)
{
	for (size_t i = 0; i < bundle->certificates.count; i++) {
		const struct pd_certificate *one = bundle->certificates.items[i];
		struct pd_error why = {0};
		if (!pd_key_kind_check(pd_certificate_public_der(one), from, &why))
			return pd_fail(error, why.code, from, _("certificate %s: %s"),
				pd_certificate_subject(one), why.message);
	}
	return true;
}

static const char *
key_for(const struct pd_bundle *bundle, struct pd_store *store, const char *from,
	struct pd_error *error)
{
	const char *subject = pd_certificate_subject(bundle->certificates.items[0]);
	if (bundle->key_count == 0) {
		const char *id = key_in_store(bundle, store);
		if (id == NULL && pd_left_outs_check_keys(&bundle->left_out, error))
			pd_fail(error, PD_EINPUT, from,
				_("holds no private key, and no key kept here fits the "
				  "certificate %s; add the private key that the "
				  "certificate was made for"),
				subject);
		return id;
	}
	const char *id = pd_key_id(bundle->keys[0]);
	if (has_certificate_for(bundle, id))
		return id;
	if (!check_key_kinds(bundle, from, error))
		return NULL;
	pd_fail(error, PD_EINPUT, from,
		_("the private key and the certificate %s do not belong together; give "
		  "the key that the certificate was made for"),
		subject);
	return NULL;
}

static bool
check_counts(const struct pd_bundle *bundle, const char *from, struct pd_error *error)
{
	if (bundle->key_count > 1)
		return pd_fail(error, PD_EINPUT, from,
			_("holds %zu different private keys; give one, with its "
			  "certificate"),
			bundle->key_count);
	if (bundle->certificates.count == 0 && bundle->key_count == 1)
		return pd_fail(error, PD_EINPUT, from,
			_("holds a private key but no certificate; add the certificate "
			  "that was made for the key"));
	if (bundle->certificates.count == 0 &&
		!pd_left_outs_check_keys(&bundle->left_out, error))
		return false;
	if (bundle->certificates.count == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("holds no certificate and no private key; give both"));
	return true;
}

bool
pd_identity_take(struct pd_bundle *bundle, struct pd_store *store, const char *from,
	struct pd_identity *out, struct pd_error *error)
{
	if (!check_counts(bundle, from, error))
		return false;
	const char *key_id = key_for(bundle, store, from, error);
	if (key_id == NULL)
		return false;
	/* pd_chain_order may free the certificate that lends the id. */
	PD_AUTO(pd_drop_text) char *leaf = pd_copy(key_id);
	if (!pd_chain_order(&bundle->certificates, leaf, from, error))
		return false;
	out->chain = bundle->certificates;
	bundle->certificates = (struct pd_certificates){0};
	if (bundle->key_count == 1)
		out->key = pd_steal(bundle->keys[0]);
	return true;
}

/* ---- export -------------------------------------------------------------------- */

static const struct pd_secret *
protection_of(const struct pd_packing *packing)
{
	return packing->protection ? packing->protection : packing->passphrase;
}

static bool
check_packing(const struct pd_packing *packing, struct pd_error *error)
{
	bool der = strcmp(packing->format, "der") == 0;
	bool tar = strcmp(packing->format, "tar") == 0;
	if (tar && (packing->chain || packing->private_key))
		return pd_fail(error, PD_EUSAGE, "format",
			_("tar is X-Road's archive of the certificate alone; choose "
			  "pem or p12 for a chain or a private key"));
	if (der && packing->chain)
		return pd_fail(error, PD_EUSAGE, "format",
			_("DER holds one certificate; choose pem or p12 for a chain"));
	if (packing->private_key && (der || strcmp(packing->format, "p7") == 0))
		return pd_fail(error, PD_EUSAGE, "format",
			_("%s cannot hold a private key; choose pem or p12"),
			packing->format);
	if (strcmp(packing->format, "p12") == 0 && protection_of(packing) == NULL)
		return pd_fail(error, PD_EPASSPHRASE, "passphrase",
			_("PKCS#12 is protected by a passphrase; one is needed"));
	return true;
}

static bool
need_key(struct pd_store *store, const struct pd_identity *identity, const char *key_id,
	struct pd_error *error)
{
	if (pd_store_has_key(store, key_id))
		return true;
	return pd_fail(error, PD_ESTATE, "private-key",
		_("the private key of %s is not kept here; export without it"),
		pd_certificate_subject(pd_identity_leaf(identity)));
}

/* Without a passphrase a key that has one of its own is exported as it is; that of the
 * store protects what is in it alone. */
static bool
pack_pem_key(struct pd_store *store, const char *key_id,
	const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_error *error)
{
	if (passphrase == NULL && !pd_store_key_is_locked(store, key_id)) {
		PD_AUTO(pd_drop_text) char *path = pd_format("keys/%s.pem", key_id);
		return pd_store_load_file(store, path, out, error);
	}
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_store_load_key(store, key_id, passphrase, error);
	return key != NULL && pd_key_pem(key, passphrase, out, error);
}

static bool
pack_pem(struct pd_store *store, const struct pd_certificates *chain,
	const char *key_id, const struct pd_secret *passphrase, struct pd_secret *out,
	struct pd_error *error)
{
	if (key_id != NULL && !pack_pem_key(store, key_id, passphrase, out, error))
		return false;
	PD_AUTO(pd_drop_text) char *pem = pd_chain_pem(chain);
	pd_secret_add_text(out, pem);
	return true;
}

/* A CA without its key is there to be trusted, and Java shows no certificate of a file that
 * does not mark it as such. The first is called as with its key. */
static bool
pack_truststore(const struct pd_certificates *chain, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	struct pd_truststore_entry *entries = pd_alloc(chain->count, sizeof *entries);
	char **aliases = pd_alloc(chain->count, sizeof *aliases);
	for (size_t i = 0; i < chain->count; i++) {
		const char *name = pd_certificate_common_name(chain->items[i]);
		name = name ? name : pd_certificate_subject(chain->items[i]);
		aliases[i] = i > 0 ? pd_format("%s-%zu", name, i + 1) : pd_copy(name);
		entries[i] = (struct pd_truststore_entry){
			aliases[i], pd_certificate_der(chain->items[i])};
	}
	bool good =
		pd_truststore_pkcs12(entries, chain->count, passphrase, &der, error);
	pd_secret_add(out, der.data, der.size);
	for (size_t i = 0; i < chain->count; i++)
		free(aliases[i]);
	free(aliases);
	free(entries);
	return good;
}

static bool
pack_p12(struct pd_store *store, const struct pd_certificates *chain,
	const char *key_id, const struct pd_packing *packing, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_key) struct pd_key *key = NULL;
	const struct pd_secret *protection = protection_of(packing);
	int most;
	if (key_id == NULL && pd_certificate_is_ca(chain->items[0], &most))
		return pack_truststore(chain, protection, out, error);
	if (key_id != NULL) {
		key = pd_store_load_key(store, key_id, packing->passphrase, error);
		if (key == NULL)
			return false;
	}
	const char *friendly = pd_certificate_common_name(chain->items[0]);
	return pd_bundle_pkcs12(chain, key, friendly, protection, out, error);
}

/* The formats that hold no key. */
static bool
pack_without_key(const struct pd_certificates *chain, const char *format,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer packed = {0};
	struct pd_bytes der = pd_certificate_der(chain->items[0]);
	bool good = true;
	if (strcmp(format, "p7") == 0)
		good = pd_bundle_pkcs7(chain, &packed, error);
	else if (strcmp(format, "tar") == 0)
		good = pd_archive_certificate(chain->items[0], &packed, error);
	else
		pd_buffer_add(&packed, der.data, der.size);
	pd_secret_add(out, packed.data, packed.size);
	return good;
}

/* A key that has a passphrase of its own keeps it, however short, unless another one is
 * given; whatever else is packed with one gets it new. */
static bool
check_protection(struct pd_store *store, const char *key_id,
	const struct pd_packing *packing, struct pd_error *error)
{
	bool is_opened = key_id != NULL && pd_store_key_is_encrypted(store, key_id) &&
			 !pd_store_key_is_locked(store, key_id);
	bool is_used = key_id != NULL || strcmp(packing->format, "p12") == 0;
	if (packing->protection != NULL)
		return pd_check_protection(packing->protection, error);
	return is_opened || !is_used || pd_check_protection(packing->passphrase, error);
}

bool
pd_identity_pack(struct pd_store *store, const struct pd_identity *identity,
	const struct pd_packing *packing, struct pd_secret *out, struct pd_error *error)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	const char *key_id = packing->private_key ? pd_certificate_key_id(leaf) : NULL;
	if (!check_packing(packing, error) ||
		(key_id != NULL && !need_key(store, identity, key_id, error)) ||
		!check_protection(store, key_id, packing, error))
		return false;
	struct pd_certificates chain = identity->chain;
	if (!packing->chain)
		chain.count = 1;
	if (strcmp(packing->format, "p12") == 0)
		return pack_p12(store, &chain, key_id, packing, out, error);
	if (strcmp(packing->format, "pem") == 0)
		return pack_pem(store, &chain, key_id, packing->passphrase, out, error);
	return pack_without_key(&chain, packing->format, out, error);
}
