/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"

/* Makes certificates, and goes back to the standard one. */

/* ---- generate ------------------------------------------------------------------ */

/* Fingerprint of the certificate in use, "" if there is none; free() it. */
static char *
fingerprint_in_use(struct pd_context *context)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	if (!pd_identity_load(context->store, PD_TLS_DEVICE, &now, &ignored))
		return pd_copy("");
	return pd_copy(pd_certificate_fingerprint(pd_identity_leaf(&now)));
}

/* History gets the sentence alone, the operator the fingerprints as well. */
static bool
install_made(struct pd_context *context, const struct pd_identity *identity,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	const char *now = pd_certificate_fingerprint(pd_identity_leaf(identity));
	PD_AUTO(pd_drop_text) char *before = fingerprint_in_use(context);
	if (!pd_identity_install(
		    &pd_tls_kind, context, identity, sentence, result, error))
		return false;
	if (*before == '\0')
		pd_result_say(result, _("%s; its SHA-256 is %s"), sentence, now);
	else
		pd_result_say(result, _("%s; SHA-256 now %s, before %s"), sentence, now,
			before);
	return true;
}

bool
pd_tls_generate(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free)
	struct pd_identity identity = {
		.passphrase = pd_value_secret(values, "passphrase")};
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_value_flag(values, "reuse-key")
				     ? pd_tls_load_key_in_use(context, values, error)
				     : pd_common_generate_key(values, error);
	if (key == NULL || !pd_common_go_on(context, error))
		return false;
	struct pd_certificate *leaf = pd_tls_self_issue(pd_value_text(values, "dn"),
		pd_value_text(values, "san"), pd_value_number(values, "days", 0), key,
		error);
	if (leaf == NULL)
		return false;
	pd_certificates_add(&identity.chain, leaf);
	identity.origin = pd_copy("generated");
	/* A key that is used again stays in the store as it is kept. */
	if (!pd_value_flag(values, "reuse-key"))
		identity.key = pd_steal(key);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("TLS certificate %s generated, valid until %s"),
		pd_certificate_subject(leaf), end);
	return install_made(context, &identity, sentence, result, error);
}

/* ---- renew, clear -------------------------------------------------------------- */

/* Renew is for the standard certificate, clear for any other. */
enum in_use { STANDARD, ANOTHER };

/* Why that one cannot be replaced, or NULL if it is in use; free() it. */
static char *
refuse_unless(struct pd_context *context, enum in_use wanted)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_tls_load(context, &identity, &problem))
		return pd_copy(problem.message);
	const char *subject = pd_certificate_subject(pd_identity_leaf(&identity));
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(subject);
	enum in_use now = pd_tls_is_standard(&identity) ? STANDARD : ANOTHER;
	if (now == wanted)
		return NULL;
	if (now == STANDARD)
		return pd_format(_("the standard certificate %s is in use already; "
				   "renew makes it new"),
			safe);
	return pd_format(
		_("only the standard certificate can be renewed here, and %s "
		  "is in use; generate a new one, or ask for one with request"),
		safe);
}

char *
pd_tls_blocked_renew(struct pd_context *context, const struct pd_row *row)
{
	(void)row;
	return refuse_unless(context, STANDARD);
}

char *
pd_tls_blocked_clear(struct pd_context *context, const struct pd_row *row)
{
	(void)row;
	return refuse_unless(context, ANOTHER);
}

static bool
check_in_use(struct pd_context *context, enum in_use wanted, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *why = refuse_unless(context, wanted);
	return why == NULL || pd_fail(error, PD_ESTATE, "tls", "%s", why);
}

/* The key stays, for clients that have pinned it; a lost one, NULL, is replaced. One that
 * is only encrypted is not lost. */
static bool
load_key_to_keep(
	struct pd_context *context, struct pd_key **out, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	*out = pd_tls_load(context, &now, &problem)
		       ? pd_tls_load_key(context, &now, NULL, &problem)
		       : NULL;
	return problem.code != PD_EPASSPHRASE ||
	       pd_fail(error, problem.code, problem.input, "%s", problem.message);
}

bool
pd_tls_renew(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	struct pd_key *key = NULL;
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!check_in_use(context, STANDARD, error) ||
		!load_key_to_keep(context, &key, error) ||
		!pd_tls_make_standard(key, &identity, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("Standard TLS certificate %s renewed, valid until %s"),
			pd_certificate_subject(leaf), end);
	return install_made(context, &identity, sentence, result, error);
}

/* The standard identity that was put aside, or a new one if it or its key is lost. */
static bool
find_standard(
	struct pd_context *context, struct pd_identity *out, struct pd_error *error)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_identity_free) struct pd_identity kept = {0};
	if (!pd_identity_load(context->store, PD_TLS_STANDARD, &kept, &unreadable) ||
		!pd_store_has_key(
			context->store, pd_certificate_key_id(pd_identity_leaf(&kept))))
		return pd_tls_make_standard(NULL, out, error);
	*out = kept;
	kept = (struct pd_identity){0};
	return true;
}

bool
pd_tls_clear(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!check_in_use(context, ANOTHER, error) ||
		!find_standard(context, &identity, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&identity);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Back to the standard TLS certificate %s"),
		pd_certificate_subject(leaf));
	return install_made(context, &identity, sentence, result, error);
}

/* ---- what is asked before ------------------------------------------------------- */

bool
pd_tls_preview(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	return pd_identity_preview(&pd_tls_kind, context, out, error);
}

bool
pd_tls_preview_clear(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	if (!check_in_use(context, ANOTHER, error) ||
		!pd_tls_load(context, &now, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&now);
	pd_common_preview(context, leaf, out);
	pd_details_typed(out, _("Type this word"), _("clear"));
	return true;
}
