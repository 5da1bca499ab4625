/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_FIELD_H
#define PD_UI_LINEAR_LINEAR_FIELD_H

#include "ui/linear/linear_state.h"

/* One field is one question: its label, what fits, and what Enter takes. */

/* Asks for the value of a field, which values has as its default, until it is right. */
enum pd_linear_step pd_linear_field(struct pd_linear *linear,
	const struct pd_field *field, struct pd_values *values);

#endif
