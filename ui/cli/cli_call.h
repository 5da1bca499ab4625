/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_CALL_H
#define PD_UI_CLI_CLI_CALL_H

#include "ui/cli/cli_command.h"

/* One operation of the command line on its way from the words to the result. */
struct pd_call {
	const struct pd_command *command;
	struct pd_context context;
	char *account, *comment, *store_path; /* what the context borrows */
	struct pd_details preview;
	struct pd_result result;
	int progress; /* shown last, in percent; negative: none */
};

/* Asks for the passphrases that are required and not given. */
bool pd_call_ask_required(struct pd_call *call, struct pd_error *error);

/* Takes a step; where it fails for want of a passphrase, or because a file is in the
 * way, asks and takes it again, three times. */
typedef bool pd_call_step(struct pd_call *call, struct pd_error *error);
bool pd_call_try(struct pd_call *call, pd_call_step *step, struct pd_error *error);

/* Asks before the operation replaces or destroys something of the store or an existing
 * file, unless --yes agreed. PD_EUSAGE: there is nobody to ask. */
bool pd_call_confirm(struct pd_call *call, struct pd_error *error);

#endif
