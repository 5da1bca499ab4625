/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_alias.h"

#include <string.h>

#include "base/text.h"
#include "tabs/trust/trust.h"
#include "tabs/trust/trust_entry.h"

enum { ALIAS_LIMIT = 64 };

bool
pd_trust_alias_is_free(struct pd_context *context, const char *id, const char *alias,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(alias);
	if (strcmp(safe, alias) != 0 || strlen(alias) > ALIAS_LIMIT)
		return pd_fail(error, PD_EUSAGE, "alias",
			_("an alias has at most %d printable characters; choose "
			  "another"),
			ALIAS_LIMIT);
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	if (!pd_trusted_list_aliased(context, &all, error))
		return false;
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].alias != NULL &&
			strcmp(all.items[i].alias, alias) == 0 &&
			strcmp(all.items[i].id, id) != 0)
			return pd_fail(error, PD_EUSAGE, "alias",
				_("\"%s\" is the alias of %s already; choose another"),
				alias, all.items[i].subject);
	return true;
}

bool
pd_trust_alias(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *alias = pd_value_text(values, "alias");
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	PD_AUTO(pd_drop_change) struct pd_change *change = NULL;
	if (!pd_trusted_list_named(context, values, &all, error))
		return false;
	const struct pd_trusted *one =
		pd_trusted_find(&all, pd_value_text(values, "id"), error);
	if (one == NULL || (alias != NULL && !pd_trust_alias_is_free(
						     context, one->id, alias, error)))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence =
		alias ? pd_format(_("%s has the alias %s now"), one->subject, alias)
		      : pd_format(_("%s has no alias now"), one->subject);
	change = pd_context_begin_change(context, error);
	return change != NULL &&
	       pd_trusted_rename(change, context, one->id, alias, error) &&
	       pd_context_end_change(change, sentence, result, error);
}
