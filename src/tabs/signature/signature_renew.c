/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/signature/signature.h"
#include "tabs/ssl/ssl_authority.h"
#include "x509/write/issue.h"

/* Renewing what was made here: the same name and kind of key for as long again, with a
 * new key. */

static bool
is_made_here(const struct pd_identity *identity)
{
	return strcmp(identity->origin, "standard") == 0 ||
	       strcmp(identity->origin, "generated") == 0;
}

static char *
why_not(const struct pd_identity *identity)
{
	if (is_made_here(identity))
		return NULL;
	PD_AUTO(pd_drop_text)
	char *safe =
		pd_text_safe_string(pd_certificate_subject(pd_identity_leaf(identity)));
	return pd_format(
		_("only what was made here can be renewed here, and %s came from "
		  "elsewhere: import its successor, or generate a new one"),
		safe);
}

char *
pd_signature_blocked_renew(struct pd_context *context, const struct pd_row *row)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	struct pd_error problem = {0};
	char *blocked = pd_signature_blocked(context, row);
	if (blocked != NULL)
		return blocked;
	if (!pd_signature_load(context, &identity, &problem))
		return pd_copy(problem.message);
	return why_not(&identity);
}

/* As long as the one before was valid; what never ends stays so. */
static void
find_span(const struct pd_certificate *before, struct pd_signer_order *order)
{
	int64_t end = pd_certificate_not_after(before);
	int64_t span = end - pd_certificate_not_before(before);
	order->days = (long)(pd_days_begun(span));
	if (end == PD_TIME_LATEST)
		order->not_after = end;
}

static bool
make_successor(struct pd_context *context, const struct pd_values *values,
	const struct pd_identity *before, struct pd_identity *out,
	struct pd_error *error)
{
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	const struct pd_certificate *leaf = pd_identity_leaf(before);
	struct pd_signer_order order = {
		.dn = pd_certificate_subject(leaf),
		.shorten = true,
		.origin = before->origin,
	};
	find_span(leaf, &order);
	if (!pd_issue_kind_of(
		    pd_certificate_public_der(leaf), "signature", &order.kind, error))
		return false;
	if (before->chain.count > 1) {
		if (!pd_authority_open(context, values, &authority, error))
			return false;
		authority.identity.key = pd_steal(authority.key);
		order.ca = &authority.identity;
	}
	return pd_signature_make(&order, out, error) && pd_common_go_on(context, error);
}

bool
pd_signature_renew(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity before = {0};
	PD_AUTO(pd_identity_free) struct pd_identity after = {0};
	if (!pd_signature_load(context, &before, error))
		return false;
	PD_AUTO(pd_drop_text) char *reason = why_not(&before);
	if (reason != NULL)
		return pd_fail(error, PD_ESTATE, "signature", "%s", reason);
	if (!make_successor(context, values, &before, &after, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&after);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Signing certificate %s of account %s renewed, valid until %s"),
		pd_certificate_subject(leaf), pd_signature_account(context), end);
	after.passphrase = pd_value_secret(values, "passphrase");
	if (!pd_identity_install(
		    &pd_signer_kind, context, &after, sentence, result, error))
		return false;
	/* Who trusts the CA believes the new one too. */
	if (after.chain.count == 1)
		pd_result_warn(result,
			_("It is signed by itself: publish it where signatures are "
			  "verified, or they are not believed any more"));
	return true;
}
