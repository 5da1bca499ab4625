/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_OUTPUT_H
#define PD_TABS_SHARED_OUTPUT_H

#include "base/replace.h"
#include "operation/operation.h"

#include <sys/types.h>

/* Writing files outside the store, or to standard output. */

/* Writes one file. */
bool pd_output_write(const char *path, struct pd_bytes content, mode_t mode,
	enum pd_replace replace, struct pd_result *result, struct pd_error *error);

/* Puts the files of the set in their places; what could not be done in one step becomes
 * a warning. */
bool pd_output_commit(
	struct pd_replacement *set, struct pd_result *result, struct pd_error *error);

/* What was put in its place stays; that something of what was there before could not be
 * removed becomes a warning. */
void pd_output_keep(struct pd_replacement *set, struct pd_result *result);

/* Writes the file at path with that mode, or, if path is "-", makes content the output
 * of the result (has_output). */
bool pd_common_write(const struct pd_context *context, const char *path,
	struct pd_bytes content, mode_t mode, struct pd_result *result,
	struct pd_error *error);

/* The same, for everybody to read, before the change that it goes with is done: the file
 * goes again unless the set is kept. */
bool pd_common_write_with(struct pd_replacement *set, const struct pd_context *context,
	const char *path, struct pd_bytes content, struct pd_result *result,
	struct pd_error *error);

/* Of a form: the format that the name in the field "file" ends like, "p12" or "der"; NULL:
 * it says nothing. */
char *pd_output_follow_format(
	struct pd_context *context, const struct pd_values *values);

#endif
