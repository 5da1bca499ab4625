/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_RESULT_H
#define PD_UI_LINEAR_LINEAR_RESULT_H

#include "ui/linear/linear_state.h"

/* Results of operations, in lines. */

/* Prints details as "Label: value". */
void pd_linear_print_details(const struct pd_details *details);

/* Shows a result and says its warnings and sentence. Moves from result. */
void pd_linear_show_result(struct pd_linear *linear,
	const struct pd_operation *operation, struct pd_result *result);

/* Says the warnings of a result. */
void pd_linear_warn(struct pd_linear *linear, const struct pd_result *result);

#endif
