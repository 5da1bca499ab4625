/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_ROLE_H
#define PD_OPERATION_ROLE_H

#include "operation/operation.h"

/* Who may do what. File permissions protect the store; roles protect honest people from
 * mistakes. While no role is assigned, everybody is a security officer; otherwise an
 * account without a role is an observer. Who works for another account
 * (pd_context.caller) needs to be a security officer himself. */

/* Has anybody a role? */
bool pd_roles_are_given(const struct pd_settings *settings);

enum pd_role pd_role_of(const struct pd_settings *settings, const char *account);

/* Why nobody can tell whether the account has that role or a higher one: a group is not answered
 * for. Translated; NULL if it can be told; free() it. */
char *pd_role_unanswered(
	const struct pd_settings *settings, const char *account, enum pd_role needed);

/* Why the account may not do it, translated, or NULL if it may; free() it. */
char *pd_role_blocked(
	const struct pd_context *context, const struct pd_operation *operation);

/* Fails with that reason, and records the refusal in history. Called before anything is
 * asked or run. */
bool pd_role_check(struct pd_context *context, const struct pd_operation *operation,
	struct pd_error *error);

/* The same of an operation that needs more than its row says, for what it is given. */
bool pd_role_raise(struct pd_context *context, const struct pd_operation *operation,
	enum pd_role needed, struct pd_error *error);

/* Fails with a reason of its own, and records it alike. Always false. */
bool pd_role_refuse(struct pd_context *context, const struct pd_operation *operation,
	const char *reason, struct pd_error *error);

/* "security officer", translated. */
const char *pd_role_label(enum pd_role role);

#endif
