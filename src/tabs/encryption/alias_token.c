/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/alias_token.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/key_passphrase.h"
#include "store/store.h"
#include "tabs/shared/token_key.h"
#include "x509/key/public_form.h"
#include "x509/token/token_make.h"

#define FIELD "token"
#define PATH "private-key-path"

bool
pd_alias_check_path(const struct pd_alias *entry, struct pd_error *error)
{
	if (entry->key_path == NULL)
		return true;
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(entry->key_path);
	if (strcmp(safe, entry->key_path) != 0)
		return pd_fail(error, PD_EUSAGE, PATH,
			_("the path has characters in it that cannot be seen: "
			  "\"%.200s\"; type it anew"),
			safe);
	return !pd_token_url_is(entry->key_path) ||
	       pd_check_token_url(entry->key_path, PATH, error);
}

static struct pd_key *
find_in_token(struct pd_context *context, const char *url, const char *from,
	struct pd_error *error)
{
	PD_AUTO(pd_token_url_free) struct pd_token_url read = {0};
	return pd_token_url_parse(url, from, &read, error)
		       ? pd_token_find_key(
				 &read, pd_store_pins(context->store), from, error)
		       : NULL;
}

struct pd_opener *
pd_alias_token_opener(
	struct pd_context *context, const char *url, struct pd_error *error)
{
	struct pd_key *key = find_in_token(context, url, "key", error);
	return key ? pd_opener_of_token(key, "key", error) : NULL;
}

static bool
check_one_place(
	const struct pd_values *values, const char *before, struct pd_error *error)
{
	const char *path = pd_value_text(values, PATH);
	return path == NULL || strcmp(path, before ? before : "") == 0 ||
	       pd_fail(error, PD_EUSAGE, PATH,
		       _("the private key is said to be in a token; leave out the "
			 "path, or the token"));
}

bool
pd_alias_take_token(struct pd_context *context, const struct pd_values *values,
	const char *before, struct pd_alias *entry, struct pd_error *error)
{
	const char *token = pd_value_text(values, FIELD);
	if (token == NULL)
		return true;
	struct pd_key *key = check_one_place(values, before, error)
				     ? find_in_token(context, token, FIELD, error)
				     : NULL;
	if (key == NULL)
		return false;
	PD_AUTO(pd_drop_text) char *url = pd_token_url_text(pd_key_token(key));
	PD_AUTO(pd_drop_opener)
	struct pd_opener *opener = pd_opener_of_token(key, FIELD, error);
	if (opener == NULL)
		return false;
	if (!pd_opener_fits(opener, entry->recipient))
		return pd_fail(error, PD_EINPUT, FIELD,
			_("the key in the token is not that of the certificate; name "
			  "the key that belongs to it"));
	free(entry->key_path);
	entry->key_path = pd_steal(url);
	return true;
}

struct pd_key *
pd_alias_make_key(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error)
{
	const struct pd_key_kind kind = {.algorithm = PD_RSA,
		.bits = (unsigned)pd_value_number(values, "bits", 0)};
	return pd_make_key(context, values, &kind, error);
}

static bool
has_key_id(
	struct pd_context *context, const struct pd_alias *glance, const char *key_id)
{
	char id[PD_DIGEST_SIZE];
	struct pd_error ignored = {0};
	PD_AUTO(pd_alias_free) struct pd_alias whole = {0};
	return glance->key_path != NULL && pd_token_url_is(glance->key_path) &&
	       pd_alias_load(context, glance->alias, &whole, &ignored) &&
	       pd_public_form_id(pd_recipient_der(whole.recipient), id, &ignored) &&
	       strcmp(id, key_id) == 0;
}

bool
pd_alias_uses_key(struct pd_context *context, const char *key_id)
{
	bool found = false;
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(context->store, "encryption", &names, &ignored))
		return false;
	for (size_t i = 0; i < names.count && !found; i++) {
		PD_AUTO(pd_alias_free) struct pd_alias glance = {0};
		PD_AUTO(pd_drop_text)
		char *record = pd_format("encryption/%s", names.items[i]);
		struct pd_error damaged = {0};
		found = pd_alias_glance(context, record, &glance, &damaged) &&
			has_key_id(context, &glance, key_id);
	}
	return found;
}
