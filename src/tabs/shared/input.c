/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/input.h"

#include <string.h>

#include "base/text.h"
#include "x509/read/left_out.h"

const char *
pd_common_input(const char *path)
{
	return strcmp(path, "-") == 0 ? _("standard input") : path;
}

bool
pd_common_read_file(struct pd_context *context, const char *path,
	const struct pd_reading *how, struct pd_bundle *bundle, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct pd_reading reading = *how;
	reading.cancelled = context->cancelled;
	if (!pd_context_read(context, path, &content, error))
		return false;
	reading.input = pd_secret_bytes(&content);
	reading.from = pd_common_input(path);
	return pd_bundle_add(bundle, &reading, error);
}

bool
pd_common_read(struct pd_context *context, const struct pd_values *values,
	unsigned wanted, struct pd_bundle *bundle, const char **from,
	struct pd_error *error)
{
	size_t count = pd_value_count(values, "file");
	const struct pd_secret *pasted = pd_value_secret(values, "pem");
	struct pd_reading reading = {
		.passphrase = pd_value_secret(values, "passphrase"),
		.wanted = wanted,
	};
	if (count == 0 && pasted == NULL)
		return pd_fail(error, PD_EUSAGE, "file",
			_("a file is needed here, or PEM text"));
	*from = count == 0 ? _("the PEM text") : _("the files");
	if (count == 1 && pasted == NULL)
		*from = pd_common_input(pd_value_text(values, "file"));
	for (size_t i = 0; i < count; i++)
		if (!pd_common_read_file(context, pd_value_item(values, "file", i),
			    &reading, bundle, error))
			return false;
	if (pasted == NULL)
		return true;
	reading.input = pd_secret_bytes(pasted);
	reading.from = _("the PEM text");
	return pd_bundle_add(bundle, &reading, error);
}

void
pd_common_warn_left_out(const struct pd_left_outs *list, struct pd_result *result)
{
	enum { MOST_NAMED = 10 };
	for (size_t i = 0; i < list->count && i < MOST_NAMED; i++) {
		PD_AUTO(pd_drop_text) char *text = pd_left_out_text(&list->items[i]);
		pd_result_warn(result, "%s", text);
	}
	if (list->count > MOST_NAMED)
		pd_result_warn(result,
			ngettext("%zu object more was left out",
				"%zu objects more were left out",
				list->count - MOST_NAMED),
			list->count - MOST_NAMED);
}
