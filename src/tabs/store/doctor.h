/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_DOCTOR_H
#define PD_TABS_STORE_DOCTOR_H

#include "operation/operation.h"
#include "operation/view.h"

/* Whether the store is sound, and how to repair it. */

extern const struct pd_operation pd_doctor_operations[];
bool pd_doctor_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

#endif
