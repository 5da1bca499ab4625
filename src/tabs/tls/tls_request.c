/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_host.h"
#include "x509/write/issue.h"

/* The pending signing request of the host. */

/* The file name that X-Road uses for a request. */
char *
pd_tls_request_file(struct pd_context *context, const char *row)
{
	(void)row;
	struct pd_civil today = pd_time_to_local(context->now, NULL);
	return pd_format("internal_tls_cert_request_%04d%02d%02d.p10", today.year,
		today.month, today.day);
}

struct pd_pending_kind
pd_tls_request_kind(const struct pd_tls_place *place)
{
	return (struct pd_pending_kind){
		.tab = place->is_device ? "tls" : place->name,
		.record = place->request,
		.none = N_("no signing request is pending; make one with request"),
	};
}

/* ---- making -------------------------------------------------------------------- */

static struct pd_request *
make_request(struct pd_context *context, const struct pd_values *values,
	struct pd_key **key, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *subject =
		pd_name_parse(pd_value_text(values, "dn"), "dn", error);
	PD_AUTO(pd_alternatives_free) struct pd_alternatives alternatives = {0};
	const char *typed = pd_value_text(values, "san");
	PD_AUTO(pd_drop_text)
	char *usual = typed ? NULL : pd_tls_request_names(context, values);
	if (subject == NULL ||
		!pd_tls_names(subject, typed ? typed : usual, &alternatives, error))
		return NULL;
	*key = pd_value_flag(values, "new-key")
		       ? pd_common_generate_key(context, values, error)
		       : pd_tls_load_key_in_use(context, values, error);
	if (*key == NULL ||
		!pd_authority_check_other_key(context->store, pd_key_id(*key),
			pd_value_flag(values, "new-key") ? "token" : "tls", error) ||
		!pd_issue_request(subject, &alternatives, *key, &der, error))
		return NULL;
	return pd_request_from_der(pd_buffer_bytes(&der), _("the new request"), error);
}

/* The first request under a name is for a key that is made for it. */
static bool
check_has_key(struct pd_context *context, const struct pd_tls_place *place,
	const struct pd_values *values, struct pd_error *error)
{
	return place->is_device || pd_value_flag(values, "new-key") ||
	       pd_store_has(context->store, place->record) ||
	       pd_fail(error, PD_EUSAGE, "new-key",
		       _("no key is kept as %s yet; ask for a new one (--new-key)"),
		       place->name);
}

bool
pd_tls_request(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_drop_key) struct pd_key *key = NULL;
	pd_tls_place_find(values, &place);
	const struct pd_pending_kind kind = pd_tls_request_kind(&place);
	if (!check_has_key(context, &place, values, error))
		return false;
	PD_AUTO(pd_drop_request)
	struct pd_request *request = make_request(context, values, &key, error);
	if (request == NULL || !pd_common_go_on(context, error))
		return false;
	const char *subject = pd_request_subject(request);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_tls_place_sentence(
		&place, pd_format(_("Signing request for %s created"), subject));
	const struct pd_new_request new = {
		.request = request,
		.key = pd_value_flag(values, "new-key") ? key : NULL,
		.passphrase = pd_value_secret(values, "passphrase"),
		.path = path,
		.format = pd_value_text(values, "format"),
	};
	if (!pd_pending_install(&kind, context, &new, sentence, result, error))
		return false;
	if (strcmp(path, "-") == 0)
		pd_result_say(result,
			_("Signing request for %s created; import the certificate when "
			  "the CA returns it"),
			subject);
	else
		pd_result_say(result,
			_("Signing request for %s created and written to %s; import "
			  "the certificate when the CA returns it"),
			subject, path);
	return true;
}

/* ---- afterwards ---------------------------------------------------------------- */

bool
pd_tls_describe_request(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_details *out, struct pd_error *error)
{
	const struct pd_pending_kind kind = pd_tls_request_kind(place);
	PD_AUTO(pd_pending_free) struct pd_pending_request pending = {0};
	if (!pd_pending_load(&kind, context, &pending, error))
		return false;
	pd_details_section(out, NULL, _("Pending request"));
	pd_details_time(out, "time", _("Made"), pending.time);
	pd_details_flag(out, "own_key", _("Key"), pending.own_key,
		pending.own_key ? _("a new key, kept here for the answer")
				: _("the key in use"));
	return pd_pending_describe(&kind, context, out, error);
}

bool
pd_tls_request_export(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	const struct pd_pending_kind kind = pd_tls_request_kind(&place);
	return pd_pending_export(&kind, context, values, result, error);
}

bool
pd_tls_request_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_pending_free) struct pd_pending_request pending = {0};
	pd_tls_place_find(values, &place);
	const struct pd_pending_kind kind = pd_tls_request_kind(&place);
	if (!pd_pending_load_to_delete(&kind, context, &pending, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_tls_place_sentence(&place,
		pd_format(pending.own_key
				  ? _("Signing request for %s deleted, with its key")
				  : _("Signing request for %s deleted"),
			pending.subject ? pending.subject : place.request));
	return pd_pending_delete(&kind, context, sentence, result, error);
}

/* ---- what is asked before ------------------------------------------------------- */

static void
preview_pending(const struct pd_context *context,
	const struct pd_pending_request *pending, struct pd_details *out)
{
	pd_details_text(out, "request", _("Pending request"), pending->subject);
	pd_details_time(out, "time", _("Made"), pending->time);
	pd_details_text(out, "effect", _("Effect"),
		pending->own_key
			? _("Its key is deleted too; a certificate issued for it "
			    "cannot be used any more")
			: _("The key in use stays; an answer to it can still be "
			    "imported"));
	pd_common_preview_undo(context, out);
}

bool
pd_tls_preview_request(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_pending_free) struct pd_pending_request pending = {0};
	pd_tls_place_find(values, &place);
	const struct pd_pending_kind kind = pd_tls_request_kind(&place);
	if (!pd_store_has(context->store, place.request))
		return true;
	if (!pd_pending_load(&kind, context, &pending, error))
		return pd_common_preview_damaged(out, error);
	preview_pending(context, &pending, out);
	return true;
}

bool
pd_tls_preview_request_delete(struct pd_context *context,
	const struct pd_values *values, struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_pending_free) struct pd_pending_request pending = {0};
	pd_tls_place_find(values, &place);
	const struct pd_pending_kind kind = pd_tls_request_kind(&place);
	if (!pd_pending_load(&kind, context, &pending, error))
		return pd_common_preview_damaged(out, error);
	preview_pending(context, &pending, out);
	/* A key would be lost. */
	if (pending.own_key)
		pd_details_typed(out, _("Type this word"), _("delete"));
	return true;
}
