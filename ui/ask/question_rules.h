/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_QUESTION_RULES_H
#define PD_UI_ASK_QUESTION_RULES_H

#include "operation/operation.h"

/* What people are asked for an operation, by the form of the screen and by the line
 * dialogue: both take and check the same. */

/* Is the field asked of people at all; does it name files? */
bool pd_field_on_form(const struct pd_field *field);
bool pd_field_is_file(const struct pd_field *field);

/* Is it due now, given the values of the others? */
bool pd_field_is_due(const struct pd_field *field, const struct pd_values *values);

/* Is it a passphrase that opens something, which a run asks for when it needs it? */
bool pd_field_unlocks(const struct pd_field *field);

/* Is it asked before anything runs, where it is due? */
bool pd_field_is_question(const struct pd_field *field);

/* Puts what was typed into a field as a run gets it: files as paths, several as one
 * value each. */
void pd_field_parse(
	struct pd_values *values, const struct pd_field *field, const char *text);

/* Can the files be read that a field, or all fields, name? Fails with their path. Standard
 * input is none of them, for that is the keyboard. */
bool pd_field_check_file(const struct pd_field *field, const struct pd_values *values,
	struct pd_error *error);
bool pd_fields_check_files(const struct pd_field *fields,
	const struct pd_values *values, struct pd_error *error);

/* The first output file that exists and would be replaced, borrowed; or NULL. */
const char *pd_output_in_the_way(
	const struct pd_field *fields, const struct pd_values *values);

/* Asks whether what is at the path, and so many others, may be replaced; free() it. */
char *pd_replace_question(const char *path, size_t others);

/* The field that an error is about: the one it names, or the one that holds the file it
 * names, or what was pasted. NULL: none. */
const struct pd_field *pd_field_of_error(const struct pd_field *fields,
	const struct pd_values *values, const struct pd_error *error);

/* Is it short enough for a comment that goes into history? name is what errors call it.
 */
bool pd_comment_check(const char *text, const char *name, struct pd_error *error);

/* The line of a preview whose text is to be typed before it is done; NULL: there is
 * none. */
const struct pd_line *pd_details_word_to_type(const struct pd_details *preview);

#endif
