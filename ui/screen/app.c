/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/app.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "operation/role.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"
#include "ui/ask/pem_paste.h"
#include "ui/screen/app_state.h"
#include "ui/screen/ask/comment.h"
#include "ui/screen/bar.h"
#include "ui/screen/global_keys.h"
#include "ui/screen/meanwhile.h"
#include "ui/screen/outcome.h"
#include "ui/screen/page.h"
#include "ui/screen/remember.h"
#include "ui/screen/side_page.h"

enum { MESSAGE_ROWS = 4 };

/* ---- pastes -------------------------------------------------------------------- */

static bool
can_take_paste(const struct pd_operation *operation, const char *kinds)
{
	for (const struct pd_field *field = operation->fields; field && field->name;
		field++)
		if (field->kind == PD_FIELD_PEM && (field->flags & PD_COMMAND) == 0 &&
			(kinds != NULL || (field->flags & PD_ANY_TEXT) != 0))
			return true;
	return false;
}

/* "u Update, a Add": the operations that could use the paste. */
static char *
list_paste_uses(struct pd_app *app, const char *kinds)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer uses = {0};
	struct pd_page *page = pd_page_top(app);
	struct pd_sheet *top = pd_app_top(app);
	if (top != &page->sheet && !top->kind->on_row)
		return NULL;
	for (const struct pd_operation *row = page->tab->operations; row && row->name;
		row++) {
		if (row->key == 0 || !can_take_paste(row, kinds) ||
			!pd_operation_fits(row, pd_page_row(page)))
			continue;
		PD_AUTO(pd_drop_text) char *key = pd_key_name(row->key);
		PD_AUTO(pd_drop_text)
		char *use = pd_format("%s %s", key, _(row->label));
		pd_buffer_add_item(&uses, use);
	}
	return uses.size > 0 ? pd_buffer_steal_text(&uses) : NULL;
}

/* A paste outside of a field does nothing by itself: it waits for a key that starts an
 * operation with it. */
static void
keep_paste(struct pd_app *app, struct pd_bytes text)
{
	size_t lines = pd_paste_lines(text);
	PD_AUTO(pd_drop_text) char *kinds = pd_paste_kinds(text);
	PD_AUTO(pd_drop_text) char *uses = list_paste_uses(app, kinds);
	if (uses == NULL) {
		pd_app_hint(app,
			ngettext("Pasted %zu line; it does nothing here",
				"Pasted %zu lines; they do nothing here", lines),
			lines);
		return;
	}
	pd_secret_wipe(&app->pasted);
	pd_secret_add(&app->pasted, text.data, text.size);
	app->pasted_at = app->keys;
	pd_app_hint(app,
		ngettext("Pasted %zu line, %s. Press a key to use it: %s",
			"Pasted %zu lines, %s. Press a key to use it: %s", lines),
		lines, kinds ? kinds : _("no PEM block"), uses);
}

static void
handle_paste(struct pd_app *app)
{
	struct pd_sheet *top = pd_app_top(app);
	struct pd_pasted pasted = pd_term_paste();
	if (top->held || top->kind->paste == NULL || !top->kind->paste(top, pasted))
		keep_paste(app, pasted.text);
}

/* ---- keys ---------------------------------------------------------------------- */

static bool
run_key_binding(const struct pd_binding *table, void *self, int key)
{
	const struct pd_binding *binding = pd_binding_find(table, key);
	return binding != NULL && binding->run(self, key);
}

static bool
give_to_sheet(struct pd_sheet *sheet, int key)
{
	const struct pd_sheet_kind *kind = sheet->kind;
	struct pd_list *list = kind->list ? kind->list(sheet) : NULL;
	return (list != NULL && pd_list_type(list, key)) ||
	       (kind->key != NULL && kind->key(sheet, key)) ||
	       run_key_binding(kind->keys, sheet, key) ||
	       (list != NULL && (run_key_binding(pd_list_moving, list, key) ||
					run_key_binding(kind->list_keys, list, key)));
}

static bool
is_cancel_key(int key)
{
	return key == PD_KEY_ESCAPE || key == PD_CTRL('g') || key == PD_CTRL('c');
}

/* While a form waits for its work, all one can do is cancel that. */
static void
press_held_key(struct pd_app *app, int key)
{
	if (is_cancel_key(key))
		(void)pd_task_cancel(app);
	else if (!run_key_binding(pd_global_keys.always, app, key))
		(void)pd_task_is_busy(app);
}

/* Enter would only show the same details again. */
static bool
press_row_key(struct pd_app *app, int key)
{
	return pd_app_top(app)->kind->on_row && key != PD_KEY_ENTER &&
	       pd_page_press(pd_page_top(app), key);
}

/* Keys that lead away from the open sheets. */
static bool
press_free_key(struct pd_app *app, int key)
{
	return run_key_binding(pd_global_keys.free, app, key) ||
	       pd_side_page_press(app, key);
}

static bool
is_leading_away(int key)
{
	return pd_binding_find(pd_global_keys.free, key) != NULL ||
	       pd_side_page_of(key) != NULL;
}

/* Keys do not lead away from a form, even if another sheet lies on it, such as its
 * help. */
static bool
press_global_key(struct pd_app *app, int key)
{
	if (run_key_binding(pd_global_keys.always, app, key))
		return true;
	if (pd_app_top(app)->kind->modal)
		return false;
	if (run_key_binding(pd_global_keys.back, app, key))
		return true;
	if (!pd_app_has_modal(app))
		return press_free_key(app, key);
	if (!is_leading_away(key))
		return false;
	pd_app_hint(app, _("A form is open below; Esc goes back to it"));
	return true;
}

static void
give_key(struct pd_app *app, int key)
{
	struct pd_sheet *top = pd_app_top(app);
	if (top->held) {
		press_held_key(app, key);
		return;
	}
	if (give_to_sheet(top, key) || press_row_key(app, key) ||
		press_global_key(app, key))
		return;
	PD_AUTO(pd_drop_text) char *name = pd_key_name(key);
	if (top->kind->line != NULL)
		pd_app_hint(app,
			_("%s is not an answer; press y for yes, n or Esc for no"),
			name);
	else if (top->kind->modal)
		pd_app_hint(app, _("%s does nothing here; F1 shows the keys"), name);
	else
		pd_app_hint(app, _("%s does nothing here; ? shows the keys"), name);
}

static void
give_keys(struct pd_app *app, int key)
{
	for (; key != PD_KEY_NONE; key = app->next_key) {
		app->next_key = PD_KEY_NONE;
		give_key(app, key);
	}
}

/* While a long list is read, one can go elsewhere; what is for the list waits for it, so that
 * what is typed ahead means what it always does. */
static void
bring_up_to_date(struct pd_app *app, int key)
{
	struct pd_page *page = pd_page_top(app);
	bool leaves = is_leading_away(key) ||
		      pd_binding_find(pd_global_keys.back, key) != NULL ||
		      pd_binding_find(pd_global_keys.always, key) != NULL;
	if (leaves || pd_app_has_modal(app))
		pd_page_refresh(page);
	else
		pd_page_refresh_now(page);
}

/* A key that the operator pressed: he has read the last message, and a paste that the
 * key does not use is dropped. */
static void
handle_key(struct pd_app *app, int key)
{
	struct pd_error problem = {0};
	pd_app_clear_message(app);
	if (!pd_app_refresh_settings(app, &problem))
		pd_app_hint(app, "%s: %s", problem.input, problem.message);
	app->keys++;
	/* When several keys arrive at once, each must see what the ones before it
	 * changed. */
	bring_up_to_date(app, key);
	if (key == PD_KEY_PASTE)
		handle_paste(app);
	else
		give_keys(app, key);
	if (app->keys > app->pasted_at)
		pd_secret_wipe(&app->pasted);
}

static void
handle_event(struct pd_app *app, int key)
{
	switch (key) {
	case PD_KEY_NONE:
	case PD_KEY_RESIZE:
		break;
	case PD_KEY_WAKE:
		pd_wake_drain(app->wake);
		pd_task_poll(app);
		pd_meanwhile_look(app);
		break;
	case PD_KEY_LOST:
		app->ended = true;
		break;
	default:
		handle_key(app, key);
	}
	pd_app_free_closed(app);
}

/* ---- drawing ------------------------------------------------------------------- */

static void
draw_too_small(struct pd_size size)
{
	PD_AUTO(pd_drop_text)
	char *text = pd_format(_("Window too small (%dx%d), need %dx%d"), size.columns,
		size.rows, PD_LEAST_COLUMNS, PD_LEAST_ROWS);
	pd_term_blank(0, size.rows);
	(void)pd_frame_text(0, size.rows, size.columns, PD_STYLE_PLAIN, text);
	pd_term_cursor(0, 0);
}

/* A question takes precedence over a message, a message over progress, and that over the
 * comment of what is open. */
static char *
compose_message(struct pd_app *app, int columns)
{
	struct pd_sheet *top = pd_app_top(app);
	const char *question = top->kind->line ? top->kind->line(top) : NULL;
	const char *lines[] = {question, app->message, app->meanwhile};
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i] != NULL)
			pd_buffer_add_format(
				&text, "%s%s", text.size > 0 ? "\n" : "", lines[i]);
	if (text.size > 0)
		return pd_buffer_steal_text(&text);
	char *progress = pd_task_progress(app, columns);
	char *words = progress ? progress : pd_comment_line(app);
	return words ? words : pd_copy("");
}

/* This sheet, or the one below it that has a body. */
static struct pd_sheet *
find_body_sheet(struct pd_app *app, struct pd_sheet *sheet)
{
	while (sheet != NULL && sheet->kind->line != NULL)
		sheet = sheet->below;
	return sheet ? sheet : app->bottom;
}

/* How many lines this sheet and those below it cover, up to one that takes all, which
 * *under becomes. */
static int
count_covered(struct pd_app *app, struct pd_sheet *body, const struct pd_frame *frame,
	struct pd_sheet **under)
{
	int covered = 0;
	*under = body;
	while ((*under)->kind->rows != NULL) {
		int rows = (*under)->kind->rows(*under, frame->columns);
		covered = rows > covered ? rows : covered;
		*under = find_body_sheet(app, (*under)->below);
	}
	return *under == body || covered > frame->rows ? frame->rows : covered;
}

/* Where one body that takes all lines follows another, nearly all changes, and what is drawn
 * over blanks is sent in fewer bytes. */
static void
clear_other_body(
	struct pd_app *app, struct pd_sheet *body, const struct pd_frame *frame)
{
	struct pd_sheet *under;
	bool whole = count_covered(app, body, frame, &under) == frame->rows;
	if (app->painted != body && app->painted_whole && whole && frame->title > 0)
		pd_term_clear(frame->title);
	app->painted = body;
	app->painted_whole = whole;
}

/* A sheet takes only the lines that it needs; below a rule, what it lies on stays
 * visible, so that opening and closing it rewrites few lines. Of several such sheets,
 * the tallest covers the others: a form below a question must not show. */
static void
draw_sheets(struct pd_app *app, struct pd_sheet *body, struct pd_frame frame)
{
	struct pd_sheet *under;
	int covered = count_covered(app, body, &frame, &under);
	if (covered < frame.rows) {
		struct pd_frame whole = frame;
		whole.lit = PD_LIT_NOTHING;
		under->kind->draw(under, &whole);
		pd_frame_rule(&frame, frame.body + covered);
		frame.rows = covered;
	}
	body->kind->draw(body, &frame);
}

static void
draw_screen(struct pd_app *app)
{
	struct pd_size size = pd_term_size();
	if (size.columns < PD_LEAST_COLUMNS || size.rows < PD_LEAST_ROWS) {
		draw_too_small(size);
		return;
	}
	struct pd_sheet *top = pd_app_top(app);
	struct pd_sheet *body = find_body_sheet(app, top);
	PD_AUTO(pd_drop_text) char *message = compose_message(app, size.columns);
	int rows = pd_frame_count(message, size.columns);
	struct pd_frame frame =
		pd_frame_make(size, rows < MESSAGE_ROWS ? rows : MESSAGE_ROWS);
	/* On a slow line, moving the selection rewrites only its marker. */
	frame.lit = pd_term_is_slow() ? PD_LIT_MARKER
				      : (enum pd_lit)app->context->settings.highlight;
	clear_other_body(app, body, &frame);
	pd_bar_draw_tabs(app, &frame);
	pd_bar_draw_message(&frame, message);
	draw_sheets(app, body, frame);
	/* Drawing the sheet determines which keys it has. */
	pd_bar_draw_keys(top, &frame);
	if (top != body)
		top->kind->draw(top, &frame);
}

static void
paint_screen(struct pd_app *app)
{
	draw_screen(app);
	pd_term_flush();
}

/* ---- life ---------------------------------------------------------------------- */

static void
make_tab_pages(struct pd_app *app)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		if (tab->key == 0 && app->page_count < PD_TABS_MOST)
			app->pages[app->page_count++] = pd_page_new(app, tab);
	pd_page_go_to(app, 0);
}

/* Reading a large store takes a moment. Until then, show the tabs, which will not be
 * overwritten. */
static void
paint_tabs(struct pd_app *app)
{
	struct pd_size size = pd_term_size();
	if (size.columns < PD_LEAST_COLUMNS || size.rows < PD_LEAST_ROWS)
		return;
	struct pd_frame frame = pd_frame_make(size, 1);
	pd_bar_draw_tabs(app, &frame);
	pd_term_flush();
}

/* Reading nearly always ends at once, and nothing is painted that it would paint over: how
 * many ms to wait for that, or else for a key. */
static int
paint_or_wait(struct pd_app *app)
{
	const struct pd_page *page = pd_page_top(app);
	int patience = page->reading ? pd_page_reading_patience(page->reading) : 0;
	if (patience > 0)
		return patience;
	paint_screen(app);
	return pd_task_is_running(app) ? PD_TASK_PULSE : -1;
}

/* Handles all waiting keys before painting once. */
static void
run_event_loop(struct pd_app *app)
{
	paint_tabs(app);
	while (!app->ended) {
		pd_page_refresh(pd_page_top(app));
		handle_event(app, pd_term_key(paint_or_wait(app)));
		while (!app->ended && pd_term_pending())
			handle_event(app, pd_term_key(0));
	}
}

static void
free_app(struct pd_app *app)
{
	pd_app_close_all(app);
	pd_app_free_closed(app);
	for (size_t i = 0; i < app->page_count; i++)
		pd_page_free(app->pages[i]);
	pd_meanwhile_stop(app);
	pd_messages_free(&app->messages);
	free(app->message);
	pd_comment_forget(app);
	free(app->undo);
	free(app->directory);
	free(app->recalled);
	free(app->remembered);
	free(app->place);
	pd_secret_wipe(&app->pasted);
	pd_wake_close(app->wake);
}

static bool
is_reading(struct pd_app *app)
{
	bool is = false;
	for (size_t i = 0; i < app->page_count; i++)
		is = is || app->pages[i]->reading != NULL;
	for (struct pd_sheet *sheet = app->top; sheet != NULL; sheet = sheet->below)
		is = is || (sheet->kind->is_page &&
				   ((struct pd_page *)sheet)->reading != NULL);
	return is;
}

int
pd_app_run(struct pd_context *context, struct pd_error *error)
{
	struct pd_app app = {
		.context = context,
		.offset = context->now - time(NULL),
		.first_comment = context->comment,
		.changes = 1,
		.next_key = PD_KEY_NONE,
		.show = pd_outcome_show,
	};
	PD_AUTO(pd_drop_text) char *notice = NULL;
	pd_app_note_settings(&app);
	if (!pd_term_start(&notice, error))
		return 1;
	if (!pd_wake_open(app.wake, error)) {
		pd_term_stop();
		return 1;
	}
	pd_term_watch(app.wake[0]);
	pd_meanwhile_start(&app);
	make_tab_pages(&app);
	pd_remember_load(&app);
	app.place = pd_bar_account(&app);
	if (notice != NULL)
		pd_app_say(&app, "%s", notice);
	run_event_loop(&app);
	pd_term_stop();
	pd_remember_save(&app);
	/* Work that cannot be stopped, and reading, end with the process; the store stays
	 * consistent. */
	if (!pd_task_end_all(&app) || is_reading(&app))
		_exit(0);
	free_app(&app);
	return 0;
}
