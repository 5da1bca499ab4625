/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/pending_request.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "x509/certificate/describe.h"

void
pd_pending_free(struct pd_pending_request *request)
{
	free(request->pem);
	free(request->subject);
	free(request->key_id);
	*request = (struct pd_pending_request){0};
}

/* ---- reading ------------------------------------------------------------------- */

bool
pd_pending_load(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_pending_request *out, struct pd_error *error)
{
	if (!pd_store_has(context->store, kind->record))
		return pd_fail(error, PD_ESTATE, kind->tab, "%s", _(kind->none));
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, kind->record, error);
	if (record == NULL)
		return false;
	const char *pem = pd_record_text(record, "request");
	const char *subject = pd_record_text(record, "subject");
	const char *key_id = pd_record_text(record, "key");
	if (pem == NULL || subject == NULL || key_id == NULL) {
		PD_AUTO(pd_drop_text)
		char *shown = pd_format(
			"%s/%s.cfg", pd_store_path(context->store), kind->record);
		return pd_fail(error, PD_ESTORE, shown,
			_("the record is damaged: request, subject or key is missing; "
			  "restore it from a backup, or delete the request"));
	}
	*out = (struct pd_pending_request){
		.pem = pd_copy(pem),
		.subject = pd_copy(subject),
		.key_id = pd_copy(key_id),
		/* Whatever it was when the request was made, another may use the key
		 * now. */
		.own_key = pd_record_flag(record, "own_key", true) &&
			   !pd_identity_needs_key(context->store, key_id, kind->record),
		.time = pd_record_number(record, "time", 0),
	};
	return true;
}

bool
pd_pending_load_to_delete(const struct pd_pending_kind *kind,
	struct pd_context *context, struct pd_pending_request *out,
	struct pd_error *error)
{
	if (pd_pending_load(kind, context, out, error))
		return true;
	bool damaged = error->code != PD_ESTATE;
	if (damaged)
		pd_error_clear(error);
	return damaged;
}

bool
pd_pending_parse(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_bundle *out, struct pd_error *error)
{
	PD_AUTO(pd_pending_free) struct pd_pending_request pending = {0};
	if (!pd_pending_load(kind, context, &pending, error))
		return false;
	if (!pd_bundle_add(out,
		    &(struct pd_reading){.input = pd_bytes_of_text(pending.pem),
			    .from = kind->record,
			    .cancelled = context->cancelled},
		    error))
		return false;
	return out->request_count == 1 ||
	       pd_fail(error, PD_ESTORE, kind->record,
		       _("the record is damaged: it holds no signing request; undo "
			 "the last change, or delete the request"));
}

bool
pd_pending_describe(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	if (!pd_pending_parse(kind, context, &bundle, error))
		return false;
	pd_describe_request(bundle.requests[0], NULL, _("Signing request"), out);
	return true;
}

static void
pack_request(
	const struct pd_request *request, const char *format, struct pd_buffer *out)
{
	PD_AUTO(pd_drop_text) char *pem = pd_request_pem(request);
	struct pd_bytes der = pd_request_der(request);
	if (strcmp(format, "der") == 0)
		pd_buffer_add(out, der.data, der.size);
	else
		pd_buffer_add_text(out, pem);
}

bool
pd_pending_export(const struct pd_pending_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer content = {0};
	if (!pd_pending_parse(kind, context, &bundle, error))
		return false;
	const struct pd_request *request = bundle.requests[0];
	pack_request(request, pd_value_text(values, "format"), &content);
	if (!pd_common_write(
		    context, path, pd_buffer_bytes(&content), 0644, result, error))
		return false;
	if (!result->has_output)
		pd_result_say(result, _("Signing request for %s written to %s"),
			pd_request_subject(request), path);
	return true;
}

/* ---- changing ------------------------------------------------------------------ */

static bool
remove_own_key(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_change *change, struct pd_error *error)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_pending_free) struct pd_pending_request before = {0};
	return !pd_pending_load(kind, context, &before, &unreadable) ||
	       !before.own_key || !pd_store_has_key(context->store, before.key_id) ||
	       pd_change_remove_key(change, before.key_id, error);
}

static bool
put_pending(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_change *change, const struct pd_new_request *new,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_text) char *pem = pd_request_pem(new->request);
	pd_record_set_text(record, "request", pem);
	pd_record_set_safe(record, "subject", pd_request_subject(new->request));
	pd_record_set_text(record, "key", pd_request_key_id(new->request));
	pd_record_set_flag(record, "own_key", new->key != NULL);
	pd_record_set_number(record, "time", context->now);
	pd_record_set_text(record, "account", context->account);
	return (new->key == NULL ||
		       pd_change_put_key(change, new->key, new->passphrase, error)) &&
	       pd_change_put(change, kind->record, record, error);
}

bool
pd_pending_install(const struct pd_pending_kind *kind, struct pd_context *context,
	const struct pd_new_request *new, const char *sentence,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer content = {0};
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	pack_request(new->request, new->format, &content);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !remove_own_key(kind, context, change, error) ||
		!put_pending(kind, context, change, new, error) ||
		!pd_common_write_with(&written, context, new->path,
			pd_buffer_bytes(&content), result, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	pd_output_keep(&written, result);
	return true;
}

bool
pd_pending_delete(const struct pd_pending_kind *kind, struct pd_context *context,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL && remove_own_key(kind, context, change, error) &&
	       pd_change_remove(change, kind->record, error) &&
	       pd_context_end_change(change, sentence, result, error);
}

bool
pd_pending_answer(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_change *change, const struct pd_identity *identity,
	struct pd_error *error)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_pending_free) struct pd_pending_request request = {0};
	return !pd_pending_load(kind, context, &request, &unreadable) ||
	       strcmp(request.key_id,
		       pd_certificate_key_id(pd_identity_leaf(identity))) != 0 ||
	       pd_change_remove(change, kind->record, error);
}
