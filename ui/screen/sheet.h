/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_SHEET_H
#define PD_UI_SCREEN_SHEET_H

#include "tabs/tab.h"
#include "ui/screen/frame.h"
#include "ui/terminal/keys.h"

/* A sheet: what fills the screen between the tab bar and the message line. The pages of
 * the tabs lie at the bottom; forms, questions, pagers lie on them in a stack, and the
 * keys go to the topmost. And what a sheet may ask of the screen. */

struct pd_app;
struct pd_list;
struct pd_page;
struct pd_sheet;

struct pd_sheet_kind {
	/* Global keys do not lead elsewhere, neither from it nor from what lies on it: it
	 * waits for an end of its own. */
	bool modal;
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
	/* Adds rows of its own to help, by pd_help_add. May be NULL. */
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
};

/* Lays a sheet on top and owns it; closes it and those above it (they live until the
 * key is done with); closes all. */
void pd_app_push(struct pd_app *app, struct pd_sheet *sheet);
void pd_app_close(struct pd_app *app, struct pd_sheet *sheet);
void pd_app_close_all(struct pd_app *app);

/* Closes what lies above the sheet of that name. false: none is open, or only below a
 * modal one, which is not to be closed from outside. */
bool pd_app_raise(struct pd_app *app, const char *name);

/* The sheet that gets the keys; is one of those open modal; the topmost page. */
struct pd_sheet *pd_app_top(struct pd_app *app);
bool pd_app_has_modal(const struct pd_app *app); /* at any depth */
struct pd_page *pd_app_page(struct pd_app *app);

/* The message line, until the next key: said is kept in the list of messages, a hint is
 * not; an error is said with its input before it. */
void pd_app_say(struct pd_app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_app_hint(struct pd_app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_app_say_error(struct pd_app *app, const struct pd_error *error);

/* Hints at a reason that stands alone, as a sentence. */
void pd_app_hint_reason(struct pd_app *app, const char *reason);

/* Borrowed; its time is now. */
struct pd_context *pd_app_context(struct pd_app *app);

/* Reads the settings again if somebody changed them meanwhile. false: they cannot be
 * read, so nothing may be done. */
bool pd_app_settings(struct pd_app *app, struct pd_error *error);

/* Is it plain, from role and settings alone, that the operation cannot be done now? For
 * what is dimmed; what is run asks again. */
bool pd_app_dims(struct pd_app *app, const struct pd_tab *tab,
	const struct pd_operation *operation);

/* The store has changed: pages read it again. */
void pd_app_changed(struct pd_app *app);

/* Acts as if the key were pressed now. */
void pd_app_press(struct pd_app *app, int key);

/* The text that was pasted outside of a field just before, for the form that the key
 * after it opens; moved out. */
struct pd_secret pd_app_take_paste(struct pd_app *app);

#endif
