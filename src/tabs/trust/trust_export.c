/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/output.h"
#include "tabs/trust/trust_write.h"

const char *const pd_trust_formats[] = {"pem", "der", "p12", "directory", NULL};

static void
drop_marks(bool **marks)
{
	free(*marks);
}

static void
shorten(struct pd_trusted_list *list, size_t count)
{
	while (list->count > count)
		pd_trusted_free(&list->items[--list->count]);
}

/* Those that the values "id" name, each once. */
static bool
keep_named(struct pd_trusted_list *list, const struct pd_values *values,
	struct pd_error *error)
{
	size_t kept = 0;
	PD_AUTO(drop_marks) bool *named = pd_alloc(list->count + 1, sizeof *named);
	for (size_t i = 0; i < pd_value_count(values, "id"); i++) {
		const struct pd_trusted *one =
			pd_trusted_find(list, pd_value_item(values, "id", i), error);
		if (one == NULL)
			return false;
		named[one - list->items] = true;
	}
	for (size_t i = 0; i < list->count; i++) {
		struct pd_trusted one = list->items[i];
		if (named[i]) {
			list->items[i] = list->items[kept];
			list->items[kept++] = one;
		}
	}
	shorten(list, kept);
	return true;
}

static bool
choose_exported(struct pd_context *context, const struct pd_values *values, bool all,
	struct pd_trusted_list *out, struct pd_error *error)
{
	if (!all)
		return pd_trusted_list_named(context, values, out, error) &&
		       keep_named(out, values, error);
	return pd_trusted_list(context, out, error) &&
	       (out->count > 0 ||
		       pd_fail(error, PD_ESTATE, "all",
			       _("the trust list is empty; import certificates "
				 "first")));
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

/* Where to write; NULL: error. With --all the only argument is the file. */
static const char *
read_output_path(const struct pd_values *values, struct pd_error *error)
{
	bool all = pd_value_flag(values, "all");
	const char *id = pd_value_text(values, "id");
	const char *path = pd_value_text(values, "file");
	if (!all && id == NULL) {
		pd_fail(error, PD_EUSAGE, "id",
			_("say which certificate, by fingerprint, alias or subject, or "
			  "--all"));
		return NULL;
	}
	path = path == NULL && all ? id : path;
	if (path == NULL)
		pd_fail(error, PD_EUSAGE, "file",
			_("say which file to write; - is standard output"));
	return path;
}

bool
pd_trust_export(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = read_output_path(values, error);
	const char *format = pd_value_text(values, "format");
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	if (path == NULL || !choose_exported(context, values,
				    pd_value_flag(values, "all"), &list, error))
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
