/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_DOCTOR_ROWS_H
#define PD_TABS_STORE_DOCTOR_ROWS_H

#include "operation/context.h"
#include "operation/result.h"
#include "store/check.h"

/* What doctor found as a page for people: the problem first, where it is by a short path,
 * and what mends it, by a key where that is an operation. */
void pd_doctor_rows(const struct pd_context *context, const char *store,
	const struct pd_store_faults *faults, struct pd_rows *out);

#endif
