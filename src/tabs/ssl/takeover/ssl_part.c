/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_part.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/ssl/ssl_authority.h"
#include "x509/certificate/issuer.h"

/* ---- for a CA that comes ---------------------------------------------------------------- */

static bool
has_key_of(const struct pd_bundle *bundle, struct pd_store *store, const char *key)
{
	if (bundle->key_count == 0)
		return pd_store_has_key(store, key);
	for (size_t i = 0; i < bundle->key_count; i++)
		if (strcmp(pd_key_id(bundle->keys[i]), key) == 0)
			return true;
	return false;
}

static bool
fail_several(const struct pd_gathered *gathered, const struct pd_certificate *one,
	const struct pd_certificate *other, struct pd_error *error)
{
	if (gathered->register_count > 0 || gathered->has_directory)
		return pd_fail(error, PD_EINPUT, gathered->from,
			_("several CAs with their keys are in it: %s and %s; name the "
			  "one to take over: CA, or --ca of migrate"),
			pd_certificate_subject(one), pd_certificate_subject(other));
	return pd_fail(error, PD_EINPUT, gathered->from,
		_("there are several CAs in it with their keys: %s and "
		  "%s; give the files of one"),
		pd_certificate_subject(one), pd_certificate_subject(other));
}

bool
pd_part_find(struct pd_context *context, const struct pd_gathered *gathered,
	const struct pd_certificate **out, struct pd_error *error)
{
	int limit;
	bool has_keys = gathered->bundle.key_count > 0;
	const struct pd_certificates *all = &gathered->bundle.certificates;
	for (size_t i = 0; i < all->count && (has_keys || *out == NULL); i++) {
		const struct pd_certificate *one = all->items[i];
		const char *key = pd_certificate_key_id(one);
		if (!pd_certificate_is_ca(one, &limit) ||
			!has_key_of(&gathered->bundle, context->store, key) ||
			!pd_gathered_is_wanted(gathered, one))
			continue;
		if (*out != NULL && strcmp(pd_certificate_key_id(*out), key) != 0)
			return fail_several(gathered, *out, one, error);
		*out = one;
	}
	return true;
}

/* Marks the CA and those above it. */
static bool *
mark_chain(const struct pd_certificates *all, const struct pd_certificate *ca)
{
	bool *chain = pd_alloc(all->count, sizeof *chain);
	for (size_t i = 0; i < all->count; i++)
		chain[i] = strcmp(pd_certificate_key_id(all->items[i]),
				   pd_certificate_key_id(ca)) == 0;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < all->count; i++)
			for (size_t k = 0; chain[i] && k < all->count; k++) {
				if (chain[k] || !pd_certificate_is_signed_by(
							all->items[i], all->items[k]))
					continue;
				chain[k] = true;
				more = true;
			}
	}
	return chain;
}

/* A database may have more of them. */
static void
tell_other_cas(const struct pd_gathered *gathered, const struct pd_certificate *ca,
	struct pd_result *result)
{
	int limit;
	const struct pd_bundle *bundle = &gathered->bundle;
	for (size_t i = 0; i < bundle->certificates.count; i++) {
		const struct pd_certificate *one = bundle->certificates.items[i];
		bool has_key = false;
		for (size_t k = 0; k < bundle->key_count; k++)
			has_key = has_key ||
				  pd_certificate_fits_key(one, bundle->keys[k]);
		if (has_key && pd_certificate_is_ca(one, &limit) &&
			strcmp(pd_certificate_key_id(one), pd_certificate_key_id(ca)) !=
				0)
			pd_result_warn(result,
				_("the CA %s has its private key in it, too, which was "
				  "left there; --ca of migrate takes that CA over"),
				pd_certificate_subject(one));
	}
}

/* The keys of what it has issued stay where they are, and in a database those of other CAs,
 * which is told. */
static void
drop_other_keys(struct pd_gathered *gathered, const struct pd_certificate *ca,
	const struct pd_certificates *issued, struct pd_result *result)
{
	struct pd_bundle *bundle = &gathered->bundle;
	size_t kept = 0, dropped = 0;
	for (size_t i = 0; i < bundle->key_count; i++) {
		struct pd_key *key = bundle->keys[i];
		bool other = gathered->register_count > 0;
		for (size_t k = 0; k < issued->count; k++)
			other = other || pd_certificate_fits_key(issued->items[k], key);
		if (!other || pd_certificate_fits_key(ca, key)) {
			bundle->keys[kept++] = key;
			continue;
		}
		pd_key_free(key);
		dropped++;
	}
	bundle->key_count = kept;
	if (dropped > 0 && gathered->register_count == 0)
		pd_result_warn(result,
			ngettext("%zu private key of an issued certificate was left "
				 "where it is",
				"%zu private keys of issued certificates were left "
				"where "
				"they are",
				dropped),
			dropped);
}

bool
pd_part_import(struct pd_context *context, struct pd_gathered *gathered,
	struct pd_takeover *out, struct pd_result *result, struct pd_error *error)
{
	const struct pd_certificate *ca = NULL;
	struct pd_certificates *all = &gathered->bundle.certificates;
	if (!pd_part_find(context, gathered, &ca, error))
		return false;
	if (ca == NULL)
		return true;
	bool *chain = mark_chain(all, ca);
	if (gathered->register_count > 0)
		tell_other_cas(gathered, ca, result);
	size_t kept = 0, count = all->count;
	struct pd_certificate **items = all->items;
	for (size_t i = 0; i < count; i++) {
		struct pd_certificate *one = items[i];
		if (!chain[i] && pd_certificate_is_signed_by(one, ca)) {
			pd_certificates_add(&out->issued, one);
		} else if (chain[i] || !gathered->has_directory) {
			items[kept++] = one;
		} else {
			pd_result_warn(result,
				_("%s: not issued by this CA, and not used"),
				pd_certificate_subject(one));
			pd_certificate_free(one);
		}
	}
	all->count = kept;
	free(chain);
	drop_other_keys(gathered, ca, &out->issued, result);
	return true;
}

static struct pd_certificate *
find_above(const struct pd_identity *kept, const struct pd_certificates *chain)
{
	const struct pd_certificate *last = chain->items[chain->count - 1];
	for (size_t i = 0; i < kept->chain.count; i++) {
		const struct pd_certificate *one = kept->chain.items[i];
		if (pd_certificate_is_signed_by(last, one) &&
			!pd_certificates_have(chain, one))
			return pd_certificate_copy(one);
	}
	return NULL;
}

void
pd_part_complete(struct pd_context *context, struct pd_certificates *chain)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	if (!pd_authority_keys(context, &keys, &ignored))
		return;
	for (size_t i = 0; i < keys.count && !pd_chain_has_root(chain); i++) {
		PD_AUTO(pd_identity_free) struct pd_identity kept = {0};
		if (!pd_authority_load_of(context, keys.items[i], &kept, &ignored))
			continue;
		struct pd_certificate *above = find_above(&kept, chain);
		for (; above != NULL; above = find_above(&kept, chain))
			pd_certificates_add(chain, above);
	}
}

/* ---- for one that is here --------------------------------------------------------------- */

bool
pd_part_is_of(const struct pd_gathered *gathered, const struct pd_certificate *ca)
{
	const struct pd_bundle *bundle = &gathered->bundle;
	for (size_t i = 0; i < bundle->certificates.count; i++) {
		const struct pd_certificate *one = bundle->certificates.items[i];
		if (strcmp(pd_certificate_key_id(one), pd_certificate_key_id(ca)) ==
				0 ||
			pd_certificate_is_signed_by(one, ca))
			return true;
	}
	for (size_t i = 0; i < bundle->list_count; i++)
		if (pd_revocation_list_is_signed_by(bundle->lists[i].list, ca))
			return true;
	return false;
}

static bool
is_known_certificate(const struct pd_identity *ca, const struct pd_certificate *one)
{
	const char *key = pd_certificate_key_id(pd_identity_leaf(ca));
	return strcmp(pd_certificate_key_id(one), key) == 0 ||
	       pd_certificates_have(&ca->chain, one);
}

bool
pd_part_adopt(struct pd_gathered *gathered, const struct pd_identity *ca,
	struct pd_takeover *out, struct pd_result *result, struct pd_error *error)
{
	struct pd_certificates *all = &gathered->bundle.certificates;
	const struct pd_certificate *leaf = pd_identity_leaf(ca);
	for (size_t i = 0; i < all->count; i++) {
		const struct pd_certificate *one = all->items[i];
		if (is_known_certificate(ca, one))
			continue;
		if (pd_certificate_is_signed_by(one, leaf))
			pd_certificates_add(&out->issued, pd_certificate_copy(one));
		else if (gathered->has_directory)
			pd_result_warn(result,
				_("%s: not issued by this CA, and not used"),
				pd_certificate_subject(one));
		else
			return pd_fail(error, PD_EINPUT, gathered->from,
				_("the certificate %s was not issued by the CA %s; "
				  "leave "
				  "it out"),
				pd_certificate_subject(one),
				pd_certificate_subject(leaf));
	}
	return true;
}
