/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/bar.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/screen/app_state.h"
#include "ui/screen/page.h"
#include "ui/screen/view/page_hints.h"

/* ---- tabs ---------------------------------------------------------------------- */

enum names { NO_NAMES, ONE_NAME, ALL_NAMES };

/* A tab as the bar shows it: "[1 SSL]". free() it. */
static char *
format_tab(const struct pd_app *app, size_t index, enum names names)
{
	bool current = index == app->page;
	bool named = names == ALL_NAMES || (names == ONE_NAME && current);
	const char *label = named ? _(app->pages[index]->tab->label) : "";
	return pd_format("%s%zu%s%s%s", current ? "[" : " ", index + 1,
		named ? " " : "", label, current ? "]" : " ");
}

/* Formats the tabs with as many names as fit: all, only that of the current tab, or
 * none. free() each text. Returns their total width in cells. */
static int
format_tabs(const struct pd_app *app, int columns, char *texts[PD_TABS_MOST])
{
	for (int names = ALL_NAMES;; names--) {
		int cells = 0;
		for (size_t i = 0; i < app->page_count; i++) {
			texts[i] = format_tab(app, i, (enum names)names);
			cells += pd_term_cells(texts[i]);
		}
		if (cells <= columns || names == NO_NAMES)
			return cells;
		for (size_t i = 0; i < app->page_count; i++)
			free(texts[i]);
	}
}

/* Puts the text there, cut at the end of the line; returns the column after it. */
static int
put_bar_text(int row, int column, int columns, unsigned style, const char *text)
{
	int cells = pd_term_cells(text), left = columns - column;
	int width = cells < left ? cells : left;
	pd_term_put(row, column, width, style, text);
	return column + width;
}

/* The current one is reversed, beside its brackets. One that is not usable is dimmed; its
 * page says why. */
static unsigned
choose_tab_style(const struct pd_app *app, size_t index)
{
	const struct pd_tab *tab = app->pages[index]->tab;
	unsigned style = index == app->page ? PD_STYLE_FOCUS : PD_STYLE_PLAIN;
	PD_AUTO(pd_drop_text)
	char *blocked = tab->blocked ? tab->blocked(app->context, NULL) : NULL;
	return style | (blocked ? PD_STYLE_DIM : PD_STYLE_PLAIN);
}

char *
pd_bar_account(const struct pd_app *app)
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
	char *texts[PD_TABS_MOST];
	int end = format_tabs(app, frame->columns, texts), column = 0;
	for (size_t i = 0; i < app->page_count; i++) {
		column = put_bar_text(
			0, column, frame->columns, choose_tab_style(app, i), texts[i]);
		free(texts[i]);
	}
	int need = pd_term_cells(app->place), at = frame->columns - need;
	bool fits = end + 2 <= at;
	pd_term_put(0, end, (fits ? at : frame->columns) - end, PD_STYLE_PLAIN, "");
	if (fits)
		pd_term_put(0, at, need, PD_STYLE_DIM, app->place);
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

/* free() it. */
static char *
format_hint(const struct pd_hints *hints, size_t index)
{
	size_t rows = hints->items[index].rows;
	return rows > 0 ? pd_format("%s %zu", hints->items[index].words, rows)
			: pd_copy(hints->items[index].words);
}

static int
measure_hint(const struct pd_hints *hints, size_t index)
{
	PD_AUTO(pd_drop_text) char *words = format_hint(hints, index);
	int cells = pd_term_cells(words);
	return pd_term_cells(hints->items[index].key) + (cells > 0 ? 1 : 0) + cells;
}

/* Puts a hint after those before, its key bold only where it is not on every bar, as bold
 * costs ten bytes; returns the column after it. */
static int
put_key_hint(const struct pd_frame *frame, int column, const struct pd_hints *hints,
	size_t index, unsigned key_style)
{
	unsigned style = hints->items[index].dimmed ? PD_STYLE_DIM : PD_STYLE_PLAIN;
	int gap = column > 0 ? GAP : 0;
	if (frame->columns - column - gap <= 0)
		return column;
	pd_term_put(frame->keys, column, gap, PD_STYLE_PLAIN, "");
	int row = frame->keys, end = frame->columns;
	column = put_bar_text(row, column + gap, end,
		style | (hints->items[index].dimmed ? 0 : key_style),
		hints->items[index].key);
	PD_AUTO(pd_drop_text) char *words = format_hint(hints, index);
	if (*words != '\0')
		column = put_bar_text(row, column, end, style, " ");
	return put_bar_text(row, column, end, style, words);
}

static bool
types_letters(struct pd_sheet *top)
{
	const struct pd_list *list = top->kind->list ? top->kind->list(top) : NULL;
	return top->kind->modal || (list != NULL && list->filtering) ||
	       (top->kind->types != NULL && top->kind->types(top));
}

/* How much of what is the same on every list is said: beside what is for tagged rows, and
 * on narrow screens, the keys alone. */
enum brevity { WORDS, KEYS, FEWEST };

/* What is the same on every list: what needs doing, undo, what ends when, and the menu. */
static void
collect_common(bool tagged, enum brevity brevity, struct pd_hints *last)
{
	if (tagged)
		pd_hints_add(last, _("Esc"), _("Untag"));
	if (brevity == WORDS && !tagged) {
		pd_hints_add(last, "!", _("To do"));
		pd_hints_add(last, "z", _("Undo"));
		pd_hints_add(last, "V", _("Ends"));
	} else
		pd_hints_add(last, brevity == FEWEST ? "! z V m" : "! z V", "");
	if (brevity != FEWEST)
		pd_hints_add(last, "m", _("Menu"));
}

/* Last come the keys for the menu and help. */
static void
collect_last(struct pd_sheet *top, enum brevity brevity, struct pd_hints *last)
{
	const struct pd_list *list = top->kind->list ? top->kind->list(top) : NULL;
	bool types = types_letters(top);
	bool is_menu = top->name != NULL && strcmp(top->name, "menu") == 0;
	if (top->kind->is_page && !types)
		collect_common(list != NULL && list->tag_count > 0, brevity, last);
	else if (!types && !is_menu)
		pd_hints_add(last, "m", _("Menu"));
	if (top->kind->line == NULL)
		pd_hints_add(last, types ? "F1" : "?", _("Help"));
}

static int
measure_hints(const struct pd_hints *hints)
{
	int cells = 0;
	for (size_t i = 0; i < hints->count; i++)
		cells += measure_hint(hints, i) + (i > 0 ? GAP : 0);
	return cells;
}

/* Half of the line is left for the row. */
static void
choose_last(struct pd_sheet *top, int columns, struct pd_hints *last)
{
	for (int brevity = WORDS; brevity <= FEWEST; brevity++) {
		*last = (struct pd_hints){0};
		collect_last(top, (enum brevity)brevity, last);
		if (measure_hints(last) <= columns / 2)
			return;
	}
}

/* Those of the sheet. */
static void
collect_hints(struct pd_sheet *top, struct pd_hints *hints)
{
	top->kind->hints(top, hints);
	if (top->kind->on_row && !types_letters(top))
		pd_page_hints(pd_page_top(top->app), top, hints);
}

/* Returns how many cells those take that others give way to, as long as two of these are
 * left, or one beside several; without those, none is wanted any more. */
static int
keep_wanted(struct pd_hints *hints, int left)
{
	int cells = 0, others = 0;
	size_t wanted = 0;
	for (size_t i = 0; i < hints->count; i++)
		wanted += hints->items[i].wanted;
	for (size_t i = 0, count = 0; i < hints->count; i++) {
		int size = measure_hint(hints, i) + GAP;
		if (hints->items[i].wanted)
			cells += size;
		else if (count++ < (wanted > 1 ? 1 : 2))
			others += size;
	}
	if (cells + others <= left)
		return cells;
	for (size_t i = 0; i < hints->count; i++)
		hints->items[i].wanted = false;
	return 0;
}

void
pd_bar_draw_keys(struct pd_sheet *top, const struct pd_frame *frame)
{
	struct pd_hints hints = {0}, last = {0};
	int column = 0;
	collect_hints(top, &hints);
	choose_last(top, frame->columns, &last);
	int left = frame->columns - measure_hints(&last);
	left -= keep_wanted(&hints, left);
	for (size_t i = 0; i < hints.count; i++) {
		int cells = hints.items[i].wanted ? 0 : measure_hint(&hints, i) + GAP;
		if (cells > left)
			continue;
		left -= cells;
		column = put_key_hint(frame, column, &hints, i, PD_STYLE_KEY);
	}
	for (size_t i = 0; i < last.count; i++)
		column = put_key_hint(frame, column, &last, i, PD_STYLE_PLAIN);
	if (column < frame->columns)
		pd_term_put(frame->keys, column, frame->columns - column,
			PD_STYLE_PLAIN, "");
}
