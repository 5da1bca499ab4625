/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/signature/signature.h"
#include "tabs/ssl/ssl_authority.h"
#include "x509/sign/detached.h"
#include "x509/write/issue.h"

/* The signing certificate itself: installing, making, showing, exporting, deleting. */

enum { STANDARD_DAYS = 1825, USUAL_DAYS = 730 };

/* ---- installing, showing, exporting -------------------------------------------- */

static bool
take_signer(struct pd_context *context, struct pd_bundle *bundle, const char *from,
	struct pd_identity *out, struct pd_error *error)
{
	if (!pd_identity_take(bundle, context->store, from, out, error))
		return false;
	const struct pd_certificate *certificate = pd_identity_leaf(out);
	const char *subject = pd_certificate_subject(certificate);
	const char *key = pd_certificate_key_text(certificate);
	if (!pd_certificate_allows(certificate, PD_USAGE_DIGITAL_SIGNATURE) &&
		!pd_certificate_allows(certificate, PD_USAGE_NON_REPUDIATION))
		return pd_fail(error, PD_EINPUT, from,
			_("%s may not sign: its keyUsage lacks digitalSignature; give "
			  "a certificate that was made for signing"),
			subject);
	return strncmp(key, "EC ", 3) == 0 || strncmp(key, "RSA ", 4) == 0 ||
	       pd_fail(error, PD_EINPUT, from,
		       _("the key of %s is %s, which JS7 cannot verify; give a "
			 "certificate with an EC or RSA key"),
		       subject, key);
}

static char *
describe_installed_signer(
	const struct pd_context *context, const struct pd_identity *identity)
{
	return pd_format(_("Signing certificate %s of account %s installed"),
		pd_certificate_subject(pd_identity_leaf(identity)),
		pd_signature_account(context));
}

static void
describe_account(const struct pd_context *context, struct pd_details *out)
{
	pd_details_text(out, "account", _("Account"), pd_signature_account(context));
}

static void
tell_signer_written(const char *subject, const char *path, struct pd_result *result)
{
	pd_result_say(result, _("Signing certificate %s written to %s"), subject, path);
}

const struct pd_identity_kind pd_signer_kind = {
	.title = N_("Signing certificate"),
	.name = N_("The signing certificate"),
	.record = pd_signature_record,
	.allowed = pd_signature_allowed,
	.load = pd_signature_load,
	.take = take_signer,
	.installed = describe_installed_signer,
	.describe = describe_account,
	.tell_written = tell_signer_written,
};

bool
pd_signature_import(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	return pd_identity_import(&pd_signer_kind, context, values, result, error);
}

bool
pd_signature_preview(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	return pd_identity_preview(&pd_signer_kind, context, out, error);
}

bool
pd_signature_show(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	return pd_identity_show(&pd_signer_kind, context, values, result, error);
}

bool
pd_signature_export(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	return pd_identity_export(&pd_signer_kind, context, values, result, error);
}

/* ---- making -------------------------------------------------------------------- */

char *
pd_signature_dn(struct pd_context *context, const char *row)
{
	(void)row;
	PD_AUTO(pd_secret_wipe) struct pd_secret dn = {0};
	pd_secret_add_text(&dn, "CN=");
	for (const char *c = pd_signature_account(context); *c != '\0'; c++)
		pd_secret_add_format(
			&dn, "%s%c", strchr(",+\"\\<>;=# ", *c) ? "\\" : "", *c);
	return pd_copy(pd_secret_text(&dn));
}

static bool
fit_into_ca(
	const struct pd_signer_order *order, int64_t *not_after, struct pd_error *error)
{
	if (order->ca == NULL || *not_after == PD_TIME_LATEST)
		return true;
	const struct pd_certificate *ca = pd_identity_leaf(order->ca);
	int64_t end = pd_certificate_not_after(ca);
	if (*not_after <= end || order->shorten) {
		*not_after = *not_after <= end ? *not_after : end;
		return true;
	}
	PD_AUTO(pd_drop_text) char *date = pd_text_date(end);
	return pd_fail(error, PD_EUSAGE, order->not_after ? "expires" : "days",
		_("the certificate would outlive its CA, which ends on %s; choose an "
		  "earlier end, or --no-use-ssl-ca"),
		date);
}

static bool
find_end(const struct pd_signer_order *order, int64_t not_before, int64_t *not_after,
	struct pd_error *error)
{
	*not_after = order->not_after;
	if (order->not_after == 0 &&
		!pd_issue_not_after(not_before, order->days, "days", not_after, error))
		return false;
	return fit_into_ca(order, not_after, error);
}

static struct pd_certificate *
issue(const struct pd_signer_order *order, const struct pd_key *key,
	struct pd_error *error)
{
	static const char *const purposes[] = {PD_OID_CODE_SIGNING, NULL};
	PD_AUTO(pd_drop_name)
	struct pd_name *subject = pd_name_parse(order->dn, "dn", error);
	if (subject == NULL)
		return NULL;
	const struct pd_identity *ca = order->ca;
	struct pd_template template = {
		.subject = subject,
		.public_der = pd_key_public_der(key),
		.not_before = pd_issue_not_before(),
		.usage = PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_NON_REPUDIATION,
		.purposes = purposes,
	};
	if (!find_end(order, template.not_before, &template.not_after, error))
		return NULL;
	return pd_issue_certificate(
		&template, ca ? pd_identity_leaf(ca) : NULL, ca ? ca->key : key, error);
}

bool
pd_signature_make(const struct pd_signer_order *order, struct pd_identity *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_key_generate(&order->kind, error);
	struct pd_certificate *certificate =
		key != NULL ? issue(order, key, error) : NULL;
	if (certificate == NULL)
		return false;
	pd_certificates_add(&out->chain, certificate);
	for (size_t i = 0; order->ca != NULL && i < order->ca->chain.count; i++)
		pd_certificates_add(
			&out->chain, pd_certificate_copy(order->ca->chain.items[i]));
	out->key = pd_steal(key);
	out->origin = pd_copy(order->origin);
	return true;
}

/* The end that the operator asks for: a date, "never", or days. */
static bool
read_end(struct pd_context *context, const struct pd_values *values,
	struct pd_signer_order *order, struct pd_error *error)
{
	const char *expires = pd_value_text(values, "expires");
	const char *days = pd_value_text(values, "days");
	order->days = pd_value_number(values, "days", USUAL_DAYS);
	order->shorten = expires == NULL && (days == NULL || order->days == USUAL_DAYS);
	if (expires == NULL)
		return true;
	if (strcmp(expires, "never") == 0)
		order->not_after = PD_TIME_LATEST;
	else if (!pd_text_read_date(expires, &order->not_after))
		return pd_fail(error, PD_EUSAGE, "expires",
			_("\"%s\" is no date; write it as YYYY-MM-DD, or never"),
			expires);
	return order->not_after > context->now ||
	       pd_fail(error, PD_EUSAGE, "expires",
		       _("%s is over already; choose a day to come"), expires);
}

/* What never ends is worth as much as its CA; who asked for it is told. */
static void
warn_of_ca(const struct pd_authority *authority, const struct pd_certificate *made,
	struct pd_result *result)
{
	if (pd_certificate_not_after(made) != PD_TIME_LATEST ||
		authority->identity.chain.count == 0)
		return;
	const struct pd_certificate *ca = pd_identity_leaf(&authority->identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(ca));
	pd_result_warn(result,
		_("It never ends, but its CA does on %s: from then on only those "
		  "verifiers take its signatures that trust it itself"),
		end);
}

/* The certificate is made before the store is touched: RSA keys take their time. */
static bool
generate(struct pd_context *context, const struct pd_values *values,
	struct pd_authority *authority, struct pd_identity *out, struct pd_error *error)
{
	struct pd_signer_order order = {
		.dn = pd_value_text(values, "dn"),
		.origin = "generated",
	};
	if (!pd_common_key_kind(values, &order.kind, error) ||
		!read_end(context, values, &order, error))
		return false;
	if (pd_value_flag(values, "use-ssl-ca")) {
		if (!pd_authority_open(context, values, authority, error))
			return false;
		authority->identity.key = pd_steal(authority->key);
		order.ca = &authority->identity;
	}
	return pd_signature_make(&order, out, error) && pd_common_go_on(context, error);
}

bool
pd_signature_generate(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_identity_free)
	struct pd_identity identity = {
		.passphrase = pd_value_secret(values, "passphrase")};
	if (!pd_signature_allowed(context, error) ||
		!generate(context, values, &authority, &identity, error))
		return false;
	const struct pd_certificate *certificate = pd_identity_leaf(&identity);
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Signing certificate %s of account %s generated, valid until %s"),
		pd_certificate_subject(certificate), pd_signature_account(context),
		end);
	if (!pd_identity_install(
		    &pd_signer_kind, context, &identity, sentence, result, error))
		return false;
	warn_of_ca(&authority, certificate, result);
	return true;
}

bool
pd_signature_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *dn = pd_signature_dn(context, NULL);
	const struct pd_signer_order order = {
		.dn = dn,
		.kind = {.algorithm = PD_EC, .curve = PD_P256},
		.days = STANDARD_DAYS,
		.shorten = true,
		.ca = context->standard_ca,
		.origin = "standard",
	};
	PD_AUTO(pd_drop_text) char *record = pd_signature_record(context);
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	return pd_signature_make(&order, &identity, error) &&
	       pd_identity_put(change, record, &identity, context, error);
}

/* ---- deleting ------------------------------------------------------------------ */

bool
pd_signature_preview_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_signature_load(context, &identity, error))
		return false;
	pd_common_preview(context, pd_identity_leaf(&identity), out);
	pd_details_text(out, "effect", _("Effect"),
		_("Workflows and job resources cannot be deployed any more."));
	pd_details_text(out, "type_to_confirm", _("Type the account to delete"),
		pd_signature_account(context));
	return true;
}

static bool
take_away(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *identity, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *record = pd_signature_record(context);
	const char *key_id = pd_certificate_key_id(pd_identity_leaf(identity));
	/* The CA can hand it out again, where it is one of those that it issued. */
	bool shared = pd_identity_needs_key(context->store, key_id, record) ||
		      pd_identity_folder_needs_key(
			      context->store, "ssl/issued", key_id, record);
	bool key = !shared && pd_store_has_key(context->store, key_id);
	return pd_change_remove(change, record, error) &&
	       (!key || pd_change_remove_key(change, key_id, error));
}

bool
pd_signature_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_signature_load(context, &identity, error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Signing certificate %s of account %s deleted: deployment is stopped "
		  "until there is another"),
		pd_certificate_subject(pd_identity_leaf(&identity)),
		pd_signature_account(context));
	if (change == NULL || !take_away(context, change, &identity, error) ||
		!pd_change_commit(change, sentence, error))
		return false;
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	return true;
}
