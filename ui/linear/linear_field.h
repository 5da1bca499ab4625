/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_FIELD_H
#define PD_UI_LINEAR_LINEAR_FIELD_H

#include "ui/linear/linear_state.h"

/* Each field is one question: its label, what may be typed, and the default in
 * brackets. */

/* Asks for the value of a field, whose default is in values, until it is valid. picks: what
 * it is one of, said first; or empty. */
enum pd_linear_step pd_linear_ask_field(struct pd_linear *linear,
	const struct pd_field *field, const struct pd_picks *picks,
	struct pd_values *values);

#endif
