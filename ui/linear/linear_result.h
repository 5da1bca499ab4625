/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_RESULT_H
#define PD_UI_LINEAR_LINEAR_RESULT_H

#include "ui/linear/linear_state.h"

/* What an operation brought, in lines. */

/* Details as "Label: value", without the line of the name that skip gives (NULL: none).
 */
void pd_linear_print_details(const struct pd_details *details, const char *skip);

/* Says what an operation brought, and shows it. Moves from result. */
void pd_linear_result(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_result *result);

/* Says what an operation warned of. */
void pd_linear_warn(struct pd_linear *linear, const struct pd_result *result);

#endif
