/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_find.h"
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

char *
pd_ssl_blocked_revoke(struct pd_context *context, const struct pd_row *row)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	struct pd_error found = {0};
	/* A row of a list says so itself, without reading the store at each key. */
	bool listed = row != NULL && row->values[3] != NULL;
	if (row == NULL || row->kind != PD_ON_ISSUED ||
		(listed && strcmp(row->values[3], "revoked") != 0) ||
		!pd_issued_find(context, row->id, &issued, &found))
		return NULL;
	bool held =
		issued.revoked_at != 0 && strcmp(issued.reason, "certificateHold") == 0;
	return held || check_reason(&issued, "unspecified", &found)
		       ? NULL
		       : pd_copy(found.message);
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

/* ---- revoking ----------------------------------------------------------------------- */

/* What is to be revoked, in the register or known by its serial number alone. */
static bool
find_to_revoke(struct pd_context *context, const struct pd_values *values,
	struct pd_issued *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	const char *typed = pd_value_text(values, "serial");
	if (!pd_value_flag(values, "unlisted"))
		return pd_issued_find_known(context, typed, out, error);
	if (pd_issued_find_known(context, typed, out, &problem))
		return true;
	if (problem.code != PD_ESTATE)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	return pd_issued_make_unlisted(context, typed, out, error);
}

bool
pd_ssl_preview_revoke(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	if (!find_to_revoke(context, values, &issued, error))
		return false;
	if (*issued.subject != '\0')
		pd_details_text(out, "subject", _("Subject"), issued.subject);
	pd_details_text(out, "serial", _("Serial number"), issued.serial);
	if (issued.not_after != PD_TIME_LATEST) {
		PD_AUTO(pd_drop_text) char *end = pd_text_date(issued.not_after);
		pd_details_text(out, "not_after", _("Valid until"), end);
	}
	if (!issued.by_serial)
		pd_details_text(out, "private_key", _("Private key"),
			pd_identity_key_words(context->store, issued.key));
	else if (issued.not_after == PD_TIME_LATEST && issued.revoked_at == 0)
		pd_details_text(out, "effect", _("Effect"),
			_("Nothing here knows this serial number: the revocation list "
			  "will name it for good, whether or not there is such a "
			  "certificate."));
	return true;
}

/* Into the index, if there is no certificate that the register could keep. */
static bool
put_revoked(struct pd_context *context, struct pd_change *change,
	const struct pd_issued *issued, struct pd_index *index, struct pd_error *error)
{
	if (!issued->by_serial)
		return pd_issued_put(change, issued, error);
	const struct pd_index_entry entry = {
		.not_after =
			issued->not_after == PD_TIME_LATEST ? 0 : issued->not_after,
		.revoked_at = issued->revoked_at,
		.reason = issued->reason ? pd_reason_code(issued->reason) : 0,
		.invalidity = issued->invalidity,
	};
	if (!pd_index_load(context, issued->issuer, index, error))
		return false;
	struct pd_index_entry *known = pd_index_find(index, issued->serial);
	if (known == NULL) {
		pd_index_add(index, issued->serial, issued->subject, &entry);
	} else {
		known->revoked_at = entry.revoked_at;
		known->reason = entry.reason;
	}
	return pd_index_put(change, issued->issuer, index, error);
}

static bool
stage_revocation(struct pd_context *context, struct pd_change *change,
	const struct pd_authority *authority, const struct pd_issued *issued,
	struct pd_error *error)
{
	PD_AUTO(pd_index_free) struct pd_index index = {0};
	PD_AUTO(pd_new_crl_free)
	struct pd_new_crl list = {
		.authority = authority, .changed = issued, .changed_count = 1};
	if (!pd_crl_check_complete(context, &authority->identity, error) ||
		!put_revoked(context, change, issued, &index, error))
		return false;
	if (issued->by_serial)
		list.index = &index;
	return pd_crl_put(context, change, &list, error);
}

bool
pd_ssl_revoke(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *reason = pd_value_text(values, "reason");
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	if (!find_to_revoke(context, values, &issued, error) ||
		!check_reason(&issued, reason, error) ||
		!pd_authority_open_of(
			context, values, issued.issuer, &authority, error) ||
		!pd_crl_may_sign(&authority, error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL)
		return false;
	/* Somebody may have been first while this one waited for the lock. */
	PD_AUTO(pd_issued_free) struct pd_issued now = {0};
	if (!find_to_revoke(context, values, &now, error) ||
		!check_reason(&now, reason, error))
		return false;
	mark_revoked(&now, reason, context->now);
	PD_AUTO(pd_drop_text) char *sentence = describe_revocation(&now);
	return stage_revocation(context, change, &authority, &now, error) &&
	       pd_context_end_change(change, sentence, result, error);
}
