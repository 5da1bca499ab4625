/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_HELP_H
#define PD_UI_CLI_CLI_HELP_H

#include "base/buffer.h"
#include "tabs/tabs.h"

/* The texts of --help, generated from the table of operations; appended to out. */

void pd_help_general(struct pd_buffer *out);
void pd_help_tab(const struct pd_tab *tab, struct pd_buffer *out);
void pd_help_operation(const struct pd_operation *operation, struct pd_buffer *out);

/* ---- for the man page too -------------------------------------------------- */

struct pd_help_row {
	const char *word;
	const char *text; /* N_(): sentences */
};
/* Each table ends with a NULL word. */
extern const struct pd_help_row pd_help_environment[], pd_help_files[],
	pd_help_statuses[];

/* Everything about a field, in sentences: meaning, values, limits, default; free() it. */
char *pd_help_field(const struct pd_field *field);

/* How a field is written: "--days NUMBER", "--chain, --no-chain", "FILE..."; free() it. */
char *pd_help_usage(const struct pd_field *field);

/* A sentence about the hazard of the operation, or NULL if it has none. */
const char *pd_help_hazard(const struct pd_operation *operation);

#endif
