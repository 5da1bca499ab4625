/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_APP_STATE_H
#define PD_UI_SCREEN_APP_STATE_H

#include "ui/ask/messages.h"
#include "ui/ask/work.h"
#include "ui/screen/sheet.h"

#include <stdint.h>

/* The state of the screen, for the files that make it up. Forms, questions, pagers and
 * choices know only stack.h. */

enum { PD_TABS_MOST = 9 };

struct pd_finished;
struct pd_page;
struct pd_task;

struct pd_app {
	struct pd_context *context;
	int64_t offset; /* seconds from the system's clock to the context's time */
	bool ended;
	struct pd_stamp settings; /* those that role and pages show */
	enum pd_role role;        /* of the account, by them */
	char *place;              /* "account@host" */
	unsigned changes;         /* how often the store was found changed, from 1 on */

	struct pd_page *pages[PD_TABS_MOST];
	size_t page_count, page;
	struct pd_sheet *bottom; /* the page of the current tab */
	struct pd_sheet *top;    /* of the stack over it; NULL: none */
	struct pd_sheet *closed; /* while their key is handled, linked by below */

	char *message; /* NULL: none */
	struct pd_messages messages;
	struct pd_secret pasted; /* outside of a field, for the next key */
	size_t keys;             /* how many were pressed */
	size_t pasted_at;        /* keys when it was pasted */
	int next_key;            /* that a sheet presses; PD_KEY_NONE: none */

	char *undo; /* the entry that z asks about; NULL: none */
	struct pd_task *task;
	/* Shows what a task brought, which may open pages, from which tasks start. */
	void (*show)(struct pd_app *app, const struct pd_finished *finished);
	struct pd_cancelled cancelled;
	int wake[2]; /* a pipe that jobs write to */
};

#endif
