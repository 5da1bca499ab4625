/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/signature/signature.h"
#include "tabs/trust/trust_admit.h"
#include "x509/judge/purpose.h"
#include "x509/sign/detached.h"

/* The signing certificate itself: installing, showing, exporting, deleting. */

/* ---- installing, showing, exporting -------------------------------------------- */

static bool
take_signer(const struct pd_identity_kind *kind, struct pd_context *context,
	struct pd_bundle *bundle, const char *from, struct pd_identity *out,
	struct pd_error *error)
{
	(void)kind;
	if (!pd_identity_take(bundle, context->store, from, out, error))
		return false;
	const struct pd_certificate *certificate = pd_identity_leaf(out);
	const char *subject = pd_certificate_subject(certificate);
	const char *key = pd_certificate_key_text(certificate);
	if (!pd_signature_check_key(context, certificate, from, error))
		return false;
	const struct pd_purpose *purpose = pd_verify_purpose("signature");
	if (!pd_purpose_is_named(purpose, certificate))
		return pd_fail(error, PD_EINPUT, from,
			_("%s may not sign files: its extended key usage names other "
			  "purposes; give a certificate for code, mail or documents"),
			subject);
	if (!pd_purpose_is_allowed(purpose, certificate))
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

static bool
admit_signer(struct pd_context *context, const struct pd_values *values,
	const struct pd_identity *identity, const char *from, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_candidate candidate = {&identity->chain, "signature", from};
	return pd_trust_admit(context, values, &candidate, result, error);
}

static char *
describe_installed_signer(const struct pd_identity_kind *kind,
	const struct pd_context *context, const struct pd_identity *identity)
{
	(void)kind;
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

static void
warn_of_issuer(struct pd_context *context, const struct pd_identity *identity,
	struct pd_result *result)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_identity_free) struct pd_identity whole = {0};
	pd_certificates_add_copies(&whole.chain, &identity->chain);
	if (!pd_signature_add_issuer(context, &whole, &ignored) ||
		pd_signature_lacks_issuer(&whole))
		pd_result_warn(result,
			_("the certificate of its issuer %s is missing, and verifiers "
			  "need it; "
			  "import both together, or name its file when you publish"),
			pd_certificate_issuer(pd_identity_leaf(identity)));
}

const struct pd_identity_kind pd_signer_kind = {
	.title = N_("Signing certificate"),
	.name = N_("The signing certificate"),
	.missing = N_("The private signing key is missing, so nothing can be signed: "
		      "import the certificate again with its key"),
	.remedy = N_("Renew"),
	.mends = "renew",
	.record = pd_signature_record,
	.allowed = pd_signature_allowed,
	.load = pd_signature_load,
	.take = take_signer,
	.judge = admit_signer,
	.installed = describe_installed_signer,
	.warn = warn_of_issuer,
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
	return pd_identity_preview(&pd_signer_kind, context,
		pd_value_text(values, "dn"), NULL, out, error);
}

bool
pd_signature_preview_import(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity next = {0};
	PD_AUTO(pd_result_free) struct pd_result ignored = {0};
	return pd_identity_read(
		       &pd_signer_kind, context, values, &next, &ignored, error) &&
	       pd_identity_preview_import(
		       &pd_signer_kind, context, pd_identity_leaf(&next), out, error);
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
	pd_details_typed(
		out, _("Type the account to delete"), pd_signature_account(context));
	return true;
}

static bool
remove_signer(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *identity, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *record = pd_signature_record(context);
	const char *key_id = pd_certificate_key_id(pd_identity_leaf(identity));
	/* A key that the CA made for somebody stays, so that the CA can hand it out
	 * again. One that was made for this tab goes, although the CA has its
	 * certificate. */
	bool shared = pd_identity_needs_key(context->store, key_id, record) ||
		      (!pd_signature_is_made_here(identity) &&
			      pd_identity_folder_needs_key(
				      context->store, "ssl/issued", key_id, record));
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
	return change != NULL && remove_signer(context, change, &identity, error) &&
	       pd_context_end_change(change, sentence, result, error);
}
