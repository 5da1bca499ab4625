/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/output.h"

#include <string.h>

#include "base/file.h"

/* Was it meant for standard output? */
static bool
took_as_output(const char *path, struct pd_secret *content, struct pd_result *result)
{
	if (strcmp(path, "-") != 0)
		return false;
	result->output = pd_secret_steal(content);
	result->has_output = true;
	return true;
}

bool
pd_common_write(const struct pd_context *context, const char *path,
	struct pd_secret *content, mode_t mode, struct pd_result *result,
	struct pd_error *error)
{
	return took_as_output(path, content, result) ||
	       pd_file_write(path, pd_secret_bytes(content), mode,
		       context->may_replace ? PD_REPLACE : PD_KEEP, error);
}

bool
pd_common_write_with(struct pd_written *written, const struct pd_context *context,
	const char *path, struct pd_secret *content, mode_t mode,
	struct pd_result *result, struct pd_error *error)
{
	return took_as_output(path, content, result) ||
	       pd_written_file(written, path, pd_secret_bytes(content), mode,
		       context->may_replace ? PD_REPLACE : PD_KEEP, error);
}
