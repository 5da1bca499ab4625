/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_STACK_H
#define PD_UI_SCREEN_STACK_H

#include "ui/screen/sheet.h"

/* The stack of sheets, and what every sheet may ask of the screen: its message line, the
 * context, and that pages read the store again. */

/* Lays a sheet on top and owns it; closes it and those above it (they live until the
 * key is done with); closes all. */
void pd_app_push(struct pd_app *app, struct pd_sheet *sheet);
void pd_app_close(struct pd_app *app, struct pd_sheet *sheet);
void pd_app_close_all(struct pd_app *app);

/* Frees the sheets that were closed. For the event loop, after each key. */
void pd_app_free_closed(struct pd_app *app);

/* Closes what lies above the sheet of that name. false: none is open, or only below a
 * modal one, which is not to be closed from outside. */
bool pd_app_raise(struct pd_app *app, const char *name);

/* The sheet that gets the keys; is one of those open modal, at any depth? */
struct pd_sheet *pd_app_top(struct pd_app *app);
bool pd_app_has_modal(const struct pd_app *app);

/* The message line, until the next key: said is kept in the list of messages, a hint is
 * not; an error is said with its input before it. */
void pd_app_say(struct pd_app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_app_hint(struct pd_app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_app_say_error(struct pd_app *app, const struct pd_error *error);
void pd_app_clear_message(struct pd_app *app);

/* Hints at a reason that stands alone, as a sentence. */
void pd_app_hint_reason(struct pd_app *app, const char *reason);

/* Puts what an operation warned of into the list of messages. The second adds the first
 * of the warnings to the message line, below what was said of how the operation ended. */
void pd_app_warn(struct pd_app *app, const struct pd_result *result);
void pd_app_hint_warning(struct pd_app *app, const struct pd_result *result);

/* Borrowed; its time is now. */
struct pd_context *pd_app_context(struct pd_app *app);

/* Notes which settings there are now, and the role of the account by them. */
void pd_app_note_settings(struct pd_app *app);

/* Reads the settings again if somebody changed them meanwhile. false: they cannot be
 * read, so nothing may be done. */
bool pd_app_settings(struct pd_app *app, struct pd_error *error);

/* The store has changed: pages read it again. */
void pd_app_changed(struct pd_app *app);

/* Acts as if this key were pressed when the one that is handled now is done with. */
void pd_app_press_next(struct pd_app *app, int key);

/* The text that was pasted outside of a field just before, for the form that the key
 * after it opens; moved out. */
struct pd_secret pd_app_take_paste(struct pd_app *app);

#endif
