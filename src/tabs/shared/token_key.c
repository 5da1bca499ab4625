/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/token_key.h"

#include <stdlib.h>

#include "base/text.h"
#include "store/key_passphrase.h"
#include "x509/token/token_make.h"

#define FIELD "token"

bool
pd_check_token_url(const char *text, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_token_url_free) struct pd_token_url url = {0};
	return pd_token_url_parse(text, name, &url, error);
}

bool
pd_check_no_passphrase(const struct pd_secret *passphrase, struct pd_error *error)
{
	return passphrase == NULL ||
	       pd_fail(error, PD_EUSAGE, "passphrase",
		       _("a key in a token is protected by its PIN; leave the "
			 "passphrase out"));
}

/* One that is named and there, else a new one. */
static struct pd_key *
take_key(struct pd_context *context, const struct pd_token_url *url,
	const struct pd_key_kind *kind, struct pd_error *error)
{
	struct pd_token_pins *pins = pd_store_pins(context->store);
	PD_AUTO(pd_token_items_free) struct pd_token_items there = {0};
	bool is_named = url->object != NULL || url->id.size > 0;
	if (is_named && !pd_token_list_keys(url, pins, FIELD, &there, error))
		return NULL;
	return there.count > 0 ? pd_token_find_key(url, pins, FIELD, error)
			       : pd_token_generate(url, kind, pins, FIELD, error);
}

struct pd_key *
pd_make_key(struct pd_context *context, const struct pd_values *values,
	const struct pd_key_kind *kind, struct pd_error *error)
{
	const char *token = values ? pd_value_text(values, FIELD) : NULL;
	PD_AUTO(pd_token_url_free) struct pd_token_url url = {0};
	if (token == NULL)
		return pd_key_generate(kind, error);
	return pd_check_no_passphrase(pd_value_secret(values, "passphrase"), error) &&
			       pd_token_url_parse(token, FIELD, &url, error)
		       ? take_key(context, &url, kind, error)
		       : NULL;
}

struct pd_key *
pd_make_next_key(struct pd_context *context, const char *key_id,
	const struct pd_key_kind *kind, struct pd_error *error)
{
	PD_AUTO(pd_token_url_free) struct pd_token_url url = {0};
	PD_AUTO(pd_drop_text) char *text = pd_store_key_url(context->store, key_id);
	if (text == NULL)
		return pd_key_generate(kind, error);
	if (!pd_token_url_parse(text, FIELD, &url, error))
		return NULL;
	pd_buffer_free(&url.id);
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(&url);
	return pd_token_generate(
		&url, kind, pd_store_pins(context->store), name, error);
}

bool
pd_token_key_is_in(
	struct pd_context *context, const struct pd_values *values, const char *key_id)
{
	struct pd_error ignored = {0};
	const char *token = pd_value_text(values, FIELD);
	PD_AUTO(pd_token_url_free) struct pd_token_url wanted = {0}, there = {0};
	PD_AUTO(pd_drop_text)
	char *url = token ? pd_store_key_url(context->store, key_id) : NULL;
	return token == NULL ||
	       (url != NULL && pd_token_url_parse(token, FIELD, &wanted, &ignored) &&
		       pd_token_url_parse(url, FIELD, &there, &ignored) &&
		       pd_token_url_fits_key(&wanted, &there));
}

bool
pd_add_token_key(struct pd_context *context, const struct pd_values *values,
	struct pd_bundle *bundle, struct pd_error *error)
{
	const char *token = pd_value_text(values, FIELD);
	PD_AUTO(pd_token_url_free) struct pd_token_url url = {0};
	if (token == NULL)
		return true;
	if (!pd_check_no_passphrase(pd_value_secret(values, "passphrase"), error) ||
		!pd_token_url_parse(token, FIELD, &url, error))
		return false;
	if (bundle->key_count > 0)
		return pd_fail(error, PD_EUSAGE, FIELD,
			_("the private key is in the file, and said to be in a token; "
			  "leave one of them out"));
	struct pd_key *key =
		pd_token_find_key(&url, pd_store_pins(context->store), FIELD, error);
	if (key == NULL)
		return false;
	bundle->keys = pd_grow(bundle->keys, 1, sizeof *bundle->keys);
	bundle->keys[bundle->key_count++] = key;
	return true;
}

bool
pd_check_key_for_services(const struct pd_key *key, struct pd_error *error)
{
	const struct pd_token_url *token = pd_key_token(key);
	PD_AUTO(pd_drop_text) char *name = token ? pd_token_url_name(token) : NULL;
	return token == NULL ||
	       pd_fail(error, PD_ESTATE, "tls",
		       _("the private key is in the token \"%s\" and cannot be written "
			 "to a file; make the target one of the certificate alone, and "
			 "name the key to the service by its URL"),
		       name);
}

bool
pd_check_key_leaves(struct pd_store *store, const char *key_id, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *url = pd_store_key_url(store, key_id);
	if (url == NULL)
		return true;
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_store_load_key(store, key_id, NULL, error);
	return key != NULL && pd_key_check_leaves(key, "private-key", error);
}
