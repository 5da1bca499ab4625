/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/outcome.h"

#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"
#include "ui/screen/app_state.h"
#include "ui/screen/page.h"
#include "ui/screen/pager.h"

/* Everything is kept in the list of messages; the message line shows what was done and
 * the first warning. */
static void
say_result(struct pd_app *app, const struct pd_result *result)
{
	pd_app_warn(app, result);
	if (result->sentence == NULL)
		return;
	pd_app_say(app, "%s", result->sentence);
	pd_app_hint_warning(app, result);
}

static void
show_output_text(struct pd_app *app, const char *title, struct pd_result *result)
{
	struct pd_secret *output = &result->output;
	PD_AUTO(pd_drop_text) char *no_text = pd_output_no_text(output);
	if (no_text != NULL) {
		pd_app_say(app, "%s", no_text);
		return;
	}
	const char *note = _("Only shown: w writes it to a file, y sends it to your "
			     "terminal's clipboard");
	pd_app_push(app, result->output_is_secret
				 ? pd_pager_of_secret(app, title, output, note)
				 : pd_pager_of_text(app, title, output, note));
}

static bool
says_nothing(const struct pd_result *result)
{
	return !result->has_details && !result->has_rows && !result->has_output &&
	       result->sentence == NULL && result->warning_count == 0;
}

/* Open details may be out of date after a change. */
static void
close_details(struct pd_app *app)
{
	while (app->top != NULL && app->top->kind->of_store)
		pd_app_close(app, app->top);
}

/* They were for what has been done now. */
static void
drop_tags(struct pd_app *app)
{
	for (size_t i = 0; i < app->page_count; i++)
		pd_page_untag(app->pages[i]);
	for (struct pd_sheet *sheet = app->top; sheet != NULL; sheet = sheet->below)
		if (sheet->kind->is_page)
			pd_page_untag((struct pd_page *)sheet);
}

static void
refresh_after_change(struct pd_app *app, const struct pd_operation *operation)
{
	struct pd_error told_later = {0};
	struct pd_page *page = (struct pd_page *)app->bottom;
	drop_tags(app);
	close_details(app);
	/* Whoever works through a list of rows stays in it. */
	page->made = operation->on == PD_ON_TAB ? PD_MADE_ANYWHERE : PD_MADE_HERE;
	pd_app_note_change(app);
	/* The operator need not be told that the settings have changed: he has just
	 * done it. */
	(void)pd_app_refresh_settings(app, &told_later);
}

/* In place of what the same operation brought before. */
static void
show_rows(
	struct pd_app *app, const struct pd_operation *operation, struct pd_rows *rows)
{
	struct pd_page *page = pd_page_top(app);
	if (page->maker == operation)
		pd_page_take_rows(page, rows);
	else
		pd_app_push(
			app, &pd_page_of_rows(app, pd_tab_find(pd_tabs, operation->tab),
				     operation, rows)
				      ->sheet);
}

static void
show_finished(struct pd_app *app, const struct pd_finished *finished)
{
	const struct pd_operation *operation = finished->operation;
	struct pd_result *result = finished->result;
	const char *label = _(operation->label), *name = finished->row.name;
	PD_AUTO(pd_drop_text)
	char *title = name ? pd_format("%s: %s", label, name) : pd_copy(label);
	if (says_nothing(result))
		pd_app_say(app, _("Done: %s"), title);
	/* What was made is selected by then. */
	bool of_row = finished->row.id != NULL || result->changed;
	if (result->has_details)
		pd_app_push(app, pd_pager_of_result(app, title, &result->details,
					 operation, finished->row, of_row));
	else if (result->has_rows)
		show_rows(app, operation, &result->rows);
	if (result->has_output)
		show_output_text(app, title, result);
	say_result(app, result);
}

void
pd_outcome_show(struct pd_app *app, const struct pd_finished *finished)
{
	struct pd_result *result = finished->result;
	if (result->changed)
		refresh_after_change(app, finished->operation);
	/* The result lies on top of the form of the next operation: one reads it, goes
	 * back, and fills in the form. */
	const struct pd_operation *next =
		pd_operation_next(pd_tabs, finished->operation->tab, result);
	if (next != NULL)
		pd_page_start_next(pd_page_top(app), next, pd_steal(result->presets));
	if (finished->purpose == PD_TASK_COPY)
		pd_pager_copy(app, &result->details);
	else
		show_finished(app, finished);
	/* Rows that an operation brought are read again like those of a tab. */
	struct pd_page *page = pd_page_top(app);
	if (result->changed && next == NULL && page->maker != NULL)
		pd_page_start_next(page, page->maker, NULL);
}
