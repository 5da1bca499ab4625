/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/stack.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "operation/role.h"
#include "ui/screen/app_state.h"

/* ---- sheets -------------------------------------------------------------------- */

struct pd_sheet *
pd_app_top(struct pd_app *app)
{
	return app->top ? app->top : app->bottom;
}

bool
pd_app_has_modal(const struct pd_app *app)
{
	const struct pd_sheet *sheet = app->top;
	while (sheet != NULL && !sheet->kind->modal)
		sheet = sheet->below;
	return sheet != NULL;
}

void
pd_app_push(struct pd_app *app, struct pd_sheet *sheet)
{
	sheet->below = app->top;
	app->top = sheet;
}

static bool
is_sheet_open(const struct pd_app *app, const struct pd_sheet *sheet)
{
	const struct pd_sheet *at = app->top;
	while (at != NULL && at != sheet)
		at = at->below;
	return at != NULL;
}

static void
close_top_sheet(struct pd_app *app)
{
	struct pd_sheet *sheet = app->top;
	app->top = sheet->below;
	sheet->below = app->closed;
	app->closed = sheet;
}

void
pd_app_close(struct pd_app *app, struct pd_sheet *sheet)
{
	while (is_sheet_open(app, sheet))
		close_top_sheet(app);
}

void
pd_app_close_all(struct pd_app *app)
{
	while (app->top != NULL)
		close_top_sheet(app);
}

bool
pd_app_raise(struct pd_app *app, const char *name)
{
	struct pd_sheet *sheet = app->top;
	while (sheet != NULL && !sheet->kind->modal &&
		(!sheet->name || strcmp(sheet->name, name) != 0))
		sheet = sheet->below;
	if (sheet == NULL || sheet->kind->modal)
		return false;
	while (app->top != sheet)
		close_top_sheet(app);
	return true;
}

void
pd_app_free_closed(struct pd_app *app)
{
	while (app->closed != NULL) {
		struct pd_sheet *sheet = app->closed;
		app->closed = sheet->below;
		sheet->kind->free(sheet);
	}
}

void
pd_app_note_change(struct pd_app *app)
{
	app->changes++;
}

/* ---- context and messages ------------------------------------------------------ */

struct pd_context *
pd_app_context(struct pd_app *app)
{
	app->context->now = time(NULL) + app->offset;
	return app->context;
}

void
pd_app_note_settings(struct pd_app *app)
{
	const struct pd_context *context = app->context;
	app->settings = context->settings.stamp;
	app->role = pd_role_of(&context->settings, context->account);
}

/* An interaction may have read them again already. */
bool
pd_app_refresh_settings(struct pd_app *app, struct pd_error *error)
{
	struct pd_context *context = app->context;
	bool changed;
	if (!pd_settings_refresh(context->store, &context->settings, &changed, error))
		return false;
	if (!pd_stamp_is_same(&context->settings.stamp, &app->settings)) {
		pd_app_note_settings(app);
		pd_app_note_change(app);
		bool is_shown = app->top == NULL || app->top->kind->is_page;
		pd_app_hint(app, "%s",
			is_shown ? _("The settings have changed; this shows the new "
				     "ones")
				 : _("The settings have changed; what is open here has "
				     "the former ones"));
	}
	return true;
}

/* Made safe before it is wrapped, as escapes take more room than the original
 * characters. */
static void
set_message_line(struct pd_app *app, char *text)
{
	free(app->message);
	app->message = text ? pd_text_safe_string(text) : NULL;
	free(text);
}

void
pd_app_hint(struct pd_app *app, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	set_message_line(app, pd_vformat(format, arguments));
	va_end(arguments);
}

void
pd_app_clear_message(struct pd_app *app)
{
	free(pd_steal(app->meanwhile));
	set_message_line(app, NULL);
}

void
pd_app_hint_reason(struct pd_app *app, const char *reason)
{
	PD_AUTO(pd_drop_text) char *sentence = pd_text_sentence(reason);
	pd_app_hint(app, "%s", sentence);
}

void
pd_app_say(struct pd_app *app, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	set_message_line(app, pd_vformat(format, arguments));
	va_end(arguments);
	pd_messages_add(&app->messages, app->message);
}

void
pd_app_say_error(struct pd_app *app, const struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *words = pd_error_words(error);
	pd_app_say(app, "%s", words);
}

/* In reverse, so that the first warning becomes the newest message. */
void
pd_app_warn(struct pd_app *app, const struct pd_result *result)
{
	for (size_t i = result->warning_count; i-- > 0;)
		pd_app_say(app, "%s", result->warnings[i].text);
}

void
pd_app_hint_warning(struct pd_app *app, const struct pd_result *result)
{
	const char *first = result->warning_count > 0 ? result->warnings[0].text : NULL;
	if (first == NULL)
		return;
	/* A line each, which is not text of theirs and so not to be made safe. */
	PD_AUTO(pd_drop_text)
	char *sentence = result->warning_count == 1
				 ? pd_text_sentence(first)
				 : pd_format(_("1 of %zu, M shows all: %s"),
					   result->warning_count, first);
	PD_AUTO(pd_drop_text) char *warning = pd_text_safe_string(sentence);
	char *both = pd_format("%s\n%s", app->message, warning);
	free(app->message);
	app->message = both;
}

/* ---- the directory ------------------------------------------------------------- */

const char *
pd_app_directory(const struct pd_app *app)
{
	return app->directory;
}

void
pd_app_keep_directory(struct pd_app *app, char *directory)
{
	bool safe = pd_text_is_safe(directory, strlen(directory));
	free(safe ? app->directory : directory);
	app->directory = safe ? directory : app->directory;
}

const char *
pd_app_recalled(const struct pd_app *app)
{
	return app->recalled;
}

void
pd_app_keep_typed(struct pd_app *app, const char *text)
{
	char *kept = pd_copy(text);
	free(app->recalled);
	app->recalled = kept;
}

/* ---- keys ---------------------------------------------------------------------- */

void
pd_app_press_next(struct pd_app *app, int key)
{
	app->next_key = key;
}

struct pd_secret
pd_app_take_paste(struct pd_app *app)
{
	return pd_secret_steal(&app->pasted);
}
