/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_OPTIONS_H
#define PD_UI_CLI_CLI_OPTIONS_H

#include "tabs/tabs.h"
#include "ui/ask/words.h"

/* What the table of operations looks like on the command line. */

/* Options that every operation takes; the table ends with a NULL name. */
struct pd_global {
	const char *name;
	const char *operand; /* "DIR"; NULL: a flag */
	const char *help;    /* N_(); NULL: for the build, shown nowhere */
	size_t offset;       /* of its member in struct pd_command */
};
extern const struct pd_global pd_globals[];

/* How a field looks on the command line: a word of its own (FILE), an option (--days,
 * --passphrase-file), or not at all. */
bool pd_field_is_word(const struct pd_field *field);
bool pd_field_is_option(const struct pd_field *field);
/* PEM text and passphrases are never words themselves: a file holds them. */
bool pd_field_is_in_a_file(const struct pd_field *field);
char *pd_field_spelling(const struct pd_field *field); /* "FILE", "--days"; free() it */
const char *pd_field_operand(const struct pd_field *field); /* NULL: a flag */

/* Is it one that may be asked for as JSON? All are but those that only write a file. */
bool pd_operation_shows(const struct pd_operation *operation);

/* What a tab does when no operation is named; NULL: nothing. */
const struct pd_operation *pd_tab_default(const struct pd_tab *tab);

/* All options there are for an operation (NULL: the global ones), with their dashes. */
void pd_option_words(const struct pd_operation *operation, struct pd_words *out);

#endif
