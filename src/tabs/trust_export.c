/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust_export.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/common.h"
#include "tabs/trust_entry.h"

const char *const pd_trust_formats[] = {"pem", "der", NULL};

static bool
add_one(struct pd_context *context, const struct pd_trusted *trusted,
	struct pd_certificates *out, struct pd_error *error)
{
	if (!pd_common_go_on(context, error))
		return false;
	struct pd_certificate *certificate =
		pd_trusted_certificate(context, trusted->id, error);
	if (certificate != NULL)
		pd_certificates_add(out, certificate);
	return certificate != NULL;
}

static bool
choose(struct pd_context *context, const char *id, struct pd_certificates *out,
	struct pd_error *error)
{
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	if (!pd_trusted_list(context, &list, error))
		return false;
	if (id != NULL) {
		const struct pd_trusted *one = pd_trusted_find(&list, id, error);
		return one != NULL && add_one(context, one, out, error);
	}
	if (list.count == 0)
		return pd_fail(error, PD_ESTATE, "all",
			_("the trust list is empty; import certificates first"));
	for (size_t i = 0; i < list.count; i++)
		if (!add_one(context, &list.items[i], out, error))
			return false;
	return true;
}

static bool
pack(const struct pd_certificates *list, const char *format, struct pd_secret *out,
	struct pd_error *error)
{
	if (strcmp(format, "pem") == 0) {
		PD_AUTO(pd_drop_text) char *pem = pd_chain_pem(list);
		pd_secret_add_text(out, pem);
		return true;
	}
	if (list->count != 1)
		return pd_fail(error, PD_EUSAGE, "format",
			_("DER holds one certificate; choose pem for all of them"));
	struct pd_bytes der = pd_certificate_der(list->items[0]);
	pd_secret_add(out, der.data, der.size);
	return true;
}

static bool
write_out(struct pd_context *context, const char *path,
	const struct pd_certificates *list, struct pd_secret *packed,
	struct pd_result *result, struct pd_error *error)
{
	if (strcmp(path, "-") == 0) {
		result->output = pd_secret_steal(packed);
		result->has_output = true;
		return true;
	}
	if (!pd_file_write(path, pd_secret_bytes(packed), 0644,
		    context->may_replace ? PD_REPLACE : PD_KEEP, error))
		return false;
	if (list->count == 1)
		pd_result_say(result, _("%s written to %s"),
			pd_certificate_subject(list->items[0]), path);
	else
		pd_result_say(result, _("%zu trusted certificates written to %s"),
			list->count, path);
	return true;
}

/* With --all the only word is the file. */
static bool
read_words(const struct pd_values *values, const char **id, const char **path,
	struct pd_error *error)
{
	bool all = pd_value_flag(values, "all");
	*id = pd_value_text(values, "id");
	*path = pd_value_text(values, "file");
	if (all && *path == NULL) {
		*path = *id;
		*id = NULL;
	}
	if (all)
		*id = NULL;
	else if (*id == NULL)
		return pd_fail(error, PD_EUSAGE, "id",
			_("say which certificate, by fingerprint, alias or subject, or "
			  "--all"));
	return *path != NULL ||
	       pd_fail(error, PD_EUSAGE, "file",
		       _("say which file to write; - is standard output"));
}

bool
pd_trust_export(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *id, *path;
	PD_AUTO(pd_certificates_free) struct pd_certificates list = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret packed = {0};
	return read_words(values, &id, &path, error) &&
	       choose(context, id, &list, error) &&
	       pack(&list, pd_value_text(values, "format"), &packed, error) &&
	       write_out(context, path, &list, &packed, result, error);
}
