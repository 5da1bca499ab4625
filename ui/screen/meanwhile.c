/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/meanwhile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "store/change.h"
#include "store/history/watch.h"
#include "ui/screen/app_state.h"
#include "ui/screen/page.h"

void
pd_meanwhile_start(struct pd_app *app)
{
	app->watch = -1;
	pd_meanwhile_skip(app);
	if (app->context->store != NULL)
		app->watch = pd_watch_open(app->context->store);
	if (app->watch >= 0)
		pd_term_watch(app->watch);
}

void
pd_meanwhile_skip(struct pd_app *app)
{
	struct pd_error ignored = {0};
	if (app->context->store != NULL)
		(void)pd_entry_newest(app->context->store, &app->seen, &ignored);
}

void
pd_meanwhile_stop(struct pd_app *app)
{
	if (app->watch >= 0)
		(void)close(app->watch);
}

static void
say_entry(struct pd_app *app, const struct pd_entry *entry)
{
	PD_AUTO(pd_drop_text)
	char *words = pd_format(_("Changed meanwhile by %s, entry %ld: %s"),
		entry->account, entry->number, entry->sentence);
	free(app->meanwhile);
	app->meanwhile = pd_text_safe_string(words);
	pd_messages_add(&app->messages, app->meanwhile);
}

/* Details and menus of a row that is gone would act on the row in its place. A form knows
 * its rows by itself. */
static void
close_what_was_of(struct pd_app *app, const char *id)
{
	const struct pd_row *row = pd_page_row(pd_page_top(app));
	bool is_there = id == NULL || (row != NULL && strcmp(row->id, id) == 0);
	while (!is_there && !pd_app_has_modal(app) && app->top != NULL &&
		!app->top->kind->is_page)
		pd_app_close(app, app->top);
}

static void
show_change(struct pd_app *app)
{
	struct pd_page *page = pd_page_top(app);
	const struct pd_row *row = pd_page_row(page);
	PD_AUTO(pd_drop_text) char *id = row ? pd_copy(row->id) : NULL;
	pd_app_note_change(app);
	/* The event loop reads the page; here only what lies on it has to know at once. */
	if (app->top == NULL || pd_app_has_modal(app))
		return;
	pd_page_refresh_now(page);
	close_what_was_of(app, id);
}

void
pd_meanwhile_look(struct pd_app *app)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_entries_free) struct pd_entries entries = {0};
	bool has_changed = false;
	if (app->watch < 0)
		return;
	pd_watch_drain(app->watch);
	/* What others did is told although the settings cannot be read. */
	if (!pd_watch_look(app->context->store, &app->seen, &entries, &problem) ||
		!pd_app_refresh_settings(app, &problem))
		pd_app_hint(app, "%s: %s", problem.input, problem.message);
	/* Work of this screen brings its own sentence when it ends. */
	for (size_t i = 0; i < entries.count; i++)
		if (!pd_change_is_own(app->context->store, entries.items[i].number)) {
			say_entry(app, &entries.items[i]);
			has_changed = true;
		}
	if (has_changed)
		show_change(app);
}
