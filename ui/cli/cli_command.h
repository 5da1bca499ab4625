/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_COMMAND_H
#define PD_UI_CLI_CLI_COMMAND_H

#include "tabs/tabs.h"

/* The words of the command line, read by the table of operations. */

/* A parsed command line. Text is borrowed from its words; NULL: not given. */
struct pd_command {
	const char *store, *account, *comment;
	const char *key_passphrase; /* the file that holds it */
	const char *token_pin;      /* the file that holds it */
	const char *wait;           /* seconds for the lock of the store */
	const char *completion;     /* the shell to write a completion for */
	bool json, yes, quiet, linear, unsafe, help, version, report, man;
	const struct pd_tab *tab;             /* NULL: the screen */
	const struct pd_operation *operation; /* NULL: only without tab, or for help */
	struct pd_values *values;             /* of the operation's fields */
	struct pd_values *files; /* where PEM text and passphrases are to be read */
};

/* Reads and checks what can be checked without a store. false: PD_EUSAGE. */
bool pd_command_read(
	int count, char **words, struct pd_command *out, struct pd_error *error);
void pd_command_free(struct pd_command *command); /* PD_AUTO fits */

/* The field of that name of its operation, or NULL. */
const struct pd_field *pd_command_field(
	const struct pd_command *command, const char *name);

#endif
