/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_host.h"
#include "x509/certificate/describe.h"
#include "x509/write/issue.h"

/* The TLS Key tab: the pending signing request. */

/* The name that X-Road gives to the file of a request. */
char *
pd_tls_request_file(struct pd_context *context, const char *row)
{
	(void)row;
	struct pd_civil today = pd_time_to_civil(context->now);
	return pd_format("internal_tls_cert_request_%04d%02d%02d.p10", today.year,
		today.month, today.day);
}

/* A form may propose a name; a script must say which one it wants. */
char *
pd_tls_request_dn(struct pd_context *context, const char *row)
{
	(void)row;
	return context->on_screen ? pd_host_dn() : NULL;
}

/* ---- making -------------------------------------------------------------------- */

/* A request on its way into the store. */
struct making {
	struct pd_key *key;
	bool own_key; /* key is new */
	struct pd_buffer der;
	struct pd_request *request; /* the same, read back */
};

static void
free_making(struct making *making)
{
	pd_key_free(making->key);
	pd_buffer_free(&making->der);
	pd_request_free(making->request);
}

static struct pd_key *
key_to_ask_for(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error)
{
	struct pd_key_kind kind;
	if (pd_value_flag(values, "new-key"))
		return pd_common_key_kind(values, &kind, error)
			       ? pd_key_generate(&kind, error)
			       : NULL;
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	if (!pd_tls_load(context, &now, error))
		return NULL;
	return pd_tls_load_key(
		context, &now, pd_value_secret(values, "passphrase"), error);
}

static bool
make(struct pd_context *context, const struct pd_values *values, struct making *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_name)
	struct pd_name *subject =
		pd_name_parse(pd_value_text(values, "dn"), "dn", error);
	PD_AUTO(pd_alternatives_free) struct pd_alternatives alternatives = {0};
	if (subject == NULL || !pd_tls_names(subject, pd_value_text(values, "san"),
				       &alternatives, error))
		return false;
	out->own_key = pd_value_flag(values, "new-key");
	out->key = key_to_ask_for(context, values, error);
	if (out->key == NULL ||
		!pd_issue_request(subject, &alternatives, out->key, &out->der, error))
		return false;
	out->request = pd_request_from_der(
		pd_buffer_bytes(&out->der), _("the new request"), error);
	return out->request != NULL;
}

/* The key of the request before goes with it, if nothing else has it. */
static bool
drop_key_before(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_pending_request_free) struct pd_pending_request before = {0};
	return !pd_tls_load_request(context, &before, &unreadable) || !before.own_key ||
	       !pd_store_has_key(context->store, before.key_id) ||
	       pd_change_remove_key(change, before.key_id, error);
}

static bool
stage(struct pd_context *context, struct pd_change *change, const struct making *making,
	const struct pd_secret *passphrase, struct pd_error *error)
{
	if (!drop_key_before(context, change, error) ||
		(making->own_key &&
			!pd_change_put_key(change, making->key, passphrase, error)))
		return false;
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_text) char *pem = pd_request_pem(making->request);
	pd_record_set_text(record, "request", pem);
	pd_record_set_text(record, "subject", pd_request_subject(making->request));
	pd_record_set_text(record, "key", pd_request_key_id(making->request));
	pd_record_set_flag(record, "own_key", making->own_key);
	pd_record_set_number(record, "time", context->now);
	pd_record_set_text(record, "account", context->account);
	return pd_change_put(change, PD_TLS_REQUEST, record, error);
}

/* ---- writing ------------------------------------------------------------------- */

static bool
write_in_format(const struct pd_context *context, const struct pd_values *values,
	const struct pd_request *request, struct pd_replacement *written,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_drop_text) char *pem = pd_request_pem(request);
	struct pd_bytes der = pd_request_der(request);
	if (strcmp(pd_value_text(values, "format"), "der") == 0)
		pd_secret_add(&content, der.data, der.size);
	else
		pd_secret_add_text(&content, pem);
	return pd_common_write_with(written, context, pd_value_text(values, "file"),
		&content, result, error);
}

static void
tell_made(const struct pd_values *values, const char *subject, struct pd_result *result)
{
	const char *path = pd_value_text(values, "file");
	result->changed = true;
	if (strcmp(path, "-") == 0)
		pd_result_say(result,
			_("Signing request for %s made; import the answer of the CA"),
			subject);
	else
		pd_result_say(result,
			_("Signing request for %s made and written to %s; import the "
			  "answer of the CA"),
			subject, path);
}

bool
pd_tls_request(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_making) struct making making = {0};
	if (!make(context, values, &making, error) || !pd_common_go_on(context, error))
		return false;
	const char *subject = pd_request_subject(making.request);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Signing request for %s made"), subject);
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!stage(context, change, &making, pd_value_secret(values, "passphrase"),
			error) ||
		!write_in_format(
			context, values, making.request, &written, result, error) ||
		!pd_change_commit(change, sentence, error))
		return false;
	pd_replacement_keep(&written);
	tell_made(values, subject, result);
	return true;
}

/* ---- afterwards ---------------------------------------------------------------- */

/* The record was made here, but is read like all that is parsed. */
static bool
parse(const struct pd_pending_request *pending, struct pd_bundle *out,
	struct pd_error *error)
{
	const struct pd_bytes pem = {
		(const unsigned char *)pending->pem, strlen(pending->pem)};
	if (!pd_bundle_add(out, pem, PD_TLS_REQUEST, NULL, NULL, error))
		return false;
	return out->request_count == 1 ||
	       pd_fail(error, PD_ESTORE, PD_TLS_REQUEST,
		       _("the record is damaged: it holds no signing request; undo the "
			 "last change, or delete the request"));
}

bool
pd_tls_describe_request(
	struct pd_context *context, struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_pending_request_free) struct pd_pending_request pending = {0};
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	if (!pd_tls_load_request(context, &pending, error) ||
		!parse(&pending, &bundle, error))
		return false;
	pd_details_section(out, NULL, _("Pending request"));
	pd_details_time(out, "time", _("Made"), pending.time);
	pd_details_flag(out, "own_key", _("Key"), pending.own_key,
		pending.own_key ? _("a new key, kept here for the answer")
				: _("the key in use"));
	pd_describe_request(bundle.requests[0], NULL, _("Signing request"), out);
	return true;
}

bool
pd_tls_request_export(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_pending_request_free) struct pd_pending_request pending = {0};
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	if (!pd_tls_load_request(context, &pending, error) ||
		!parse(&pending, &bundle, error) ||
		!write_in_format(
			context, values, bundle.requests[0], &written, result, error))
		return false;
	pd_replacement_keep(&written);
	if (!result->has_output)
		pd_result_say(result, _("Signing request for %s written to %s"),
			pending.subject, pd_value_text(values, "file"));
	return true;
}

static bool
stage_removal(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	return drop_key_before(context, change, error) &&
	       pd_change_remove(change, PD_TLS_REQUEST, error);
}

bool
pd_tls_request_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_pending_request_free) struct pd_pending_request pending = {0};
	struct pd_error unreadable = {0};
	/* One that is damaged can be deleted, too. */
	if (!pd_tls_load_request(context, &pending, &unreadable) &&
		unreadable.code == PD_ESTATE) {
		*error = unreadable;
		return false;
	}
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		pending.own_key ? _("Signing request for %s deleted, with its key")
				: _("Signing request for %s deleted"),
		pending.subject ? pending.subject : PD_TLS_REQUEST);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !stage_removal(context, change, error) ||
		!pd_change_commit(change, sentence, error))
		return false;
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	return true;
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
			? _("Its key goes with it; an answer to it is of no use then")
			: _("The key in use stays; an answer to it can still be "
			    "imported"));
	pd_common_preview_undo(context, out);
}

bool
pd_tls_preview_request(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_pending_request_free) struct pd_pending_request pending = {0};
	if (!pd_store_has(context->store, PD_TLS_REQUEST))
		return true;
	if (!pd_tls_load_request(context, &pending, error))
		return pd_common_preview_damaged(out, error);
	preview_pending(context, &pending, out);
	return true;
}

bool
pd_tls_preview_request_delete(struct pd_context *context,
	const struct pd_values *values, struct pd_details *out, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_pending_request_free) struct pd_pending_request pending = {0};
	if (!pd_tls_load_request(context, &pending, error))
		return pd_common_preview_damaged(out, error);
	preview_pending(context, &pending, out);
	/* The screen asks for this to be typed where a key is lost. */
	if (context->on_screen && pending.own_key)
		pd_details_text(
			out, "type_to_confirm", _("Type this word"), _("delete"));
	return true;
}
