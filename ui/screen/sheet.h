/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_SHEET_H
#define PD_UI_SCREEN_SHEET_H

#include "tabs/tabs.h"
#include "ui/screen/frame.h"
#include "ui/terminal/keys.h"

/* A sheet fills the screen between the tab bar and the message line. The pages of the
 * tabs are at the bottom; forms, questions and pagers lie on them in a stack. Keys go
 * to the topmost sheet. */

struct pd_app;
struct pd_list;
struct pd_sheet;

struct pd_sheet_kind {
	/* Global keys cannot leave it, nor the sheets that lie on it: it has to be
	 * finished or given up. */
	bool modal;
	bool is_page; /* of a tab, or of the rows that an operation brought */
	/* Would closing it now lose what was typed? NULL: never. */
	bool (*dirty)(struct pd_sheet *sheet);
	/* It is about the selected row of the page below, whose operation keys work
	 * too. */
	bool on_row;
	bool of_store; /* a change closes it: what it shows may be out of date */
	const struct pd_binding *keys; /* run with the sheet as self; may be NULL */
	/* The list that it shows, whose keys work too. May be NULL, or return NULL. */
	struct pd_list *(*list)(struct pd_sheet *sheet);
	const struct pd_binding *list_keys; /* in addition to moving; may be NULL */
	/* How many body lines it needs; the sheet below stays visible in the others.
	 * NULL: it takes all lines. */
	int (*rows)(struct pd_sheet *sheet, int columns);
	/* Draws title, body and summary, and puts the cursor where the focus is. */
	void (*draw)(struct pd_sheet *sheet, const struct pd_frame *frame);
	/* Handles keys without a binding, such as text; called before the bindings are
	 * tried. false: not handled. May be NULL. */
	bool (*key)(struct pd_sheet *sheet, int key);
	/* Are letters text now? NULL: only in the filter of the list. */
	bool (*types)(struct pd_sheet *sheet);
	/* Takes a paste. If NULL or false, the screen keeps the paste for the next key. */
	bool (*paste)(struct pd_sheet *sheet, struct pd_pasted pasted);
	void (*hints)(struct pd_sheet *sheet, struct pd_hints *hints);
	/* Adds rows to help, by help_rows.h. May be NULL. */
	void (*help)(struct pd_sheet *sheet, struct pd_rows *rows);
	/* For a question of one line, which has no body but is asked on the message
	 * line: its text, borrowed. NULL: a sheet with a body. */
	const char *(*line)(struct pd_sheet *sheet);
	void (*free)(struct pd_sheet *sheet); /* with the sheet itself */
};

struct pd_sheet {
	const struct pd_sheet_kind *kind;
	const char *
		name; /* at most one with this name is open above the topmost modal sheet; may be NULL */
	struct pd_app *app;
	struct pd_sheet *below;
	bool held; /* it waits for a job: keys can only cancel that */
};

#endif
