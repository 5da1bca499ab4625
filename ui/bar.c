/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/state.h"

/* ---- tabs ---------------------------------------------------------------------- */

enum names { NO_NAMES, ONE_NAME, ALL_NAMES };

/* All tabs in one line: with their names, the name of the current one, or none. */
static char *
tabs_text(const struct pd_app *app, enum names names)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	for (size_t i = 0; i < app->page_count; i++) {
		bool current = i == app->page;
		bool named = names == ALL_NAMES || (names == ONE_NAME && current);
		const char *label = named ? _(app->pages[i]->tab->label) : "";
		pd_secret_add_format(&text, "%s%zu%s%s%s", current ? "[" : " ", i + 1,
			named ? " " : "", label, current ? "]" : " ");
	}
	return pd_copy(pd_secret_text(&text));
}

static char *
place_text(const struct pd_app *app)
{
	char host[256] = "";
	(void)gethostname(host, sizeof host - 1);
	host[strcspn(host, ".")] = '\0';
	PD_AUTO(pd_drop_text) char *safe_host = pd_text_safe_string(host);
	PD_AUTO(pd_drop_text)
	char *account = pd_text_safe_string(app->context->account);
	return pd_format("%s@%s", account, safe_host);
}

void
pd_bar_draw_tabs(struct pd_app *app, const struct pd_frame *frame)
{
	PD_AUTO(pd_drop_text) char *place = place_text(app);
	for (int names = ALL_NAMES; names >= NO_NAMES; names--) {
		PD_AUTO(pd_drop_text) char *tabs = tabs_text(app, (enum names)names);
		if (names > NO_NAMES && pd_text_cells(tabs) > frame->columns)
			continue;
		pd_frame_line(frame, 0, PD_STYLE_PLAIN, tabs, place);
		return;
	}
}

/* ---- message ------------------------------------------------------------------- */

void
pd_bar_draw_message(const struct pd_frame *frame, const char *text)
{
	pd_term_blank(frame->message, frame->message_rows);
	(void)pd_frame_text(frame->message, frame->message_rows, frame->columns,
		PD_STYLE_PLAIN, text);
}

/* ---- keys ---------------------------------------------------------------------- */

enum { GAP = 2 };

static int
width_of(const struct pd_hints *hints, size_t index)
{
	return pd_text_cells(hints->items[index].key) + 1 +
	       pd_text_cells(hints->items[index].words);
}

static void
add_hint(struct pd_secret *line, const struct pd_hints *hints, size_t index)
{
	pd_secret_add_format(line, "%s%s %s", line->size > 0 ? "  " : "",
		hints->items[index].key, hints->items[index].words);
}

/* The sheet's own keys, and at the end those that lead to all others. */
static void
collect(struct pd_sheet *top, struct pd_hints *hints, struct pd_hints *last)
{
	const struct pd_list *list = top->kind->list ? top->kind->list(top) : NULL;
	bool types = top->kind->modal || (list != NULL && list->filtering) ||
		     (top->kind->types != NULL && top->kind->types(top));
	top->kind->hints(top, hints);
	if (top->kind->on_row && !types)
		pd_page_hints(pd_app_page(top->app), top, hints);
	if (!types)
		pd_hint(last, "m", _("Menu"));
	if (top->kind->line == NULL)
		pd_hint(last, types ? "F1" : "?", _("Help"));
}

void
pd_bar_draw_keys(struct pd_sheet *top, const struct pd_frame *frame)
{
	struct pd_hints hints = {0}, last = {0};
	collect(top, &hints, &last);
	int left = frame->columns;
	for (size_t i = 0; i < last.count; i++)
		left -= width_of(&last, i) + (i > 0 ? GAP : 0);
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	for (size_t i = 0; i < hints.count; i++) {
		if (width_of(&hints, i) + GAP > left)
			continue;
		left -= width_of(&hints, i) + GAP;
		add_hint(&line, &hints, i);
	}
	for (size_t i = 0; i < last.count; i++)
		add_hint(&line, &last, i);
	pd_frame_line(frame, frame->keys, PD_STYLE_PLAIN, pd_secret_text(&line), NULL);
}
