/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_authority.h"
#include "x509/write/issue.h"

/* The CA itself: installing, making, showing and exporting it. */

/* ---- installing ---------------------------------------------------------------- */

/* A CA must be one, or nothing that it signs will be believed (RFC
 * 5280 4.2.1.9, 4.2.1.3). */
static bool
check_is_ca(const struct pd_certificate *certificate, const char *from,
	struct pd_error *error)
{
	int path_length;
	const char *subject = pd_certificate_subject(certificate);
	if (!pd_certificate_is_ca(certificate, &path_length))
		return pd_fail(error, PD_EINPUT, from,
			_("%s is no CA certificate: its basicConstraints do not say "
			  "CA:TRUE; "
			  "give the certificate of a CA"),
			subject);
	if (!pd_certificate_allows(certificate, PD_USAGE_CERTIFICATE_SIGN))
		return pd_fail(error, PD_EINPUT, from,
			_("%s may not sign certificates: its keyUsage lacks "
			  "keyCertSign; "
			  "give the certificate of a CA"),
			subject);
	return true;
}

static bool
check_ca(const struct pd_identity *identity, const struct pd_context *context,
	const char *from, struct pd_error *error)
{
	const struct pd_certificate *ca = pd_identity_leaf(identity);
	if (!check_is_ca(ca, from, error))
		return false;
	if (pd_certificate_not_after(ca) >= context->now)
		return true;
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(ca));
	return pd_fail(error, PD_EINPUT, from,
		_("the CA certificate %s expired on %s; give one that is valid"),
		pd_certificate_subject(ca), end);
}

/* A pending request that this CA answers is done. */
static bool
end_request(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *identity, struct pd_error *error)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_store_load(context->store, PD_CA_REQUEST, &ignored);
	const char *key = record ? pd_record_text(record, "key") : NULL;
	if (key == NULL ||
		strcmp(key, pd_certificate_key_id(pd_identity_leaf(identity))) != 0)
		return true;
	return pd_change_remove(change, PD_CA_REQUEST, error);
}

/* Puts the identity into the store as the CA, as one change. */
static bool
install(struct pd_context *context, const struct pd_identity *identity,
	const struct pd_secret *passphrase, const char *sentence,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL &&
	       pd_identity_put(
		       change, PD_CA_RECORD, identity, context, passphrase, error) &&
	       end_request(context, change, identity, error) &&
	       pd_change_commit(change, sentence, error);
}

/* From a bundle that came in to the CA of the store. */
static bool
install_bundle(struct pd_context *context, const char *origin, struct pd_bundle *bundle,
	const char *from, const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_identity_take(bundle, context->store, from, &identity, error) ||
		!check_ca(&identity, context, from, error) ||
		!pd_common_go_on(context, error))
		return false;
	identity.origin = pd_copy(origin);
	const struct pd_secret *passphrase =
		pd_value_flag(values, "remove-passphrase")
			? NULL
			: pd_value_secret(values, "passphrase");
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("CA %s installed"),
		pd_certificate_subject(pd_identity_leaf(&identity)));
	if (!install(context, &identity, passphrase, sentence, error))
		return false;
	pd_identity_tell_installed(
		context, &identity, _("The CA certificate"), sentence, result);
	return true;
}

static bool
take_in(struct pd_context *context, const char *origin, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *from;
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	return pd_common_read(context, values, &bundle, &from, error) &&
	       install_bundle(context, origin, &bundle, from, values, result, error);
}

bool
pd_ssl_update(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	return take_in(context, "pasted", values, result, error);
}

bool
pd_ssl_import(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	return take_in(context, "imported", values, result, error);
}

/* ---- making -------------------------------------------------------------------- */

/* A certificate for key that says it is a CA, signed by itself. */
static struct pd_certificate *
self_issue(const struct pd_name *subject, const struct pd_key *key, long days,
	int path_length, struct pd_error *error)
{
	struct pd_template template = {
		.subject = subject,
		.public_der = pd_key_public_der(key),
		.not_before = pd_issue_not_before(),
		.ca = true,
		.path_length = path_length,
		.usage = PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_CERTIFICATE_SIGN |
			 PD_USAGE_CRL_SIGN,
	};
	if (!pd_issue_not_after(
		    template.not_before, days, "days", &template.not_after, error))
		return NULL;
	return pd_issue_certificate(&template, NULL, key, error);
}

static bool
make_ca(const char *dn, const struct pd_key_kind *kind, long days, int path_length,
	const char *origin, struct pd_identity *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_name) struct pd_name *subject = pd_name_parse(dn, "dn", error);
	if (subject == NULL)
		return false;
	PD_AUTO(pd_drop_key) struct pd_key *key = pd_key_generate(kind, error);
	if (key == NULL)
		return false;
	struct pd_certificate *certificate =
		self_issue(subject, key, days, path_length, error);
	if (certificate == NULL)
		return false;
	pd_certificates_add(&out->chain, certificate);
	out->key = pd_steal(key);
	out->origin = pd_copy(origin);
	return true;
}

bool
pd_ssl_generate(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	struct pd_key_kind kind;
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_common_key_kind(values, &kind, error) ||
		!make_ca(pd_value_text(values, "dn"), &kind,
			pd_value_number(values, "days", 0),
			(int)pd_value_number(values, "path-length", -1), "generated",
			&identity, error) ||
		!pd_common_go_on(context, error))
		return false;
	const struct pd_certificate *ca = pd_identity_leaf(&identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(ca));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("CA %s generated, valid until %s"), pd_certificate_subject(ca), end);
	if (!install(context, &identity, pd_value_secret(values, "passphrase"),
		    sentence, error))
		return false;
	pd_identity_tell_installed(
		context, &identity, _("The CA certificate"), sentence, result);
	return true;
}

/* The name of this host as far as a common name has room for it. */
static char *
standard_dn(void)
{
	char host[256] = "";
	if (gethostname(host, sizeof host - 1) < 0 || *host == '\0')
		return pd_copy("CN=Standard CA");
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(host);
	/* A host name has no character that a distinguished name would have to escape.
	 */
	safe[strcspn(safe, ",+\"\\<>;=# ")] = '\0';
	return pd_format("CN=Standard CA %.40s", safe);
}

bool
pd_ssl_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	const struct pd_key_kind kind = {.algorithm = PD_EC, .curve = PD_P256};
	PD_AUTO(pd_drop_text) char *dn = standard_dn();
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!make_ca(dn, &kind, 1826, -1, "standard", &identity, error) ||
		!pd_identity_put(change, PD_CA_RECORD, &identity, context, NULL, error))
		return false;
	context->standard_ca = pd_alloc(1, sizeof identity);
	*context->standard_ca = identity;
	identity = (struct pd_identity){0};
	return true;
}

/* ---- showing ------------------------------------------------------------------- */

bool
pd_ssl_preview_ca(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	return pd_identity_preview(context, PD_CA_RECORD, out, error);
}

bool
pd_ssl_show_ca(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_authority_load(context, &identity, error))
		return false;
	const struct pd_certificate *ca = pd_identity_leaf(&identity);
	struct pd_details *out = &result->details;
	pd_details_section(out, NULL, _("CA"));
	pd_identity_describe_origin(context, &identity, out);
	pd_identity_describe_chain(context, &identity, _("Issuer"), out);
	result->has_details = true;
	return !pd_value_flag(values, "private-key") ||
	       pd_identity_show_key(context->store, pd_certificate_key_id(ca),
		       pd_certificate_subject(ca), out, error);
}

bool
pd_ssl_export_ca(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_authority_load(context, &identity, error) ||
		!pd_identity_export(context, &identity, values, result, error))
		return false;
	if (!result->has_output)
		pd_result_say(result, _("CA %s written to %s"),
			pd_certificate_subject(pd_identity_leaf(&identity)),
			pd_value_text(values, "file"));
	return true;
}
