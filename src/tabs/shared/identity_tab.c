/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/identity_tab.h"

#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/token_key.h"
#include "x509/certificate/describe_glance.h"

static char *
name_record(const struct pd_identity_kind *kind, const struct pd_context *context)
{
	return kind->record ? kind->record(context) : pd_copy(kind->path);
}

/* ---- installing ---------------------------------------------------------------- */

static bool
check_allowed(const struct pd_identity_kind *kind, struct pd_context *context,
	struct pd_error *error)
{
	return kind->allowed == NULL || kind->allowed(context, error);
}

bool
pd_identity_read(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_identity *out,
	struct pd_result *result, struct pd_error *error)
{
	const char *from;
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	if (!check_allowed(kind, context, error) ||
		!pd_common_read(context, values, PD_WANT_PAIR, &bundle, &from, error) ||
		!pd_add_token_key(context, values, &bundle, error) ||
		!kind->take(kind, context, &bundle, from, out, error) ||
		!pd_weak_admit_all(values, &out->chain, error) ||
		!pd_weak_admit_all(values, &out->roots, error) ||
		!kind->judge(context, values, out, from, result, error))
		return false;
	bool is_file = pd_value_count(values, "file") > 0;
	pd_common_warn_left_out(&bundle.left_out, result);
	pd_identity_warn_others(out, result);
	out->origin = pd_copy(is_file ? "imported" : "pasted");
	if (!pd_value_flag(values, "remove-passphrase"))
		out->passphrase = pd_value_secret(values, "passphrase");
	return true;
}

bool
pd_identity_stage(const struct pd_identity_kind *kind, struct pd_context *context,
	struct pd_change *change, const struct pd_identity *identity,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *record = name_record(kind, context);
	return (kind->stage == NULL ||
		       kind->stage(kind, context, change, identity, error)) &&
	       pd_identity_put(change, record, identity, context, error);
}

bool
pd_identity_install(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_identity *identity, const char *sentence,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!pd_identity_stage(kind, context, change, identity, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	pd_common_warn_needs(
		context, pd_identity_leaf(identity), _(kind->name), result);
	return true;
}

bool
pd_identity_import(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_identity_read(kind, context, values, &identity, result, error) ||
		!pd_common_go_on(context, error))
		return false;
	if (identity.is_there) {
		const struct pd_certificate *leaf = pd_identity_leaf(&identity);
		pd_result_say(result,
			_("Nothing to do: the certificate %s (serial %s) is installed "
			  "already"),
			pd_certificate_subject(leaf), pd_certificate_serial(leaf));
		return true;
	}
	PD_AUTO(pd_drop_text)
	char *sentence = kind->installed(kind, context, &identity);
	if (!pd_identity_install(kind, context, &identity, sentence, result, error))
		return false;
	if (kind->warn != NULL)
		kind->warn(context, &identity, result);
	return true;
}

/* false: there is none, or none that can be read, so that nothing is lost; or it failed. */
static bool
find_replaced(const struct pd_identity_kind *kind, struct pd_context *context,
	struct pd_identity *now, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *record = name_record(kind, context);
	if (!check_allowed(kind, context, error))
		return false;
	if (pd_identity_load(context->store, record, now, error))
		return true;
	if (error->code == PD_ESTATE || error->code == PD_ESTORE)
		pd_error_clear(error);
	return false;
}

static void
preview_replaced(const struct pd_context *context, const struct pd_identity *now,
	struct pd_details *out)
{
	pd_details_section(out, "replaced", _("Replaced"));
	pd_common_preview(context, pd_identity_leaf(now), out);
}

bool
pd_identity_preview(const struct pd_identity_kind *kind, struct pd_context *context,
	const char *subject, const char *end, struct pd_details *out,
	struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	if (!find_replaced(kind, context, &now, error))
		return error->code == PD_OK;
	if (subject == NULL)
		subject = pd_certificate_subject(pd_identity_leaf(&now));
	pd_details_section(out, "new", _("New"));
	pd_details_text(out, "subject", _("Subject"), subject);
	if (end != NULL)
		pd_details_text(out, "not_after", _("Valid until"), end);
	preview_replaced(context, &now, out);
	return true;
}

bool
pd_identity_preview_import(const struct pd_identity_kind *kind,
	struct pd_context *context, const struct pd_certificate *leaf,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	if (!find_replaced(kind, context, &now, error))
		return error->code == PD_OK;
	pd_details_section(out, "new", _("New"));
	pd_common_preview_certificate(leaf, out);
	preview_replaced(context, &now, out);
	return true;
}

/* ---- showing and exporting ----------------------------------------------------- */

bool
pd_identity_show_one(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_identity *identity, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	struct pd_details *out = &result->details;
	const struct pd_notice notice = pd_context_notice(context);
	pd_describe_glance(&identity->chain, NULL, &notice, out);
	pd_details_section(out, NULL, _(kind->title));
	if (kind->describe != NULL)
		kind->describe(context, out);
	pd_identity_describe_origin(context, identity, out);
	pd_identity_describe_chain(context, identity, _("Issuer"), out);
	result->has_details = true;
	return !pd_value_flag(values, "private-key") ||
	       pd_identity_show_key(context->store, pd_certificate_key_id(leaf),
		       pd_certificate_subject(leaf), out, error);
}

bool
pd_identity_show(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	return kind->load(context, &identity, error) &&
	       pd_identity_show_one(kind, context, &identity, values, result, error);
}

bool
pd_identity_export_one(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_identity *identity, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	if (!pd_identities_hand_over(context, identity, 1, values, result, error))
		return false;
	if (!result->has_output)
		kind->tell_written(pd_certificate_subject(pd_identity_leaf(identity)),
			pd_value_text(values, "file"), result);
	return true;
}

bool
pd_identity_export(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	return kind->load(context, &identity, error) &&
	       pd_identity_export_one(kind, context, &identity, values, result, error);
}

void
pd_identity_add_findings(const struct pd_identity_kind *kind,
	const struct pd_context *context, const struct pd_identity *identity,
	const char *row, struct pd_view *out)
{
	const char *key_id = pd_certificate_key_id(pd_identity_leaf(identity));
	bool standard = strcmp(identity->origin, "standard") == 0;
	PD_AUTO(pd_drop_text)
	char *needs = pd_common_identity_needs(
		context, identity, _(kind->name), standard ? _(kind->remedy) : NULL);
	if (needs != NULL) {
		pd_view_find(out, row, "%s", needs);
		pd_view_mend(out, kind->mends);
	}
	if (!pd_store_has_key(context->store, key_id))
		pd_view_find(out, row, "%s", _(kind->missing));
}
