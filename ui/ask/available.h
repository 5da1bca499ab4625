/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_AVAILABLE_H
#define PD_UI_ASK_AVAILABLE_H

#include "tabs/tabs.h"

/* Which operations the screen and the line dialogue offer. */

/* Does the operation apply to the row (NULL: none is selected)? */
bool pd_operation_fits(const struct pd_operation *operation, const struct pd_row *row);

/* Does it apply to several rows at once? */
bool pd_operation_takes_many(const struct pd_operation *operation);

/* Why it cannot be done on the row now, translated; free() it. NULL: it can. */
char *pd_operation_blocked(struct pd_context *context,
	const struct pd_operation *operation, const struct pd_row *row);

/* *entry receives the number of the history entry that undo takes back next, and
 * *question a question about it; free() both. They stay NULL if nothing can be undone.
 * false: history cannot be read. */
bool pd_undo_offer(struct pd_context *context, char **entry, char **question,
	struct pd_error *error);

/* The flag (PD_SHOWS_KEY) by which the operation shows the private key of what the
 * details that it brought show without one; NULL: it cannot. */
const struct pd_field *pd_operation_key_field(
	const struct pd_operation *operation, const struct pd_details *details);

/* The first line that fits, borrowed, or NULL. Is a line the PEM text of a private key? */
const struct pd_line *pd_details_find(
	const struct pd_details *details, bool (*fits)(const struct pd_line *line));
bool pd_line_is_private_key(const struct pd_line *line);

/* A sentence saying that the output is binary and cannot be shown; free() it. NULL: it is
 * text. */
char *pd_output_no_text(const struct pd_secret *output);

#endif
