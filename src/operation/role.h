/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_ROLE_H
#define PD_OPERATION_ROLE_H

#include "operation/operation.h"

/* Who may do what. File permissions are the boundary of the store; roles keep honest
 * people from slips. While no role is given to anybody, everybody is security officer;
 * else whoever is in none is an observer. */

enum pd_role pd_role_of(const struct pd_settings *settings, const char *account);

/* Why the account may not do it, translated, or NULL if it may; free() it. */
char *pd_role_blocked(
	const struct pd_context *context, const struct pd_operation *operation);

/* Fails with that reason, and puts the refusal into history. Both front ends call it
 * before they ask or run anything. */
bool pd_role_check(struct pd_context *context, const struct pd_operation *operation,
	struct pd_error *error);

#endif
