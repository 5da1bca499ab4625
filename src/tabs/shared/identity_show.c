/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/identity_show.h"

#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_pack.h"
#include "tabs/shared/token_key.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/issuer.h"

/* ---- showing ------------------------------------------------------------------- */

const char *
pd_identity_origin_words(const struct pd_identity *identity)
{
	if (strcmp(identity->origin, "standard") == 0)
		return _("made by pemdeck: the standard certificate");
	if (strcmp(identity->origin, "generated") == 0)
		return _("generated here");
	return strcmp(identity->origin, "pasted") == 0 ? _("pasted")
						       : _("imported from files");
}

const char *
pd_identity_key_words(struct pd_store *store, const char *key_id)
{
	if (!pd_store_has_key(store, key_id))
		return _("not kept here");
	if (pd_store_key_is_in_token(store, key_id))
		return _("in a token");
	if (pd_store_key_is_encrypted(store, key_id))
		return _("kept here, protected by a passphrase");
	return pd_store_key_is_open(store, key_id)
		       ? _("kept here without a passphrase")
		       : _("kept here, but cannot be used; Doctor says why");
}

char *
pd_identity_issuer_words(const struct pd_identity *identity)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	if (pd_certificate_is_root(leaf))
		return pd_copy(_("self-signed"));
	PD_AUTO(pd_drop_text)
	char *issuer = pd_text_safe_string(pd_certificate_issuer(leaf));
	return pd_format(_("issued by %s"), issuer);
}

void
pd_identity_describe_key(
	struct pd_store *store, const char *key_id, struct pd_details *out)
{
	bool here = pd_store_has_key(store, key_id);
	bool encrypted = here && pd_store_key_is_encrypted(store, key_id);
	PD_AUTO(pd_drop_text) char *url = pd_store_key_url(store, key_id);
	pd_details_key(
		out, _("Private key"), here, pd_identity_key_words(store, key_id));
	/* For people the words above say it. */
	if (here)
		pd_details_flag(out, "key_encrypted", NULL, encrypted, "");
	if (url != NULL)
		pd_details_text(out, "token", _("Token"), url);
}

void
pd_identity_describe_origin(const struct pd_context *context,
	const struct pd_identity *identity, struct pd_details *out)
{
	const char *key_id = pd_certificate_key_id(pd_identity_leaf(identity));
	pd_details_word(out, "origin", _("Origin"), identity->origin,
		pd_identity_origin_words(identity));
	pd_identity_describe_key(context->store, key_id, out);
}

void
pd_identity_describe_chain(const struct pd_context *context,
	const struct pd_identity *identity, const char *issuer, struct pd_details *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	pd_describe_certificate(
		pd_identity_leaf(identity), NULL, _("Certificate"), &notice, out);
	for (size_t i = 1; i < identity->chain.count; i++)
		pd_describe_certificate(
			identity->chain.items[i], "chain", issuer, &notice, out);
}

bool
pd_identity_show_key(struct pd_store *store, const char *key_id, const char *name,
	struct pd_details *out, struct pd_error *error)
{
	if (!pd_store_has_key(store, key_id))
		return pd_fail(error, PD_ESTATE, "private-key",
			_("the private key of %s is not kept here"), name);
	if (!pd_check_key_leaves(store, key_id, error))
		return false;
	PD_AUTO(pd_drop_text) char *path = pd_format("keys/%s.pem", key_id);
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	if (!pd_store_load_file(store, path, &pem, error))
		return false;
	pd_details_section(out, NULL, _("Private key"));
	pd_details_long(
		out, "private_key", _("Private key (PEM)"), pd_secret_text(&pem));
	return true;
}

/* ---- handing over -------------------------------------------------------------- */

bool
pd_identities_hand_over(const struct pd_context *context,
	const struct pd_identity *identities, size_t count,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_packing packing = {
		.format = pd_value_text(values, "format"),
		.chain = pd_value_flag(values, "chain"),
		.root = pd_value_flag(values, "root"),
		.private_key = pd_value_flag(values, "private-key"),
		.passphrase = pd_value_secret(values, "passphrase"),
		.protection = pd_value_secret(values, "new-passphrase"),
	};
	PD_AUTO(pd_secret_wipe) struct pd_secret packed = {0};
	return pd_identities_pack(
		       context->store, identities, count, &packing, &packed, error) &&
	       pd_common_write(context, pd_value_text(values, "file"),
		       pd_secret_bytes(&packed), packing.private_key ? 0600 : 0644,
		       result, error);
}
