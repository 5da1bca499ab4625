/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/alias_key.h"

#include <unistd.h>

#include "base/text.h"
#include "tabs/encryption/alias_token.h"
#include "tabs/shared/input.h"
#include "tabs/shared/token_key.h"
#include "x509/read/left_out.h"
#include "x509/read/reader.h"
#include "x509/token/token_url.h"

static const struct pd_object *
only_key(const struct pd_objects *objects, const char *path, struct pd_error *error)
{
	const struct pd_object *key = NULL;
	size_t count = 0;
	for (size_t i = 0; i < objects->count; i++)
		if (objects->items[i].kind == PD_OBJECT_KEY && count++ == 0)
			key = &objects->items[i];
	if (count == 1)
		return key;
	if (count == 0 && !pd_left_outs_check_keys(&objects->left_out, error))
		return NULL;
	(void)pd_fail(error, PD_EINPUT, path,
		count == 0 ? _("holds no private key; name the file with the private "
			       "key of the certificate")
			   : _("holds several private keys; name a file with one"));
	return NULL;
}

static struct pd_opener *
open_file_key(struct pd_context *context, const char *path,
	const struct pd_secret *passphrase, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	if (!pd_context_read(context, path, &content, error) ||
		!pd_reader_read(&(struct pd_reading){pd_secret_bytes(&content), path,
					passphrase, PD_READ_STRICT, context->cancelled,
					PD_WANT(PD_OBJECT_KEY), 0},
			&objects, error))
		return NULL;
	const struct pd_object *key = only_key(&objects, path, error);
	if (key != NULL && result != NULL)
		pd_common_warn_left_out(&objects.left_out, result);
	return key ? pd_opener_new(key->der, path, error) : NULL;
}

struct pd_opener *
pd_alias_key(struct pd_context *context, const char *path,
	const struct pd_secret *passphrase, struct pd_result *result,
	struct pd_error *error)
{
	if (!pd_token_url_is(path))
		return open_file_key(context, path, passphrase, result, error);
	return pd_check_no_passphrase(passphrase, error)
		       ? pd_alias_token_opener(context, path, error)
		       : NULL;
}

enum pd_alias_fit
pd_alias_find_key(const struct pd_alias *entry)
{
	if (entry->key_path == NULL)
		return PD_FIT_NO_PATH;
	if (pd_token_url_is(entry->key_path))
		return PD_FIT_IN_TOKEN;
	return access(entry->key_path, R_OK) < 0 ? PD_FIT_NOT_HERE : PD_FIT_HERE;
}

enum pd_alias_fit
pd_alias_fit(struct pd_context *context, const struct pd_alias *entry)
{
	struct pd_error error = {0};
	enum pd_alias_fit found = pd_alias_find_key(entry);
	if (found != PD_FIT_HERE)
		return found;
	PD_AUTO(pd_drop_opener)
	struct pd_opener *opener =
		pd_alias_key(context, entry->key_path, NULL, NULL, &error);
	if (opener != NULL)
		return pd_opener_fits(opener, entry->recipient) ? PD_FIT_GOOD
								: PD_FIT_BAD;
	return error.code == PD_EPASSPHRASE ? PD_FIT_HERE : PD_FIT_NO_KEY;
}

const char *
pd_alias_fit_words(enum pd_alias_fit fit)
{
	switch (fit) {
	case PD_FIT_NOT_HERE:
		return _("not here");
	case PD_FIT_HERE:
		return _("here");
	case PD_FIT_GOOD:
		return _("here, fits");
	case PD_FIT_BAD:
		return _("DOES NOT FIT");
	case PD_FIT_NO_KEY:
		return _("NOT A KEY");
	case PD_FIT_IN_TOKEN:
		return _("in a token");
	case PD_FIT_NO_PATH:
		break;
	}
	return "-";
}

const char *
pd_alias_fit_name(enum pd_alias_fit fit)
{
	static const char *const names[] = {
		[PD_FIT_NO_PATH] = "unknown",
		[PD_FIT_NOT_HERE] = "not_here",
		[PD_FIT_HERE] = "here",
		[PD_FIT_GOOD] = "fits",
		[PD_FIT_BAD] = "does_not_fit",
		[PD_FIT_NO_KEY] = "no_key",
		[PD_FIT_IN_TOKEN] = "token",
	};
	return names[fit];
}
