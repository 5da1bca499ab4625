/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_COMPLETION_H
#define PD_UI_CLI_CLI_COMPLETION_H

#include "base/buffer.h"
#include "base/error.h"

/* Appends a completion for bash, generated from the table of operations: tabs,
 * operations, options, choices, files. Fails for other shells. */
bool pd_completion(const char *shell, struct pd_buffer *out, struct pd_error *error);

#endif
