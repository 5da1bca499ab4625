/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_ROLE_H
#define PD_OPERATION_ROLE_H

#include "operation/operation.h"

/* Who may do what. File permissions protect the store; roles protect honest people from
 * mistakes. While no role is assigned, everybody is a security officer; otherwise an
 * account without a role is an observer. Who comes by sudo works for another account
 * (pd_context.caller) only as a security officer. */

enum pd_role pd_role_of(const struct pd_settings *settings, const char *account);

/* Why the account may not do it, translated, or NULL if it may; free() it. */
char *pd_role_blocked(
	const struct pd_context *context, const struct pd_operation *operation);

/* Fails with that reason, and records the refusal in history. Called before anything is
 * asked or run. */
bool pd_role_check(struct pd_context *context, const struct pd_operation *operation,
	struct pd_error *error);

#endif
