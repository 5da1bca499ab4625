/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_OUTPUT_H
#define PD_TABS_SHARED_OUTPUT_H

#include "operation/operation.h"
#include "tabs/shared/output_set.h"

#include <sys/types.h>

/* Handing over what was made. */

/* Hands over what was made: to the file at path, with that mode, or as the output of the
 * result (has_output), where path is "-". content is given up. */
bool pd_common_write(const struct pd_context *context, const char *path,
	struct pd_secret *content, mode_t mode, struct pd_result *result,
	struct pd_error *error);

/* The same before the change that it goes with is done: the file is one of written. */
bool pd_common_write_with(struct pd_written *written, const struct pd_context *context,
	const char *path, struct pd_secret *content, mode_t mode,
	struct pd_result *result, struct pd_error *error);

#endif
