/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "probe/probe.h"
#include "tabs/shared/common.h"
#include "tabs/trust/trust.h"
#include "tabs/trust/trust_judge.h"
#include "tabs/trust/trust_tell.h"

/* trust verify: judges a chain from a file. */

enum { CHAIN_LIMIT = 200 };

static bool
take_certificates(const struct pd_objects *objects, const char *from,
	struct pd_certificates *out, struct pd_error *error)
{
	for (size_t i = 0; i < objects->count; i++) {
		const struct pd_object *object = &objects->items[i];
		if (object->kind != PD_OBJECT_CERTIFICATE)
			continue;
		if (object->problem.code != PD_OK)
			return pd_fail(error, object->problem.code,
				object->problem.input, "%s", object->problem.message);
		if (out->count == CHAIN_LIMIT)
			return pd_fail(error, PD_EINPUT, from,
				_("holds more than %d certificates, which is not a "
				  "chain; trust import takes a list"),
				CHAIN_LIMIT);
		struct pd_certificate *certificate =
			pd_certificate_from_der(object->der, from, error);
		if (certificate == NULL)
			return false;
		pd_certificates_add(out, certificate);
	}
	return out->count > 0 || pd_fail(error, PD_EINPUT, from,
					 _("holds no certificate; give a chain, the "
					   "certificate to be judged first"));
}

struct file {
	struct pd_objects objects;
	struct pd_certificates chain;
	struct pd_lists lists; /* which lie in the objects */
};

static void
drop_file(struct file *file)
{
	pd_certificates_free(&file->chain);
	pd_lists_free(&file->lists);
	pd_objects_free(&file->objects);
}

static bool
read_chain_file(struct pd_context *context, const struct pd_values *values,
	struct file *out, struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	const char *from = pd_common_input(path);
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct pd_objects *objects = &out->objects;
	if (!pd_context_read(context, path, &content, error) ||
		!pd_reader_read(
			&(struct pd_reading){pd_secret_bytes(&content), from,
				passphrase, PD_READ_ALL, context->cancelled,
				PD_WANT(PD_OBJECT_CERTIFICATE) | PD_WANT(PD_OBJECT_CRL),
				0},
			objects, error) ||
		!take_certificates(objects, from, &out->chain, error) ||
		!pd_lists_take(&out->lists, objects, from, error))
		return false;
	pd_common_warn_left_out(&objects->left_out, result);
	pd_certificates_put_leaf_first(&out->chain);
	return true;
}

bool
pd_trust_verify(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	const char *name = pd_value_text(values, "host");
	PD_AUTO(drop_file) struct file file = {0};
	PD_AUTO(pd_endpoint_free) struct pd_endpoint endpoint = {0};
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	if ((name != NULL && !pd_endpoint_parse(name, pd_starttls_port("none"), "host",
				     &endpoint, error)) ||
		!read_chain_file(context, values, &file, result, error))
		return false;
	const struct pd_question question = {
		.chain = &file.chain,
		.lists = &file.lists,
		.host = endpoint.host,
		.purpose = pd_verify_purpose(pd_value_text(values, "purpose")),
		.system = pd_value_flag(values, "system"),
		.second = true,
	};
	if (!pd_trust_judge(context, &question, &judgement, error))
		return false;
	PD_AUTO(pd_drop_text) char *words = pd_reject_names(judgement.reasons);
	PD_AUTO(pd_drop_text) char *shown = pd_reject_text(judgement.reasons);
	struct pd_details *out = &result->details;
	pd_details_section(out, NULL, _("Judgement"));
	pd_details_flag(out, "accepted", _("Accepted"), judgement.reasons == 0,
		judgement.reasons == 0 ? _("yes") : _("no"));
	if (judgement.reasons != 0)
		pd_details_word(out, "reason", _("Reason"), words, shown);
	pd_judgement_describe_means(&judgement, out);
	pd_judgement_describe(context, &judgement, out);
	result->has_details = true;
	return pd_judgement_tell(
		context, name ? name : path, &question, &judgement, result, error);
}
