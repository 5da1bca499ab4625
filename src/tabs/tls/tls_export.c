/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/trust/trust_entry.h"

/* Adds the chain in use to the trust list. */

/* Certificates that are trusted already are left as they are. */
static bool
trust_all(struct pd_context *context, struct pd_change *change,
	const struct pd_certificates *list, unsigned long *added,
	struct pd_error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		if (pd_trust_has(context, list->items[i]))
			continue;
		if (!pd_trusted_put(
			    change, context, list->items[i], NULL, "tls", error))
			return false;
		++*added;
	}
	return true;
}

static char *
trusted_sentence(const struct pd_identity *identity, unsigned long added)
{
	return pd_format(ngettext("%lu certificate of the chain of %s added to the "
				  "trust list",
				 "%lu certificates of the chain of %s added to the "
				 "trust list",
				 added),
		added, pd_certificate_subject(pd_identity_leaf(identity)));
}

bool
pd_tls_trust(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	unsigned long added = 0;
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates roots = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	if (!pd_tls_load(context, &place, &identity, error) ||
		!pd_tls_load_roots(context, &place, &roots, error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!trust_all(context, change, &identity.chain, &added, error) ||
		!trust_all(context, change, &roots, &added, error))
		return false;
	if (added == 0) {
		pd_result_say(result, _("The chain of %s is in the trust list already"),
			pd_certificate_subject(pd_identity_leaf(&identity)));
		return true;
	}
	PD_AUTO(pd_drop_text) char *sentence = trusted_sentence(&identity, added);
	return pd_context_end_change(change, sentence, result, error);
}
