/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "store/entry.h"
#include "tabs/shared/common.h"
#include "tabs/shared/likeness.h"
#include "tabs/shared/token_key.h"
#include "tabs/ssl/renew/ssl_due.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_register.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "x509/certificate/describe.h"
#include "x509/judge/validity.h"

/* There is a TLS certificate as generate would make it, or a pending request for one as
 * request would, or it is made: safe to repeat. */

enum finding { MISSING, REVOKED, DIFFERS, ENDS, VALID };

static const char *const reasons[] = {"missing", "revoked", "differs", "ends", "valid"};

struct ensuring {
	struct pd_context *context;
	const struct pd_values *values;
	struct pd_tls_place place;
	struct pd_name *subject;
	struct pd_alternatives names;
	struct pd_key_kind kind;
	struct pd_identity found; /* empty: nothing */
	enum finding finding;
};

static void
free_work(struct ensuring *work)
{
	pd_tls_place_free(&work->place);
	pd_name_free(work->subject);
	pd_alternatives_free(&work->names);
	pd_identity_free(&work->found);
}

static bool
is_asked_of_others(const struct ensuring *work)
{
	return pd_value_flag(work->values, "request");
}

/* ---- what is there ---------------------------------------------------------------- */

static bool
read_wanted(struct ensuring *work, struct pd_error *error)
{
	const struct pd_values *values = work->values;
	pd_tls_place_find(values, &work->place);
	work->subject = pd_name_parse(pd_value_text(values, "dn"), "dn", error);
	return work->subject != NULL &&
	       pd_tls_names(work->subject, pd_value_text(values, "san"), &work->names,
		       error) &&
	       pd_common_key_kind(values, &work->kind, error);
}

/* Signed by whom it is to be signed; a CA of others is any but this key itself. */
static enum finding
judge_signer(const struct ensuring *work, const struct pd_certificate *leaf)
{
	struct pd_error none = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (is_asked_of_others(work))
		return pd_certificate_is_self_issued(leaf) ? DIFFERS : VALID;
	if (!pd_value_flag(work->values, "use-ssl-ca"))
		return pd_certificate_is_self_issued(leaf) ? VALID : DIFFERS;
	if (!pd_register_find(work->context, leaf, &issued) ||
		!pd_authority_load(work->context, &ca, &none) ||
		strcmp(issued.issuer, pd_certificate_key_id(pd_identity_leaf(&ca))) !=
			0)
		return DIFFERS;
	return issued.revoked_at != 0 ? REVOKED : VALID;
}

/* Other CAs may write another subject, and more names. */
static bool
has_right_names(const struct ensuring *work, const struct pd_certificate *leaf)
{
	return is_asked_of_others(work)
		       ? pd_likeness_has_names(
				 pd_certificate_alternatives(leaf), &work->names)
		       : pd_likeness_of_holder(leaf, work->subject, &work->names);
}

/* One of the CA here that ended with the CA again would be no gain. */
static bool
is_to_be_renewed(const struct ensuring *work, const struct pd_certificate *leaf)
{
	struct pd_error none = {0};
	const struct pd_validity validity = pd_validity_of(leaf);
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (!pd_due_is(&validity, pd_margin_of(work->values), work->context->now))
		return false;
	return !pd_value_flag(work->values, "use-ssl-ca") ||
	       !pd_authority_load(work->context, &ca, &none) ||
	       pd_validity_outlasts(pd_identity_leaf(&ca), leaf);
}

static enum finding
judge_present(const struct ensuring *work)
{
	const struct pd_certificate *leaf = pd_identity_leaf(&work->found);
	if (!pd_store_has_key(work->context->store, pd_certificate_key_id(leaf)))
		return MISSING;
	if (!pd_token_key_is_in(
		    work->context, work->values, pd_certificate_key_id(leaf)))
		return DIFFERS;
	enum finding signer = judge_signer(work, leaf);
	if (signer != VALID)
		return signer;
	if (!pd_likeness_of_key(pd_certificate_public_der(leaf), &work->kind) ||
		!has_right_names(work, leaf))
		return DIFFERS;
	return is_to_be_renewed(work, leaf) ? ENDS : VALID;
}

/* A damaged record is replaced like one that is missing. */
static void
look_at_it(struct ensuring *work)
{
	struct pd_error unreadable = {0};
	pd_identity_free(&work->found);
	work->finding = pd_identity_load(work->context->store, work->place.record,
				&work->found, &unreadable)
				? judge_present(work)
				: MISSING;
}

static bool
begin(struct ensuring *work, struct pd_error *error)
{
	if (!read_wanted(work, error))
		return false;
	look_at_it(work);
	return true;
}

/* Is the pending request, if there is one, for the same? Then *pem gets it; free() it. */
static bool
find_pending(const struct ensuring *work, char **pem)
{
	struct pd_error none = {0};
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	const struct pd_pending_kind kind = pd_tls_request_kind(&work->place);
	if (!pd_pending_parse(&kind, work->context, &bundle, &none))
		return false;
	const struct pd_request *request = bundle.requests[0];
	bool same =
		pd_likeness_of_request(request, work->subject, &work->names) &&
		pd_likeness_of_key(pd_request_public_der(request), &work->kind) &&
		pd_store_has_key(work->context->store, pd_request_key_id(request)) &&
		pd_token_key_is_in(
			work->context, work->values, pd_request_key_id(request));
	*pem = same ? pd_request_pem(request) : NULL;
	return same;
}

/* ---- making ----------------------------------------------------------------------- */

/* The values that generate and request take; what ends stays with its key. */
static struct pd_values *
make_values(const struct ensuring *work)
{
	static const char *const taken[] = {"name", "dn", "san", "use-ssl-ca",
		"algorithm", "curve", "bits", "days", "allow-weak", "allow-outlive",
		"anyway", "passphrase", "ca-passphrase", "token"};
	struct pd_values *values = pd_values_new();
	for (size_t i = 0; i < PD_COUNT(taken); i++) {
		const struct pd_secret *value = pd_value_secret(work->values, taken[i]);
		if (value != NULL)
			pd_values_set_secret(values, taken[i], value);
	}
	bool same_key = work->finding == ENDS;
	pd_values_set(values, "reuse-key", same_key ? "yes" : "no");
	pd_values_set(values, "new-key", same_key ? "no" : "yes");
	pd_values_set(values, "file", "-");
	pd_values_set(values, "format", "pem");
	return values;
}

static void
tell_certificate(struct ensuring *work, const char *reason, struct pd_result *result)
{
	struct pd_details *out = &result->details;
	look_at_it(work);
	if (work->found.chain.count == 0)
		return;
	const struct pd_certificate *leaf = pd_identity_leaf(&work->found);
	pd_details_section(out, NULL, NULL);
	pd_details_text(out, "name", _("Key name"), work->place.name);
	pd_details_text(out, "serial", _("Serial number"), pd_certificate_serial(leaf));
	pd_details_text(out, "subject", _("Subject"), pd_certificate_subject(leaf));
	pd_describe_names(leaf, out);
	pd_details_time(
		out, "not_after", _("Valid until"), pd_certificate_not_after(leaf));
	pd_details_text(out, "key_id", _("Public key id"), pd_certificate_key_id(leaf));
	pd_likeness_tell(work->context, leaf, reason, out);
	result->has_details = true;
}

static void
tell_pending(const struct ensuring *work, const char *pem, struct pd_result *result)
{
	struct pd_details *out = &result->details;
	pd_details_section(out, NULL, NULL);
	pd_details_text(out, "name", _("Key name"), work->place.name);
	pd_details_text(out, "reason", NULL, reasons[work->finding]);
	pd_details_long(out, "request", _("Signing request"), pem);
	result->has_details = true;
}

static bool
request_wanted(struct ensuring *work, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *pem = NULL;
	PD_AUTO(pd_drop_values) struct pd_values *values = NULL;
	if (find_pending(work, &pem)) {
		pd_result_say(result, "%s",
			_("Nothing to do: the signing request is pending; import the "
			  "certificate when the CA returns it"));
		tell_pending(work, pem, result);
		return true;
	}
	values = make_values(work);
	if (!pd_tls_request(work->context, values, result, error))
		return false;
	tell_pending(work, pd_secret_text(&result->output), result);
	result->has_output = false;
	return true;
}

static bool
make_wanted(struct ensuring *work, struct pd_result *result, struct pd_error *error)
{
	const char *reason = reasons[work->finding];
	PD_AUTO(pd_drop_values) struct pd_values *values = make_values(work);
	if (!pd_tls_generate(work->context, values, result, error))
		return false;
	tell_certificate(work, reason, result);
	return true;
}

static void
tell_valid(struct ensuring *work, struct pd_result *result)
{
	const struct pd_certificate *leaf = pd_identity_leaf(&work->found);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	pd_result_say(result,
		_("Nothing to do: the certificate of %s is there, valid until %s"),
		pd_certificate_common_name(leaf), end);
	tell_certificate(work, reasons[VALID], result);
}

static bool
check_days(const struct ensuring *work, struct pd_error *error)
{
	const struct pd_margin margin = pd_margin_of(work->values);
	long days = pd_value_number(work->values, "days", PD_TLS_DAYS);
	return is_asked_of_others(work) || margin.days < days || pd_margin_fail(error);
}

/* What somebody else makes meanwhile counts as made: the commit finds that out. */
static void
note_newest(struct pd_context *context)
{
	struct pd_error ignored = {0};
	if (context->confirmed == 0)
		(void)pd_entry_newest(context->store, &context->confirmed, &ignored);
}

bool
pd_tls_ensure(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(free_work)
	struct ensuring work = {.context = context, .values = values};
	note_newest(context);
	if (!begin(&work, error) || !check_days(&work, error))
		return false;
	if (work.finding != VALID) {
		bool made = is_asked_of_others(&work)
				    ? request_wanted(&work, result, &problem)
				    : make_wanted(&work, result, &problem);
		if (made)
			return true;
		look_at_it(&work);
	}
	if (work.finding == VALID) {
		tell_valid(&work, result);
		return true;
	}
	*error = problem;
	return false;
}

bool
pd_tls_preview_ensure(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *pem = NULL;
	PD_AUTO(free_work)
	struct ensuring work = {.context = context, .values = values};
	if (!begin(&work, error))
		return false;
	if (work.finding == VALID)
		return true;
	if (is_asked_of_others(&work))
		return find_pending(&work, &pem) ||
		       pd_tls_preview_request(context, values, out, error);
	return work.finding == ENDS || pd_tls_preview(context, values, out, error);
}
