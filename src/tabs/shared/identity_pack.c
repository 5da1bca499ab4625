/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/identity_pack.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/key_passphrase.h"
#include "tabs/shared/archive.h"
#include "tabs/shared/token_key.h"
#include "x509/write/bundle_pack.h"
#include "x509/write/truststore.h"

/* Packs identities for export. */

/* The certificates of one identity that go into the file; items are lent. */
static struct pd_certificates
choose_certificates(
	const struct pd_identity *identity, const struct pd_packing *packing)
{
	struct pd_certificates out = pd_identity_certificates(identity);
	if (!packing->root)
		out.count = packing->chain ? identity->chain.count : 1;
	return out;
}

/* Those of all identities, each once; items are lent. */
static struct pd_certificates
choose_all(const struct pd_identity *identities, size_t count,
	const struct pd_packing *packing)
{
	struct pd_certificates out = {0};
	for (size_t i = 0; i < count; i++) {
		struct pd_certificates one =
			choose_certificates(&identities[i], packing);
		for (size_t k = 0; k < one.count; k++) {
			if (pd_certificates_have(&out, one.items[k]))
				continue;
			out.items =
				pd_grow(out.items, out.count + 1, sizeof *out.items);
			out.items[out.count++] = one.items[k];
		}
		free(one.items);
	}
	return out;
}

/* The root is in the chain, or beside it. */
static bool
need_root(const struct pd_identity *identity, struct pd_error *error)
{
	return identity->roots.count > 0 || pd_chain_has_root(&identity->chain) ||
	       pd_fail(error, PD_ESTATE, "root",
		       _("the root of the chain of %s is not in the store; import it "
			 "together "
			 "with the chain"),
		       pd_certificate_subject(pd_identity_leaf(identity)));
}

/* Of the private key that is to be written; NULL: none is. */
static const char *
key_of(const struct pd_identity *identity, const struct pd_packing *packing)
{
	return packing->private_key ? pd_certificate_key_id(pd_identity_leaf(identity))
				    : NULL;
}

static bool
check_several(const struct pd_packing *packing, size_t count, struct pd_error *error)
{
	if (count > 1 && strcmp(packing->format, "der") == 0)
		return pd_fail(error, PD_EUSAGE, "format",
			_("DER holds one certificate; choose pem or p7 for several"));
	return count == 1 || !packing->private_key ||
	       strcmp(packing->format, "p12") != 0 ||
	       pd_fail(error, PD_EUSAGE, "format",
		       _("PKCS#12 is written with one private key; choose pem for "
			 "several, or export them one by one"));
}

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
	bool chain = packing->chain || packing->root;
	if (tar && (chain || packing->private_key))
		return pd_fail(error, PD_EUSAGE, "format",
			_("tar is X-Road's archive of the certificate alone; choose "
			  "pem or p12 for a chain or a private key"));
	if (der && chain)
		return pd_fail(error, PD_EUSAGE, "format",
			_("DER holds one certificate; choose pem or p12 for a chain"));
	if (packing->private_key && (der || strcmp(packing->format, "p7") == 0))
		return pd_fail(error, PD_EUSAGE, "format",
			_("\"%s\" cannot hold a private key; choose pem or p12"),
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
		return pd_check_key_leaves(store, key_id, error);
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
		PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
		if (!pd_store_load_file(store, path, &pem, error))
			return false;
		pd_secret_add(out, pem.data, pem.size);
		return true;
	}
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_store_load_key(store, key_id, passphrase, error);
	return key != NULL && pd_key_pem(key, passphrase, out, error);
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

static bool
check_identity(struct pd_store *store, const struct pd_identity *identity,
	const struct pd_packing *packing, struct pd_error *error)
{
	const char *key_id = key_of(identity, packing);
	return (!packing->root || need_root(identity, error)) &&
	       (key_id == NULL || need_key(store, identity, key_id, error)) &&
	       check_protection(store, key_id, packing, error);
}

static void
pack_pem_chain(const struct pd_identity *identity, const struct pd_packing *packing,
	struct pd_secret *out)
{
	struct pd_certificates chosen = choose_certificates(identity, packing);
	PD_AUTO(pd_drop_text) char *pem = pd_chain_pem(&chosen);
	pd_secret_add_text(out, pem);
	free(chosen.items);
}

/* Each with its key and its chain, one after the other. */
static bool
pack_pem(struct pd_store *store, const struct pd_identity *identities, size_t count,
	const struct pd_packing *packing, struct pd_secret *out, struct pd_error *error)
{
	for (size_t i = 0; i < count; i++) {
		const char *key_id = key_of(&identities[i], packing);
		if (key_id != NULL &&
			!pack_pem_key(store, key_id, packing->passphrase, out, error))
			return false;
		pack_pem_chain(&identities[i], packing, out);
	}
	return true;
}

bool
pd_identities_pack(struct pd_store *store, const struct pd_identity *identities,
	size_t count, const struct pd_packing *packing, struct pd_secret *out,
	struct pd_error *error)
{
	if (!check_packing(packing, error) || !check_several(packing, count, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!check_identity(store, &identities[i], packing, error))
			return false;
	if (strcmp(packing->format, "pem") == 0)
		return pack_pem(store, identities, count, packing, out, error);
	const char *key_id = key_of(&identities[0], packing);
	struct pd_certificates chosen = choose_all(identities, count, packing);
	bool good = strcmp(packing->format, "p12") == 0
			    ? pack_p12(store, &chosen, key_id, packing, out, error)
			    : pack_without_key(&chosen, packing->format, out, error);
	free(chosen.items);
	return good;
}
