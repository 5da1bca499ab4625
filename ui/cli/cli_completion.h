/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_COMPLETION_H
#define PD_UI_CLI_CLI_COMPLETION_H

#include "base/buffer.h"
#include "base/error.h"

/* Appends what bash, zsh or fish reads to complete command lines, by asking this program
 * (cli_complete.h). Fails for other shells. */
bool pd_completion(const char *shell, struct pd_buffer *out, struct pd_error *error);

#endif
