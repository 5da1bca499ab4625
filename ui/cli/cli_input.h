/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_INPUT_H
#define PD_UI_CLI_CLI_INPUT_H

#include "ui/ask/interaction.h"

/* Reads values that stand in files: PEM text and passphrases, of which files has the
 * paths, and what a field reads from standard input, which goes there. */
bool pd_cli_read_files(struct pd_interaction *interaction,
	const struct pd_values *files, struct pd_secret *standard_input,
	struct pd_error *error);

/* Opens the private keys of the store by the passphrase in the file that files name, if
 * they do: for a screen or a dialogue that follows. */
bool pd_cli_unlock(struct pd_context *context, const struct pd_values *files,
	struct pd_error *error);

#endif
