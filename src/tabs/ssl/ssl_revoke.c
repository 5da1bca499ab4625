/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/write/revocation_write.h"

/* Revokes certificates. */

/* A reason may only change from certificateHold to another. */
static bool
check_reason(const struct pd_issued *issued, const char *reason, struct pd_error *error)
{
	bool held = issued->revoked_at != 0 &&
		    strcmp(issued->reason, "certificateHold") == 0;
	bool removes = strcmp(reason, "removeFromCRL") == 0;
	if (removes && !held)
		return pd_fail(error, PD_ESTATE, issued->serial,
			_("certificate of %s is not on hold, so there is no hold to "
			  "take back"),
			issued->name);
	if (issued->revoked_at == 0 || (held && strcmp(reason, issued->reason) != 0))
		return true;
	PD_AUTO(pd_drop_text) char *date = pd_text_date(issued->revoked_at);
	return pd_fail(error, PD_ESTATE, issued->serial,
		_("certificate of %s was revoked on %s already (%s)"), issued->name,
		date, issued->reason);
}

static void
mark_revoked(struct pd_issued *issued, const char *reason, int64_t now)
{
	free(issued->reason);
	issued->reason = NULL;
	issued->revoked_at = 0;
	if (strcmp(reason, "removeFromCRL") == 0)
		return;
	issued->reason = pd_copy(reason);
	issued->revoked_at = now;
}

static char *
describe_revocation(const struct pd_issued *issued)
{
	if (issued->revoked_at == 0)
		return pd_format(
			_("Certificate of %s is on hold no longer"), issued->name);
	return pd_format(
		_("Certificate of %s revoked (%s)"), issued->name, issued->reason);
}

bool
pd_ssl_revoke(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *reason = pd_value_text(values, "reason");
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	if (!pd_issued_find(context, pd_value_text(values, "serial"), &issued, error) ||
		!check_reason(&issued, reason, error) ||
		!pd_authority_open(context, values, &authority, error) ||
		!pd_crl_may_sign(&authority, error) ||
		!pd_issued_check_issuer(
			&issued, pd_authority_certificate(&authority), error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL)
		return false;
	/* Somebody may have been first while this one waited for the lock. */
	PD_AUTO(pd_issued_free) struct pd_issued now = {0};
	if (!pd_issued_find(context, issued.id, &now, error) ||
		!check_reason(&now, reason, error))
		return false;
	mark_revoked(&now, reason, context->now);
	PD_AUTO(pd_drop_text) char *sentence = describe_revocation(&now);
	PD_AUTO(pd_new_crl_free)
	struct pd_new_crl list = {
		.authority = &authority, .changed = &now, .changed_count = 1};
	return pd_issued_put(change, &now, error) &&
	       pd_crl_put(context, change, &list, error) &&
	       pd_context_end_change(change, sentence, result, error);
}
