/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_APP_STATE_H
#define PD_UI_SCREEN_APP_STATE_H

#include "ui/ask/messages.h"
#include "ui/ask/work.h"
#include "ui/screen/sheet.h"

#include <stdint.h>

/* The state of the screen. Forms, questions, pagers and choices do not see it; they use
 * stack.h. */

enum { PD_TABS_MOST = 9 };

struct pd_finished;
struct pd_page;
struct pd_task;

struct pd_app {
	struct pd_context *context;
	int64_t offset; /* seconds to add to the system's clock for the context's time */
	bool ended;
	struct pd_stamp settings; /* those that role and pages show */
	enum pd_role role;        /* of the account, by them */
	char *place;              /* "account@host" */
	unsigned changes;         /* a counter of changes to the store, starting at 1 */

	struct pd_page *pages[PD_TABS_MOST];
	size_t page_count, page;
	struct pd_sheet *bottom;        /* the page of the current tab */
	struct pd_sheet *top;           /* top of the stack above it; NULL if empty */
	const struct pd_sheet *painted; /* whose body is on the terminal; to compare */
	bool painted_whole;             /* it takes all lines */
	struct pd_sheet
		*closed; /* to be freed after the current key, linked by below */

	char *message; /* NULL: none */
	char *meanwhile; /* what somebody else has just changed, below it; NULL: nothing */
	struct pd_messages messages;
	struct pd_secret pasted; /* pasted outside of a field, for the next key */
	size_t keys;             /* keys pressed so far */
	size_t pasted_at;        /* value of keys at the time of the paste */
	int next_key;            /* pressed by a sheet; PD_KEY_NONE if none */

	char *directory;           /* that a form was given last; NULL: none */
	char *recalled;            /* what was typed last where a field recalls it */
	char *remembered;          /* what pd_remember_load read; NULL: nothing yet */
	char *comment;             /* for the next change; NULL: first_comment counts */
	const char *first_comment; /* that the program was started with; may be NULL */
	char *undo;                /* the history entry that z asks about, or NULL */
	struct pd_task *task;
	/* Shows the result of a task. A function pointer, since it may open a page, and
	 * pages start tasks. */
	void (*show)(struct pd_app *app, const struct pd_finished *finished);
	struct pd_cancelled cancelled;
	long seen;   /* the newest entry of history that was looked at */
	int watch;   /* tells of changes by others; -1: nothing does */
	int wake[2]; /* a pipe that jobs write to, to wake the event loop */
};

#endif
