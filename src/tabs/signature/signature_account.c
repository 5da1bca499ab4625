/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "store/paths/paths.h"
#include "tabs/signature/signature.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_register.h"
#include "tabs/trust/trust_judge.h"
#include "x509/judge/validity.h"

/* Whose signing certificate it is, and whether it can be used. */

/* The account that all share at level low, as in JS7. */
#define SHARED "root"

const char *
pd_signature_account(const struct pd_context *context)
{
	return context->settings.security_level == PD_LEVEL_MEDIUM ? context->account
								   : SHARED;
}

char *
pd_signature_record(const struct pd_context *context)
{
	PD_AUTO(pd_drop_text)
	char *name = pd_store_name(pd_signature_account(context));
	return pd_format("signature/%s", name);
}

char *
pd_signature_blocked(struct pd_context *context, const struct pd_row *row)
{
	(void)row;
	if (context->settings.security_level != PD_LEVEL_HIGH)
		return NULL;
	return pd_copy(_("the security level is high: signing keys are kept outside of "
			 "pemdeck, so sign where they are; pemdeck settings set "
			 "security_level changes the level"));
}

bool
pd_signature_allowed(struct pd_context *context, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *reason = pd_signature_blocked(context, NULL);
	return reason == NULL || pd_fail(error, PD_ESTATE, "signature", "%s", reason);
}

bool
pd_signature_load(
	struct pd_context *context, struct pd_identity *out, struct pd_error *error)
{
	if (!pd_signature_allowed(context, error))
		return false;
	PD_AUTO(pd_drop_text) char *record = pd_signature_record(context);
	if (pd_identity_load(context->store, record, out, error))
		return true;
	if (error->code == PD_ESTATE) {
		pd_error_clear(error);
		pd_fail(error, PD_ESTATE, "signature",
			_("account %s has no signing certificate, so deployment is "
			  "stopped; generate or import one, or undo its deletion"),
			pd_signature_account(context));
	}
	return false;
}

bool
pd_signature_is_made_here(const struct pd_identity *identity)
{
	return strcmp(identity->origin, "standard") == 0 ||
	       strcmp(identity->origin, "generated") == 0;
}

bool
pd_signature_lacks_issuer(const struct pd_identity *identity)
{
	return identity->chain.count == 1 &&
	       !pd_certificate_is_self_issued(pd_identity_leaf(identity));
}

bool
pd_signature_add_issuer(struct pd_context *context, struct pd_identity *identity,
	struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	struct pd_certificate *issuer = NULL;
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	if (!pd_signature_lacks_issuer(identity))
		return true;
	if (pd_register_find_issuer(context, leaf, &ca))
		issuer = pd_certificate_copy(pd_identity_leaf(&ca));
	else if (!pd_trust_find_issuer(context, leaf, &issuer, error))
		return false;
	if (issuer != NULL)
		pd_certificates_add(&identity->chain, issuer);
	return true;
}

static bool
fail_signer_time(
	const struct pd_certificate *certificate, int64_t now, struct pd_error *error)
{
	const char *subject = pd_certificate_subject(certificate);
	PD_AUTO(pd_drop_text)
	char *begin = pd_text_moment(pd_certificate_not_before(certificate));
	PD_AUTO(pd_drop_text)
	char *end = pd_text_moment(pd_certificate_not_after(certificate));
	if (pd_validity_judge(certificate, now) == PD_REJECT_NOT_YET_VALID)
		return pd_fail(error, PD_ESTATE, "signature",
			_("the certificate %s is not valid before %s; check the clock, "
			  "or wait"),
			subject, begin);
	return pd_fail(error, PD_ESTATE, "signature",
		_("the certificate %s expired on %s, so verifiers ignore it; generate "
		  "or import a new one, or say --allow-expired"),
		subject, end);
}

bool
pd_signature_judge(struct pd_context *context, const struct pd_identity *identity,
	unsigned ignored, struct pd_error *error)
{
	unsigned reasons;
	struct pd_certificates chain = identity->chain;
	/* Verifiers look no further than that. */
	chain.count = chain.count > 1 ? 2 : 1;
	if (!pd_trust_reasons(context, &chain, "signature", &reasons, error))
		return false;
	reasons &= ~ignored;
	if (reasons == 0)
		return true;
	for (size_t i = 0; i < chain.count && (reasons & PD_REJECT_TIME) != 0; i++)
		if (pd_validity_judge(chain.items[i], context->now) != 0)
			return fail_signer_time(chain.items[i], context->now, error);
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(reasons);
	return pd_fail(error, PD_ESTATE, "signature",
		_("no verifier accepts the certificate %s: %s; generate or import a "
		  "new one"),
		pd_certificate_subject(chain.items[0]), words);
}

static bool
open_signer_key(struct pd_context *context, const struct pd_values *values,
	struct pd_identity *identity, struct pd_error *error)
{
	const struct pd_certificate *certificate = pd_identity_leaf(identity);
	const char *key_id = pd_certificate_key_id(certificate);
	if (!pd_store_has_key(context->store, key_id))
		return pd_fail(error, PD_ESTATE, "signature",
			_("the private key of %s is not kept here, so it can sign "
			  "nothing; import the certificate again with its key"),
			pd_certificate_subject(certificate));
	identity->key = pd_store_load_key(
		context->store, key_id, pd_value_secret(values, "passphrase"), error);
	if (identity->key == NULL)
		return false;
	return pd_certificate_fits_key(certificate, identity->key) ||
	       pd_fail(error, PD_ESTORE, "signature",
		       _("the private key kept for %s is that of another certificate; "
			 "import the certificate again with its own key"),
		       pd_certificate_subject(certificate));
}

bool
pd_signature_check_key(struct pd_context *context,
	const struct pd_certificate *certificate, const char *from,
	struct pd_error *error)
{
	return !pd_authority_owns_key(
		       context->store, pd_certificate_key_id(certificate)) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("the key of %s is also the key of a CA that is kept here, and "
			 "all that "
			 "such a key signs has to be in the register of its CA; sign "
			 "files with "
			 "another key"),
		       pd_certificate_subject(certificate));
}

bool
pd_signature_open(struct pd_context *context, const struct pd_values *values,
	struct pd_identity *out, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_signature_load(context, &identity, error))
		return false;
	unsigned ignored = pd_value_flag(values, "allow-expired") ? PD_REJECT_TIME : 0;
	if (!pd_signature_check_key(
		    context, pd_identity_leaf(&identity), "signature", error) ||
		!pd_signature_judge(context, &identity, ignored, error) ||
		!open_signer_key(context, values, &identity, error))
		return false;
	*out = identity;
	identity = (struct pd_identity){0};
	return true;
}
