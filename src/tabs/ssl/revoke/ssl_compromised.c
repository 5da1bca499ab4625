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
				_("the key is that of %s (serial number %s), which is "
				  "revoked because others have that key; have a "
				  "request made with a new key"),
				one->name, one->serial);
	}
	return true;
}

/* Sorted. */
static void
collect_ids(const struct pd_issued_list *list, struct pd_names *keys,
	struct pd_names *records)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->items[i].key != NULL)
			pd_names_add(keys, list->items[i].key);
		if (list->items[i].id != NULL)
			pd_names_add(records, list->items[i].id);
	}
	pd_names_sort(keys);
	pd_names_sort(records);
}

bool
pd_compromised_others(struct pd_context *context, const struct pd_issued_list *list,
	void (*tell)(void *work, const char *sentence), void *work,
	struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	PD_AUTO(pd_names_free) struct pd_names records = {0};
	PD_AUTO(pd_issued_list_free) struct pd_issued_list with = {0};
	collect_ids(list, &keys, &records);
	/* For several keys the register is read once, and not for each. */
	const char *only = keys.count == 1 ? keys.items[0] : NULL;
	if (keys.count == 0)
		return true;
	if (!pd_issued_list_with(context, only, &with, error))
		return false;
	for (size_t i = 0; i < with.count; i++) {
		const struct pd_issued *one = &with.items[i];
		if (one->problem != NULL || one->key == NULL ||
			!pd_names_have(&keys, one->key) ||
			pd_names_have(&records, one->id) || one->revoked_at != 0 ||
			one->not_after <= context->now)
			continue;
		PD_AUTO(pd_drop_text)
		char *sentence =
			pd_format(_("the certificate of %s (serial number %s) has the "
				    "same key and stays valid; revoke that, too"),
				one->name, one->serial);
		tell(work, sentence);
	}
	return true;
}
