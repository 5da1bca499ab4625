/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_OPTIONS_H
#define PD_UI_CLI_CLI_OPTIONS_H

#include "tabs/tabs.h"
#include "ui/ask/words.h"

/* How the table of operations appears on the command line. */

/* An option of every operation; the table ends with a NULL name. */
struct pd_global {
	const char *name;
	const char *operand; /* "DIR"; NULL: a flag */
	const char *help;    /* for gettext; NULL: only for the build, not shown */
	size_t offset;       /* of its member in struct pd_command */
	char letter;         /* -h; 0: none */
};
extern const struct pd_global pd_globals[];
/* "-h, --help", "--store DIR"; free() it. */
char *pd_global_spelling(const struct pd_global *global);

/* Is a field an argument (FILE) or an option (--days, --passphrase-file)? Fields of the
 * screen are neither. */
bool pd_field_is_word(const struct pd_field *field);

/* The word field that comes behind one that takes several: it gets the last of several words.
 * NULL: that takes one, or none comes behind it. */
const struct pd_field *pd_field_behind_many(const struct pd_field *field);
bool pd_field_is_option(const struct pd_field *field);

/* The field that the argument is for before which there are so many; one that takes several
 * takes all the rest. NULL: there is none, or no operation. */
const struct pd_field *pd_field_of_argument(
	const struct pd_operation *operation, size_t before);

/* Does the word begin an option, where this field (NULL: none) takes the next argument? "-" is
 * none, nor is a negative number where one may stand: no short option is a hex digit. */
bool pd_is_option_word(const struct pd_field *next, const char *word);
/* PEM text and passphrases are never given on the command line itself, but in a file. */
bool pd_field_is_in_a_file(const struct pd_field *field);
char *pd_field_spelling(const struct pd_field *field); /* "FILE", "--days"; free() it */
const char *pd_field_operand(const struct pd_field *field); /* NULL: a flag */

/* Can the operation print JSON? All can, except those that only write a file. */
bool pd_operation_shows(const struct pd_operation *operation);

/* The operation that a tab runs if none is named, or NULL. */
const struct pd_operation *pd_tab_default(const struct pd_tab *tab);

/* Appends all options of an operation (NULL: the global ones), with their dashes. */
void pd_option_words(const struct pd_operation *operation, struct pd_words *out);

#endif
