/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity.h"
#include "tabs/ssl/ssl.h"
#include "x509/certificate/describe.h"
#include "x509/read/bundle.h"
#include "x509/write/issue.h"

/* An intermediate CA: a signing request for a key kept here, which another CA answers.
 * The answer is installed by update or import, which finds its key. */

static struct pd_request *
make(const struct pd_name *subject, const struct pd_key *key, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	return pd_issue_ca_request(subject, key, &der, error)
		       ? pd_request_from_der(
				 pd_buffer_bytes(&der), _("the new request"), error)
		       : NULL;
}

/* The key of the pending request goes with it, unless something else has it. */
static bool
drop_key_before(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *before =
		pd_store_load(context->store, PD_CA_REQUEST, &unreadable);
	const char *key = before ? pd_record_text(before, "key") : NULL;
	return key == NULL || !pd_store_has_key(context->store, key) ||
	       pd_identity_needs_key(context->store, key, PD_CA_REQUEST) ||
	       pd_change_remove_key(change, key, error);
}

static bool
keep(struct pd_context *context, const struct pd_request *request,
	const struct pd_key *key, const struct pd_secret *passphrase, const char *path,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *pem = pd_request_pem(request);
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	pd_secret_add_text(&content, pem);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "subject", pd_request_subject(request));
	pd_record_set_text(record, "key", pd_request_key_id(request));
	pd_record_set_text(record, "account", context->account);
	pd_record_set_number(record, "time", context->now);
	pd_record_set_text(record, "request", pem);
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !drop_key_before(context, change, error) ||
		!pd_change_put_key(change, key, passphrase, error) ||
		!pd_change_put(change, PD_CA_REQUEST, record, error) ||
		!pd_common_write_with(&written, context, path ? path : "-", &content,
			result, error) ||
		!pd_change_commit(change, sentence, error))
		return false;
	pd_replacement_keep(&written);
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	return true;
}

bool
pd_ssl_request(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	struct pd_key_kind kind;
	PD_AUTO(pd_drop_name)
	struct pd_name *subject =
		pd_name_parse(pd_value_text(values, "dn"), "dn", error);
	if (subject == NULL || !pd_common_key_kind(values, &kind, error))
		return false;
	PD_AUTO(pd_drop_key) struct pd_key *key = pd_key_generate(&kind, error);
	PD_AUTO(pd_drop_request) struct pd_request *request = NULL;
	if (key != NULL)
		request = make(subject, key, error);
	if (request == NULL || !pd_common_go_on(context, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Signing request made for the CA %s; import the "
				     "answer to it"),
		pd_request_subject(request));
	return keep(context, request, key, pd_value_secret(values, "passphrase"),
		pd_value_text(values, "file"), sentence, result, error);
}

/* ---- the pending one ------------------------------------------------------------- */

bool
pd_ssl_show_request(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, PD_CA_REQUEST, error);
	const char *pem = record ? pd_record_text(record, "request") : NULL;
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	if (record == NULL)
		return false;
	pem = pem ? pem : "";
	if (!pd_bundle_add(&bundle,
		    (struct pd_bytes){(const unsigned char *)pem, strlen(pem)},
		    PD_CA_REQUEST, NULL, context->cancelled, error))
		return false;
	if (bundle.request_count != 1)
		return pd_fail(error, PD_ESTORE, PD_CA_REQUEST,
			_("it holds no signing request; delete it and make another"));
	pd_describe_request(
		bundle.requests[0], NULL, _("Signing request"), &result->details);
	result->has_details = true;
	return true;
}

bool
pd_ssl_preview_request(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	if (!pd_store_has(context->store, PD_CA_REQUEST))
		return true;
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, PD_CA_REQUEST, error);
	if (record == NULL)
		return pd_common_preview_damaged(out, error);
	const char *subject = pd_record_text(record, "subject");
	pd_details_text(out, "subject", _("Request for"), subject ? subject : "");
	pd_details_text(out, "effect", _("Effect"),
		_("It goes together with its private key: an answer to it cannot be "
		  "installed any more."));
	return true;
}

bool
pd_ssl_request_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	if (!pd_store_has(context->store, PD_CA_REQUEST))
		return pd_fail(error, PD_ESTATE, "ssl",
			_("there is no pending request of a CA to delete"));
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	struct pd_error unreadable = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_store_load(context->store, PD_CA_REQUEST, &unreadable);
	const char *subject = record ? pd_record_text(record, "subject") : NULL;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Request for the CA %s deleted, with its key"),
		subject ? subject : PD_CA_REQUEST);
	if (change == NULL || !drop_key_before(context, change, error) ||
		!pd_change_remove(change, PD_CA_REQUEST, error) ||
		!pd_change_commit(change, sentence, error))
		return false;
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	return true;
}
