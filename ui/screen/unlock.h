/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_UNLOCK_H
#define PD_UI_SCREEN_UNLOCK_H

#include "operation/field.h"
#include "ui/screen/stack.h"

/* A sheet that asks for a passphrase which no form of an operation has. */

/* The passphrase, borrowed; NULL: it was given up. The sheet is closed before. */
typedef void pd_unlocked_by(void *argument, const struct pd_secret *passphrase);

/* Everything but argument is copied or constant. */
struct pd_sheet *pd_unlock_new(struct pd_app *app, const struct pd_field *field,
	const char *reason, pd_unlocked_by *answered, void *argument);

#endif
