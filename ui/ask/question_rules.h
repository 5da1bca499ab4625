/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_QUESTION_RULES_H
#define PD_UI_ASK_QUESTION_RULES_H

#include "operation/operation.h"

/* Rules about the fields that operators are asked for, and about their answers. */

/* Is the field one that people are asked for? Does it name files? */
bool pd_field_on_form(const struct pd_field *field);
bool pd_field_is_file(const struct pd_field *field);

/* Is it due now, given the values of the others? */
bool pd_field_is_due(const struct pd_field *field, const struct pd_values *values);

/* Is it the passphrase of an existing key or file? It is asked for when a run turns out to
 * need it. */
bool pd_field_unlocks(const struct pd_field *field);

/* Is it asked before anything runs, if it is due? */
bool pd_field_is_question(const struct pd_field *field);

/* Turns what was typed into a field into values: paths for files, one value for each of
 * several. */
void pd_field_parse(
	struct pd_values *values, const struct pd_field *field, const char *text);

/* Checks that the files named by a field, or by all fields, can be read; else fails with
 * the path. "-" is refused: in a dialogue, standard input is the keyboard. */
bool pd_field_check_file(const struct pd_field *field, const struct pd_values *values,
	struct pd_error *error);
bool pd_fields_check_files(const struct pd_field *fields,
	const struct pd_values *values, struct pd_error *error);

/* The first output file that exists already and would be replaced, borrowed; or NULL. */
const char *pd_output_in_the_way(
	const struct pd_field *fields, const struct pd_values *values);

/* The question whether path, and others more files, may be replaced; free() it. */
char *pd_replace_question(const char *path, size_t others);

/* The field an error is about: the one that it names, else the one that holds the path it
 * names, else the area for pasted text. NULL: none. */
const struct pd_field *pd_field_of_error(const struct pd_field *fields,
	const struct pd_values *values, const struct pd_error *error);

/* The passphrase that an error is about: a field of these, or of pd_opening_fields. NULL:
 * none. */
const struct pd_field *pd_field_of_passphrase(
	const struct pd_field *fields, const struct pd_error *error);

/* Is text short enough for a comment in history? Errors call it name. */
bool pd_comment_check(const char *text, const char *name, struct pd_error *error);

/* The line of a preview whose text is to be typed before it is done; NULL: there is
 * none. */
const struct pd_line *pd_details_word_to_type(const struct pd_details *preview);

/* A distinguished name of which only a name was typed, such as that of a host: "CN=" and
 * that; free() it. NULL: it is complete, or something else. */
char *pd_field_complete_name(const struct pd_field *field, const char *text);

#endif
