/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_TASK_H
#define PD_UI_LINEAR_LINEAR_TASK_H

#include "ui/linear/linear_rows.h"

/* One operation, from its questions to its result. */

/* Does the operation, from its questions to its result. Takes presets (NULL: none). */
void pd_linear_run_operation(struct pd_linear *linear,
	const struct pd_operation *operation, struct pd_chosen chosen,
	struct pd_values *presets);

#endif
