/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_SHEET_H
#define PD_UI_SCREEN_SHEET_H

#include "tabs/tabs.h"
#include "ui/screen/frame.h"
#include "ui/terminal/keys.h"

/* A sheet: what fills the screen between the tab bar and the message line. The pages of
 * the tabs lie at the bottom; forms, questions, pagers lie on them in a stack, and the
 * keys go to the topmost. */

struct pd_app;
struct pd_list;
struct pd_sheet;

struct pd_sheet_kind {
	/* Global keys do not lead elsewhere, neither from it nor from what lies on it: it
	 * waits for an end of its own. */
	bool modal;
	bool is_page; /* of a tab, or of the rows that an operation brought */
	/* Would what was typed there be lost now? NULL: never. */
	bool (*dirty)(struct pd_sheet *sheet);
	/* The keys of operations on the row below, which it is about, work too. */
	bool on_row;
	const struct pd_binding *keys; /* run with the sheet as self; may be NULL */
	/* The list that it shows now, whose keys work too; NULL, or may return NULL. */
	struct pd_list *(*list)(struct pd_sheet *sheet);
	const struct pd_binding *list_keys; /* beside moving; may be NULL */
	/* The body lines that it needs; what is below it shows in the others. NULL: it
	 * takes them all. */
	int (*rows)(struct pd_sheet *sheet, int columns);
	/* Draws title, body and summary, and puts the cursor on what has the focus. */
	void (*draw)(struct pd_sheet *sheet, const struct pd_frame *frame);
	/* Takes a key that is no binding, such as text; asked before the bindings.
	 * false: it is not for this sheet. May be NULL. */
	bool (*key)(struct pd_sheet *sheet, int key);
	/* Are letters text now? NULL: never, but in a list's filter. */
	bool (*types)(struct pd_sheet *sheet);
	/* Takes a paste. false, or NULL: the screen swallows it. */
	bool (*paste)(struct pd_sheet *sheet, struct pd_bytes text);
	void (*hints)(struct pd_sheet *sheet, struct pd_hints *hints);
	/* Adds rows of its own to help, by help_rows.h. May be NULL. */
	void (*help)(struct pd_sheet *sheet, struct pd_rows *rows);
	/* A question of one line has no body: it is asked on the message line, over the
	 * sheet below. Borrowed. NULL: a sheet with a body. */
	const char *(*line)(struct pd_sheet *sheet);
	void (*free)(struct pd_sheet *sheet); /* with the sheet itself */
};

struct pd_sheet {
	const struct pd_sheet_kind *kind;
	const char *name; /* of which one is open above the topmost modal one; NULL */
	struct pd_app *app;
	struct pd_sheet *below;
	bool held; /* it waits for its work: keys can only cancel that */
};

#endif
