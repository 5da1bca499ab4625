/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_SECRET_H
#define PD_UI_LINEAR_LINEAR_SECRET_H

#include "ui/linear/linear_state.h"

/* Questions whose answers are not echoed. */

/* Asks for pasted text; for a passphrase, twice if it is a new one. */
enum pd_linear_step pd_linear_ask_paste(struct pd_linear *linear,
	const struct pd_field *field, struct pd_values *values);
enum pd_linear_step pd_linear_ask_passphrase(struct pd_linear *linear,
	const struct pd_field *field, struct pd_values *values);

#endif
