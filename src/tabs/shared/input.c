/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/input.h"

#include <string.h>

#include "base/text.h"

const char *
pd_common_input(const char *path)
{
	return strcmp(path, "-") == 0 ? _("standard input") : path;
}

static bool
add_input_file(struct pd_context *context, const char *path,
	const struct pd_secret *passphrase, struct pd_bundle *bundle,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	return pd_context_read(context, path, &content, error) &&
	       pd_bundle_add(bundle, pd_secret_bytes(&content), pd_common_input(path),
		       passphrase, context->cancelled, error);
}

bool
pd_common_read(struct pd_context *context, const struct pd_values *values,
	struct pd_bundle *bundle, const char **from, struct pd_error *error)
{
	size_t count = pd_value_count(values, "file");
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	const struct pd_secret *pasted = pd_value_secret(values, "pem");
	if (count == 0 && pasted == NULL)
		return pd_fail(error, PD_EUSAGE, "file",
			_("a file is needed here, or PEM text"));
	*from = count == 0 ? _("the PEM text") : _("the files");
	if (count == 1 && pasted == NULL)
		*from = pd_common_input(pd_value_text(values, "file"));
	for (size_t i = 0; i < count; i++)
		if (!add_input_file(context, pd_value_item(values, "file", i),
			    passphrase, bundle, error))
			return false;
	return pasted == NULL ||
	       pd_bundle_add(bundle, pd_secret_bytes(pasted), _("the PEM text"),
		       passphrase, context->cancelled, error);
}
