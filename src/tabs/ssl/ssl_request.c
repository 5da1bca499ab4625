/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/buffer.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/pending_request.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_authority.h"
#include "x509/write/issue.h"

/* An intermediate CA: a signing request for a key kept here, which another CA answers.
 * The answer is installed by update or import, which finds its key. */

const struct pd_pending_kind pd_ca_request_kind = {
	.tab = "ssl",
	.record = PD_CA_REQUEST,
	.none = N_("no pending request of a CA to delete"),
};

bool
pd_ssl_request(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *subject =
		pd_name_parse(pd_value_text(values, "dn"), "dn", error);
	if (subject == NULL)
		return false;
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_common_generate_key(context, values, error);
	const struct pd_limits limits = pd_authority_limits(values);
	if (key == NULL ||
		!pd_authority_check_new_key(context->store, pd_key_id(key),
			pd_value_text(values, "dn"), "token", error) ||
		!pd_issue_ca_request(subject, key, &limits, &der, error))
		return false;
	PD_AUTO(pd_drop_request)
	struct pd_request *request =
		pd_request_from_der(pd_buffer_bytes(&der), _("the new request"), error);
	if (request == NULL || !pd_common_go_on(context, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Signing request made for the CA %s; import the "
				     "answer to it"),
		pd_request_subject(request));
	const struct pd_new_request new = {
		.request = request,
		.key = key,
		.passphrase = pd_value_secret(values, "passphrase"),
		.path = path ? path : "-",
		.format = "pem",
	};
	if (!pd_pending_install(
		    &pd_ca_request_kind, context, &new, sentence, result, error))
		return false;
	pd_authority_warn_limits(&limits, result);
	return true;
}

bool
pd_ssl_show_request(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	result->has_details = pd_pending_describe(
		&pd_ca_request_kind, context, &result->details, error);
	return result->has_details;
}

bool
pd_ssl_preview_request(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_pending_free) struct pd_pending_request pending = {0};
	if (!pd_store_has(context->store, PD_CA_REQUEST))
		return true;
	if (!pd_pending_load(&pd_ca_request_kind, context, &pending, error))
		return pd_common_preview_damaged(out, error);
	pd_details_text(out, "subject", _("Request for"), pending.subject);
	pd_details_text(out, "effect", _("Effect"),
		_("Its private key is deleted too: a certificate issued for this "
		  "request cannot be installed any more."));
	return true;
}

bool
pd_ssl_request_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_pending_free) struct pd_pending_request pending = {0};
	if (!pd_pending_load_to_delete(&pd_ca_request_kind, context, &pending, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Request for the CA %s deleted, with its key"),
		pending.subject ? pending.subject : PD_CA_REQUEST);
	return pd_pending_delete(&pd_ca_request_kind, context, sentence, result, error);
}
