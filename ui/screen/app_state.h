/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_APP_STATE_H
#define PD_UI_SCREEN_APP_STATE_H

#include "ui/ask/messages.h"
#include "ui/ask/work.h"
#include "ui/screen/page.h"
#include "ui/screen/sheet.h"
#include "ui/screen/task.h"

#include <stdint.h>

/* The state of the screen, for the files that make it up: app, bar, global, task.
 * Sheets know only sheet.h. */

enum { PD_TABS_MOST = 9 };

struct pd_app {
	struct pd_context *context;
	int64_t offset; /* from the system's clock to the context's time */
	bool ended;
	enum pd_role role; /* of the account, as the settings were read */
	char *place;       /* "account@host" */

	struct pd_page *pages[PD_TABS_MOST];
	size_t page_count, page;
	struct pd_sheet *top;  /* of the stack over the page; NULL: none */
	struct pd_sheet *dead; /* closed while their key was handled */

	char *message; /* NULL: none */
	struct pd_messages messages;
	struct pd_secret pasted; /* outside of a field, for the next key */
	size_t keys;             /* how many were pressed */
	size_t pasted_at;        /* keys when it was pasted */

	char *undo; /* the entry that z asks about; NULL: none */
	struct pd_task *task;
	struct pd_cancelled cancelled;
	int wake[2]; /* a pipe that jobs write to */
};

/* ---- app ----------------------------------------------------------------------- */

void pd_app_go_to(struct pd_app *app, size_t page);

/* ---- bar ----------------------------------------------------------------------- */

/* Draws the tabs, the message and the keys around the topmost sheet. */
char *pd_bar_place(const struct pd_app *app); /* "account@host"; free() it */
void pd_bar_draw_tabs(struct pd_app *app, const struct pd_frame *frame);
void pd_bar_draw_message(const struct pd_frame *frame, const char *text);
void pd_bar_draw_keys(struct pd_sheet *top, const struct pd_frame *frame);

/* ---- global ------------------------------------------------------------------- */

/* What keys do with the app as self: everywhere; but on a modal sheet; where no modal
 * sheet is open, for they lead away from it. */
extern const struct pd_binding pd_global_always[];
extern const struct pd_binding pd_global_back[];
extern const struct pd_binding pd_global_free[];

#endif
