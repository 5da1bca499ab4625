/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_ASK_H
#define PD_UI_CLI_CLI_ASK_H

#include "ui/ask/interaction.h"

/* Asks on the terminal for what an interaction wants next, and hands in the answer. They
 * fail with PD_EUSAGE, PD_EEXISTS or PD_EPASSPHRASE where there is nobody to ask, with
 * the option to write instead; and with PD_ECANCEL where the operator gives up. */

/* The passphrases that the operation requires and the command line does not give. */
bool pd_cli_ask_required(struct pd_interaction *interaction, struct pd_error *error);

/* PD_NEXT_PASSPHRASE, PD_NEXT_REPLACE and PD_NEXT_CONFIRM. */
bool pd_cli_ask_passphrase(struct pd_interaction *interaction, struct pd_error *error);
bool pd_cli_ask_to_replace(struct pd_interaction *interaction, struct pd_error *error);
bool pd_cli_ask_to_confirm(struct pd_interaction *interaction, struct pd_error *error);

#endif
