/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_TASK_H
#define PD_UI_SCREEN_FORM_FORM_TASK_H

#include "operation/operation.h"

/* What a form is for, and what it tells its owner. All is borrowed. */
struct pd_form_task {
	const struct pd_operation *operation;
	const char *const *ids; /* of the rows it is for */
	size_t id_count;
	const char *name; /* of the only row; NULL */
	/* What another operation has filled in already, or NULL. */
	const struct pd_values *presets;
	void *owner;
	/* It is filled in: the owner goes on with values, which it takes. */
	void (*submit)(void *owner, struct pd_values *values);
	/* Something other than a passphrase was changed: what was answered before is to
	 * be asked again. */
	void (*changed)(void *owner);
	void (*give_up)(void *owner);
};

#endif
