/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/paste_summary.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/issuer.h"
#include "x509/key/key.h"
#include "x509/read/bundle.h"

static bool
has_its_key(const struct pd_bundle *bundle, const struct pd_certificate *certificate)
{
	const char *id = pd_certificate_key_id(certificate);
	for (size_t i = 0; i < bundle->key_count; i++)
		if (strcmp(pd_key_id(bundle->keys[i]), id) == 0)
			return true;
	return false;
}

/* Prefers a certificate whose key came along, then one whose key is kept here. */
static const struct pd_certificate *
leaf_of(struct pd_context *context, const struct pd_bundle *bundle)
{
	const struct pd_certificates *all = &bundle->certificates;
	for (size_t i = 0; i < all->count; i++)
		if (has_its_key(bundle, all->items[i]))
			return all->items[i];
	for (size_t i = 0; i < all->count; i++)
		if (pd_store_has_key(
			    context->store, pd_certificate_key_id(all->items[i])))
			return all->items[i];
	return all->items[0];
}

static char *
key_words(struct pd_context *context, const struct pd_bundle *bundle,
	const struct pd_certificate *leaf)
{
	const char *subject = pd_certificate_subject(leaf);
	if (has_its_key(bundle, leaf))
		return pd_format(_("%s fits the private key"), subject);
	if (bundle->key_count > 0)
		return pd_format(_("%s does not fit the private key"), subject);
	if (pd_store_has_key(context->store, pd_certificate_key_id(leaf)))
		return pd_format(_("%s fits a private key kept here"), subject);
	return pd_copy(subject);
}

char *
pd_pasted_words(struct pd_context *context, struct pd_bytes text)
{
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	struct pd_error ignored = {0};
	if (!pd_bundle_add(&bundle,
		    &(struct pd_reading){
			    .input = text, .from = "", .wanted = PD_WANT_PAIR},
		    &ignored) ||
		bundle.certificates.count == 0)
		return NULL;
	const struct pd_certificate *leaf = leaf_of(context, &bundle);
	PD_AUTO(pd_drop_text) char *key = key_words(context, &bundle, leaf);
	if (pd_certificate_is_root(leaf))
		return pd_format(_("%s; signed by itself"), key);
	return pd_format(_("%s; signed by %s"), key, pd_certificate_issuer(leaf));
}
