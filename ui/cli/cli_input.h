/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_INPUT_H
#define PD_UI_CLI_CLI_INPUT_H

#include "ui/cli/cli_call.h"

/* Reads the values that are given in files: PEM text, passphrases, standard input. */
bool pd_call_read_files(struct pd_call *call, struct pd_error *error);

#endif
