/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_STATE_H
#define PD_UI_LINEAR_LINEAR_STATE_H

#include "tabs/tabs.h"
#include "ui/ask/messages.h"
#include "ui/ask/work.h"
#include "ui/linear/teletype.h"

/* The state of the line dialogue. */

struct pd_linear {
	struct pd_context *context;
	int64_t offset; /* seconds to add to the system's clock for the context's time */
	bool ended;     /* by quit, the end of input or a signal */
	unsigned changes;           /* a counter of changes to the store */
	const struct pd_tab *go_to; /* the tab whose name was typed, or NULL */
	struct pd_messages messages;
	char *comment; /* for history, or NULL */
	bool says_all; /* fingerprints, numbers and PEM too */
	struct pd_cancelled cancelled;
	int wake[2]; /* a pipe that jobs write to */
	/* Shows the rows of a result as a page of the tab, and takes them over. A
	 * function pointer, since pages start operations. */
	void (*show_rows)(struct pd_linear *linear, const struct pd_tab *tab,
		struct pd_rows *rows);
};

enum pd_linear_step { PD_STEP_ON, PD_STEP_BACK, PD_STEP_OUT };

#endif
