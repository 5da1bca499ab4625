/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_WORK_H
#define PD_UI_LINEAR_LINEAR_WORK_H

#include "ui/linear/linear_state.h"

/* Runs the operation, or its preview, as a job, and waits for it: C-c cancels it. values
 * are taken, and given back when it has ended. NULL: error; else pd_work_free it. */
struct pd_work *pd_linear_work(struct pd_linear *linear,
	const struct pd_operation *operation, struct pd_values **values, bool previews,
	bool may_replace, struct pd_error *error);

#endif
