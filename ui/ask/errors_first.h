/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_ERRORS_FIRST_H
#define PD_UI_ASK_ERRORS_FIRST_H

#include "operation/result.h"

/* Puts what is bad first, then what needs attention, and leaves the rest as it is; trees,
 * titled lists and history stay in their own order. */
void pd_rows_put_errors_first(struct pd_rows *rows);

#endif
