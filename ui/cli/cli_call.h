/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_CALL_H
#define PD_UI_CLI_CLI_CALL_H

#include "base/account/caller.h"
#include "ui/ask/interaction.h"
#include "ui/cli/cli_command.h"

/* One operation of the command line on its way from the words to the result. */
struct pd_call {
	struct pd_command *command; /* its values are taken */
	struct pd_context context;
	struct pd_caller caller;
	char *account, *other, *comment, *store_path; /* what the context borrows */
	struct pd_interaction *interaction;           /* while it runs */
	struct pd_result result;                      /* of it; or what it warned of */
	int progress; /* shown last, in percent; negative: none */
};

/* Does the operation, asking on the terminal for what it lacks. */
bool pd_call_run(struct pd_call *call, struct pd_error *error);

#endif
