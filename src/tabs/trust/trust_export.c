/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/output.h"
#include "tabs/trust/trust_write.h"

const char *const pd_trust_formats[] = {"pem", "der", "p12", "directory", NULL};

static bool
choose_exported(struct pd_context *context, const struct pd_values *values,
	const char *id, struct pd_trusted_list *out, struct pd_error *error)
{
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	if (!(id ? pd_trusted_list_named(context, values, &list, error)
		 : pd_trusted_list(context, &list, error)))
		return false;
	if (list.count == 0 && id == NULL)
		return pd_fail(error, PD_ESTATE, "all",
			_("the trust list is empty; import certificates first"));
	const struct pd_trusted *one =
		id ? pd_trusted_find(&list, id, error) : &list.items[0];
	if (one == NULL)
		return false;
	if (id != NULL) {
		/* Only the chosen one stays in the list. */
		size_t index = (size_t)(one - list.items);
		struct pd_trusted chosen = list.items[index];
		list.items[index] = list.items[0];
		list.items[0] = chosen;
		for (size_t i = 1; i < list.count; i++)
			pd_trusted_free(&list.items[i]);
		list.count = 1;
	}
	*out = list;
	list = (struct pd_trusted_list){0};
	return true;
}

static void
tell_exported(
	const struct pd_trusted_list *list, const char *path, struct pd_result *result)
{
	if (list->count == 1)
		pd_result_say(
			result, _("%s written to %s"), list->items[0].subject, path);
	else
		pd_result_say(result,
			ngettext("%zu trusted certificate written to %s",
				"%zu trusted certificates written to %s", list->count),
			list->count, path);
}

/* With --all the only argument is the file. */
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
	const char *id, *path, *format = pd_value_text(values, "format");
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	if (!read_words(values, &id, &path, error) ||
		!choose_exported(context, values, id, &list, error))
		return false;
	if (passphrase != NULL && strcmp(format, "p12") != 0)
		return pd_fail(error, PD_EUSAGE, "passphrase",
			_("only the format p12 has a passphrase"));
	const struct pd_trust_package package = {&list, format, passphrase};
	enum pd_replace replace = context->may_replace ? PD_REPLACE : PD_KEEP;
	if (strcmp(path, "-") == 0) {
		result->has_output = pd_trust_pack(
			context, &package, result, &result->output, error);
		return result->has_output;
	}
	if (!pd_trust_write(context, &package, path, replace, result, error))
		return false;
	tell_exported(&list, path, result);
	return true;
}
