/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_SENSITIVE_H
#define PD_OPERATION_SENSITIVE_H

#include "operation/operation.h"

/* Secrets are shown, handed over and used only with an entry in history: pd_operation_run
 * sees to it for every operation whose row says that it is sensitive. */

struct pd_sensitive {
	const struct pd_operation *operation;
	struct pd_context *context;
	const struct pd_values *values;
	bool is_noted;
};

bool pd_sensitive_is(
	const struct pd_operation *operation, const struct pd_values *values);

/* The role that it takes with these values: whoever may look may not see a private key, but
 * with the flag that shows it needs the role that may export one. */
enum pd_role pd_sensitive_role(
	const struct pd_operation *operation, const struct pd_values *values);

/* Puts down what is about to be done, once; for pd_result.admit. */
bool pd_sensitive_admit(void *act, struct pd_error *error);

/* After it ran: what was not written anywhere yet, but is to be shown, is admitted now; on
 * failure the result is wiped. */
bool pd_sensitive_end(
	struct pd_sensitive *act, struct pd_result *result, struct pd_error *error);

/* It was put down, and has failed: puts that down too. */
void pd_sensitive_fail(struct pd_sensitive *act, const struct pd_error *why);

#endif
