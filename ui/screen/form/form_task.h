/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_TASK_H
#define PD_UI_SCREEN_FORM_FORM_TASK_H

#include "ui/ask/interaction.h"

/* What a form is for, and whom it tells about it. Everything is borrowed. */
struct pd_form_task {
	const struct pd_operation *operation;
	struct pd_interaction *interaction; /* that asks for the values */
	const char *name;                   /* of the only row; NULL */
	void *owner;
	/* It is filled in: the owner goes on with values, which it takes. */
	void (*submit)(void *owner, struct pd_values *values);
	void (*give_up)(void *owner);
};

#endif
