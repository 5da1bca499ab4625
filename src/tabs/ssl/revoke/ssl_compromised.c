/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/revoke/ssl_compromised.h"

#include <string.h>

#include "base/text.h"

static bool
is_of_key(const struct pd_issued *issued, const char *key)
{
	return issued->problem == NULL && issued->key != NULL &&
	       strcmp(issued->key, key) == 0;
}

bool
pd_compromised_check(struct pd_context *context, const char *key, const char *from,
	struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	if (!pd_issued_list_with(context, key, &list, error))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		const struct pd_issued *one = &list.items[i];
		if (is_of_key(one, key) && one->revoked_at != 0 &&
			strcmp(one->reason, "keyCompromise") == 0)
			return pd_fail(error, PD_ESTATE, from,
				_("the key is that of %s (serial number %s), which was "
				  "revoked because others have that key; have a "
				  "request made with a new key"),
				one->name, one->serial);
	}
	return true;
}

static bool
is_revoked_now(const struct pd_issued_list *list, const struct pd_issued *issued)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].id != NULL &&
			strcmp(list->items[i].id, issued->id) == 0)
			return true;
	return false;
}

bool
pd_compromised_others(struct pd_context *context, const struct pd_issued_list *list,
	void (*tell)(void *work, const char *sentence), void *work,
	struct pd_error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		const char *key = list->items[i].key;
		PD_AUTO(pd_issued_list_free) struct pd_issued_list with = {0};
		if (key == NULL)
			continue;
		if (!pd_issued_list_with(context, key, &with, error))
			return false;
		for (size_t k = 0; k < with.count; k++) {
			const struct pd_issued *one = &with.items[k];
			if (!is_of_key(one, key) || is_revoked_now(list, one) ||
				one->revoked_at != 0 || one->not_after <= context->now)
				continue;
			PD_AUTO(pd_drop_text)
			char *sentence = pd_format(
				_("the certificate of %s (serial number %s) has the "
				  "same key and stays valid; revoke that, too"),
				one->name, one->serial);
			tell(work, sentence);
		}
	}
	return true;
}
