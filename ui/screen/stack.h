/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_STACK_H
#define PD_UI_SCREEN_STACK_H

#include "ui/screen/sheet.h"

/* The stack of sheets, and what every sheet needs from the screen: the message line,
 * the context, and having pages read the store again. */

/* Puts a sheet on top and owns it; closes it with those above it; closes all. Closed
 * sheets live until the current key has been handled. */
void pd_app_push(struct pd_app *app, struct pd_sheet *sheet);
void pd_app_close(struct pd_app *app, struct pd_sheet *sheet);
void pd_app_close_all(struct pd_app *app);

/* Frees the closed sheets. For the event loop, after each key. */
void pd_app_free_closed(struct pd_app *app);

/* Closes the sheets above the one with that name. false: there is none, or only below a
 * modal sheet, which cannot be closed from outside. */
bool pd_app_raise(struct pd_app *app, const char *name);

/* The sheet that gets the keys; is any open sheet modal? */
struct pd_sheet *pd_app_top(struct pd_app *app);
bool pd_app_has_modal(const struct pd_app *app);

/* Shows text on the message line until the next key. What is said is also kept in the
 * list of messages, a hint is not. An error is said after its input. */
void pd_app_say(struct pd_app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_app_hint(struct pd_app *app, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_app_say_error(struct pd_app *app, const struct pd_error *error);
void pd_app_clear_message(struct pd_app *app);

/* Hints the reason, made into a sentence of its own. */
void pd_app_hint_reason(struct pd_app *app, const char *reason);

/* Adds the warnings of an operation to the list of messages. The second adds the first
 * warning to the message line, below what that says. */
void pd_app_warn(struct pd_app *app, const struct pd_result *result);
void pd_app_hint_warning(struct pd_app *app, const struct pd_result *result);

/* Borrowed; its time is now. */
struct pd_context *pd_app_context(struct pd_app *app);

/* Notes which settings there are now, and the role of the account by them. */
void pd_app_note_settings(struct pd_app *app);

/* Reads the settings again if somebody has changed them. false: they cannot be read, so
 * nothing may be done. */
bool pd_app_refresh_settings(struct pd_app *app, struct pd_error *error);

/* The store has changed: pages read it again. */
void pd_app_note_change(struct pd_app *app);

/* The directory that a form was given last, borrowed, or NULL; takes over a new one. What
 * cannot be typed as it is shown is not kept. */
const char *pd_app_directory(const struct pd_app *app);
void pd_app_keep_directory(struct pd_app *app, char *directory);

/* The same for what fields with PD_RECALLS got. */
const char *pd_app_recalled(const struct pd_app *app);
void pd_app_keep_typed(struct pd_app *app, const char *text);

/* Presses this key once the current one has been handled. */
void pd_app_press_next(struct pd_app *app, int key);

/* Moves out the text that was pasted outside of a field just before, for the form that
 * the current key opens. */
struct pd_secret pd_app_take_paste(struct pd_app *app);

#endif
