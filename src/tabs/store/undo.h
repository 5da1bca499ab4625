/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_UNDO_H
#define PD_TABS_STORE_UNDO_H

#include "operation/operation.h"
#include "store/history.h"

/* The one rule of what undo takes back, for every front end and for history. */

/* Can the entry be undone? The store may have dropped what was before, and some
 * operations last (pd_operation.lasting). */
bool pd_undo_is_possible(
	const struct pd_context *context, const struct pd_entry *entry);

/* Finds the change that undo takes back when no number is given: the newest that can be
 * undone and is no undo itself. PD_ESTATE if there is none. */
bool pd_undo_find(
	struct pd_context *context, struct pd_entry *out, struct pd_error *error);

/* Who may do a thing may undo it when he did it himself; what others did a security officer
 * undoes. Refusals are recorded. */
bool pd_undo_check_role(struct pd_context *context, const struct pd_entry *entry,
	struct pd_error *error);

/* The operation that undoes. */
const struct pd_operation *pd_undo_operation(const struct pd_context *context);

pd_run pd_undo_run; /* number */

#endif
