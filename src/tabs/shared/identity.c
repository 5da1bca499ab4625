/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/identity.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "base/there/there.h"
#include "x509/certificate/chain_order.h"
#include "x509/certificate/issuer.h"
#include "x509/der/structure.h"
#include "x509/read/left_out.h"

void
pd_identity_free(struct pd_identity *identity)
{
	pd_certificates_free(&identity->chain);
	pd_certificates_free(&identity->roots);
	pd_certificates_free(&identity->others);
	pd_key_free(identity->key);
	free(identity->origin);
	*identity = (struct pd_identity){0};
}

const struct pd_certificate *
pd_identity_leaf(const struct pd_identity *identity)
{
	return identity->chain.items[0];
}

struct pd_certificates
pd_identity_certificates(const struct pd_identity *identity)
{
	const struct pd_certificates *chain = &identity->chain,
				     *roots = &identity->roots;
	struct pd_certificates out = {
		.items = pd_alloc(chain->count + roots->count, sizeof *out.items)};
	for (size_t i = 0; i < chain->count; i++)
		out.items[out.count++] = chain->items[i];
	for (size_t i = 0; i < roots->count; i++)
		out.items[out.count++] = roots->items[i];
	return out;
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
			_("holds no certificate; restore it from a backup, or install "
			  "the certificate again"));
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

/* Of a record that cannot be read as one, its text says it, as it does where keys are wiped
 * (store/purge.c). One that cannot be read at all may need any. */
static bool
may_need_key(struct pd_store *store, const char *path, const char *key_id)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_text) char *file = pd_format("%s.cfg", path);
	if (pd_store_load_file(store, file, &text, &problem))
		return memmem(text.data, text.size, key_id, strlen(key_id)) != NULL;
	if (problem.code == PD_EIO)
		pd_doubts_add(&problem);
	return problem.code != PD_ESTATE;
}

static bool
record_needs_key(struct pd_store *store, const char *path, const char *key_id)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(store, path, &problem);
	const char *key = record ? pd_record_text(record, "key") : NULL;
	return record != NULL ? key != NULL && strcmp(key, key_id) == 0
			      : may_need_key(store, path, key_id);
}

bool
pd_identity_folder_needs_key(struct pd_store *store, const char *folder,
	const char *key_id, const char *path)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	struct pd_error problem = {0};
	if (!pd_store_list(store, folder, &names, &problem)) {
		pd_doubts_add(&problem);
		return true;
	}
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *other = pd_format("%s/%s", folder, names.items[i]);
		if ((path == NULL || strcmp(other, path) != 0) &&
			record_needs_key(store, other, key_id))
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

/* A key that is not supported here, or damaged, fits no other; then that is the reason. */
static bool
check_public_keys(
	const struct pd_bundle *bundle, const char *from, struct pd_error *error)
{
	for (size_t i = 0; i < bundle->certificates.count; i++) {
		const struct pd_certificate *one = bundle->certificates.items[i];
		struct pd_error why = {0};
		if (!pd_key_check_public(pd_certificate_public_der(one), from, &why))
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
	if (!check_public_keys(bundle, from, error))
		return NULL;
	pd_fail(error, PD_EINPUT, from,
		_("the private key and the certificate %s do not belong together; give "
		  "the key that the certificate was made for"),
		subject);
	return NULL;
}

/* The certificate in the chain of whose subject and key this is another; NULL: none is. */
static const struct pd_certificate *
find_holder(const struct pd_certificates *chain, const struct pd_certificate *other)
{
	for (size_t i = 0; i < chain->count; i++)
		if (pd_bytes_equal(pd_certificate_subject_der(chain->items[i]),
			    pd_certificate_subject_der(other)) &&
			strcmp(pd_certificate_key_id(chain->items[i]),
				pd_certificate_key_id(other)) == 0)
			return chain->items[i];
	return NULL;
}

static bool
is_other_way(const struct pd_certificates *chain, const struct pd_certificate *one)
{
	int limit;
	return pd_certificate_is_ca(one, &limit) && !pd_certificates_have(chain, one) &&
	       find_holder(chain, one) != NULL && !pd_certificate_is_root(one);
}

bool
pd_identity_take_chain(struct pd_bundle *bundle, const char *key_id, const char *from,
	struct pd_identity *out, struct pd_error *error)
{
	PD_AUTO(pd_certificates_free) struct pd_certificates all = {0};
	/* pd_chain_order may free the certificate that lends the id. */
	PD_AUTO(pd_drop_text) char *leaf = pd_copy(key_id);
	pd_certificates_add_copies(&all, &bundle->certificates);
	if (!pd_chain_order(&bundle->certificates, leaf, from, error))
		return false;
	out->chain = bundle->certificates;
	bundle->certificates = (struct pd_certificates){0};
	for (size_t i = 0; i < all.count; i++)
		if (is_other_way(&out->chain, all.items[i]))
			pd_certificates_add(
				&out->others, pd_certificate_copy(all.items[i]));
	return true;
}

void
pd_identity_warn_others(const struct pd_identity *identity, struct pd_result *result)
{
	const struct pd_certificates *others = &identity->others;
	struct pd_certificates kept = pd_identity_certificates(identity);
	for (size_t i = 0; i < others->count; i++) {
		const struct pd_certificate *one = others->items[i];
		const struct pd_certificate *taken = find_holder(&kept, one);
		pd_result_warn(result,
			_("another certificate of %s (serial number %s, signed by %s) "
			  "was left out, as clients are sent one way to a root; to "
			  "send that one, import again without the certificate that "
			  "was taken (serial number %s)"),
			pd_certificate_subject(one), pd_certificate_serial(one),
			pd_certificate_issuer(one), pd_certificate_serial(taken));
	}
	free(kept.items);
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
	if (!pd_identity_take_chain(bundle, key_id, from, out, error))
		return false;
	if (bundle->key_count == 1)
		out->key = pd_steal(bundle->keys[0]);
	return true;
}
