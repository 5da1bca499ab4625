/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_export.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/ssl/ssl_many.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_glance.h"

/* Shows an issued certificate, and forgets its key. */

/* What a revocation list or an index says of a certificate that is not here. */
static void
describe_known_serial(const struct pd_issued *issued, struct pd_details *out)
{
	pd_details_text(out, "serial", _("Serial number"), issued->serial);
	if (*issued->subject != '\0')
		pd_details_text(out, "subject", _("Subject"), issued->subject);
	if (issued->not_after != PD_TIME_LATEST)
		pd_details_time(out, "not_after", _("Valid until"), issued->not_after);
	pd_details_text(out, "certificate", _("Certificate"),
		_("not kept here: known by its serial number"));
}

static void
describe_issued(struct pd_context *context, const struct pd_issued *issued,
	struct pd_details *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	PD_AUTO(pd_drop_text) char *words = pd_issued_state_text(context, issued);
	pd_details_section(out, NULL, _("Issued certificate"));
	if (issued->by_serial)
		describe_known_serial(issued, out);
	pd_details_word(out, "status", _("State"),
		pd_issued_state_name(pd_issued_state(issued, &notice)), words);
	if (issued->revoked_at != 0) {
		pd_details_time(out, "revoked_at", _("Revoked"), issued->revoked_at);
		pd_details_text(out, "reason", _("Reason"), issued->reason);
	}
	if (issued->invalidity != 0)
		pd_details_time(
			out, "invalidity_date", _("Invalid since"), issued->invalidity);
	if (issued->by_serial)
		return;
	pd_details_text(out, "profile", _("Profile"), issued->profile);
	pd_details_text(out, "purpose", _("Kind"), issued->purpose);
	pd_details_time(out, "issued_at", _("Issued"), issued->time);
	pd_details_text(out, "account", _("Issued by account"), issued->account);
	if (issued->renewed_by != NULL)
		pd_details_text(out, "renewed_by", _("Renewed as"), issued->renewed_by);
	pd_identity_describe_key(context->store, issued->key, out);
}

static bool
describe_issued_glance(struct pd_context *context, const struct pd_issued *issued,
	struct pd_details *out, struct pd_error *error)
{
	const struct pd_notice notice = pd_context_notice(context);
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	PD_AUTO(pd_drop_text) char *state = pd_issued_state_text(context, issued);
	if (!pd_ssl_issued_identity(context, issued, &identity, error))
		return false;
	pd_describe_glance(&identity.chain, state, &notice, out);
	return true;
}

bool
pd_ssl_show_issued(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	struct pd_notice notice = pd_context_notice(context);
	PD_AUTO(pd_drop_text) char *revoked = NULL;
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	if (!pd_issued_find_known(
		    context, pd_value_text(values, "serial"), &issued, error))
		return false;
	result->has_details = true;
	if (!issued.by_serial &&
		!describe_issued_glance(context, &issued, &result->details, error))
		return false;
	describe_issued(context, &issued, &result->details);
	if (issued.by_serial)
		return true;
	if (issued.revoked_at != 0)
		notice.instead = revoked = pd_issued_state_text(context, &issued);
	pd_describe_certificate(
		issued.certificate, NULL, _("Certificate"), &notice, &result->details);
	return !pd_value_flag(values, "private-key") ||
	       pd_identity_show_key(context->store, issued.key, issued.name,
		       &result->details, error);
}

/* ---- forgetting a key ------------------------------------------------------------------- */

bool
pd_ssl_preview_forget(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	if (!pd_issued_find_all(context, values, NULL, &list, error))
		return false;
	pd_issued_preview(context, &list, out);
	pd_details_text(out, "effect", _("Effect"),
		_("The certificate stays valid, but its key cannot be exported here "
		  "any more, and it is renewed with a new key only."));
	pd_common_preview_undo(context, out);
	pd_details_typed(out, _("Type this word"), _("forget"));
	return true;
}

/* The key is not destroyed as long as undo can bring it back. */
static void
say_forgotten(
	const struct pd_context *context, const char *name, struct pd_result *result)
{
	long days = context->settings.undo_days;
	if (days == 0)
		return;
	pd_result_say(result,
		ngettext("Private key of %s forgotten; undo can bring it back for %ld "
			 "day, unless history purge wipes it before",
			"Private key of %s forgotten; undo can bring it back for %ld "
			"days, unless history purge wipes it before",
			(unsigned long)days),
		name, days);
}

static bool
check_forgettable(struct pd_context *context, const struct pd_issued *issued,
	struct pd_error *error)
{
	if (!pd_store_has_key(context->store, issued->key))
		return pd_fail(error, PD_ESTATE, issued->serial,
			_("the private key of %s is not kept here, so there is none to "
			  "forget"),
			issued->name);
	return !pd_identity_needs_key(context->store, issued->key, NULL) ||
	       pd_fail(error, PD_ESTATE, issued->serial,
		       _("%s shares its private key with another certificate that is "
			 "kept here, which still needs it"),
		       issued->name);
}

/* Certificates may share a key: it goes once. */
static bool
remove_keys(struct pd_change *change, const struct pd_issued_list *list,
	struct pd_error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		bool again = false;
		for (size_t j = 0; j < i; j++)
			again = again ||
				strcmp(list->items[i].key, list->items[j].key) == 0;
		if (!again && !pd_change_remove_key(change, list->items[i].key, error))
			return false;
	}
	return true;
}

/* A renewed certificate may share its key with its successor: both lose it. */
bool
pd_ssl_forget_key(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	if (!pd_issued_find_all(context, values, NULL, &list, error))
		return false;
	for (size_t i = 0; i < list.count; i++)
		if (!check_forgettable(context, &list.items[i], error))
			return false;
	PD_AUTO(pd_drop_text)
	char *sentence =
		list.count == 1
			? pd_format(
				  _("Private key of %s forgotten"), list.items[0].name)
			: pd_format(
				  ngettext("Private key of %zu certificate forgotten",
					  "Private keys of %zu certificates forgotten",
					  list.count),
				  list.count);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !remove_keys(change, &list, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	if (list.count == 1)
		say_forgotten(context, list.items[0].name, result);
	return true;
}
