/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/ask/confirm.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/ask/question_rules.h"
#include "ui/screen/edit.h"
#include "ui/screen/render.h"

enum { MARKER = 2, LEAST_TYPED = 10 }; /* cells for typing the word */

enum focus { TYPING, CANCEL, DO };

struct confirm {
	struct pd_sheet sheet;
	char *question, *action;
	struct pd_details details;
	struct pd_render render;
	const struct pd_line
		*to_type; /* a line of details, whose text is to be typed; or NULL */
	struct pd_edit typed;
	enum focus focus;
	size_t top; /* first line shown */
	int page;
	pd_answered *answered;
	void *argument;
};

static struct confirm *
confirm_of_sheet(void *sheet)
{
	return sheet;
}

static bool
answer_confirm(struct confirm *confirm, enum pd_answer answer)
{
	pd_app_close(confirm->sheet.app, &confirm->sheet);
	confirm->answered(confirm->argument, answer);
	return true;
}

static bool
check_is_typed(struct confirm *confirm)
{
	if (confirm->to_type == NULL || strcmp(pd_secret_text(&confirm->typed.text),
						confirm->to_type->text) == 0)
		return true;
	pd_app_hint(confirm->sheet.app, _("Type exactly this to go on: %s"),
		confirm->to_type->text);
	return false;
}

/* ---- keys ---------------------------------------------------------------------- */

static bool
cancel_confirm(void *self, int key)
{
	(void)key;
	return answer_confirm(self, PD_NO);
}

static bool
press_focused(void *self, int key)
{
	struct confirm *confirm = self;
	if (confirm->focus == CANCEL)
		return answer_confirm(confirm, PD_NO);
	if (!check_is_typed(confirm)) {
		confirm->focus = TYPING;
		return true;
	}
	if (confirm->focus == DO)
		return answer_confirm(confirm, PD_YES);
	/* Typing the word only moves on to the button: it takes another key to press
	 * that. */
	(void)key;
	confirm->focus = DO;
	return true;
}

static bool
focus_next_button(void *self, int key)
{
	struct confirm *confirm = self;
	bool back = key == PD_KEY_BACKTAB || key == PD_KEY_LEFT;
	int first = confirm->to_type != NULL ? TYPING : CANCEL;
	int count = DO - first + 1;
	int at = (int)confirm->focus - first;
	confirm->focus = (enum focus)(first + (at + (back ? count - 1 : 1)) % count);
	return true;
}

static bool
scroll_confirm(void *self, int key)
{
	struct confirm *confirm = self;
	bool page = key == PD_KEY_PAGE_UP || key == PD_KEY_PAGE_DOWN;
	bool up = key == PD_KEY_PAGE_UP || key == PD_KEY_UP;
	long by = page && confirm->page > 1 ? confirm->page - 1 : 1;
	long top = (long)confirm->top + (up ? -by : by);
	confirm->top = top < 0 ? 0 : (size_t)top;
	return true;
}

static bool
press_button_by_space(void *self, int key)
{
	const struct confirm *confirm = self;
	return confirm->focus != TYPING && press_focused(self, key);
}

/* clang-format off */
static const struct pd_binding keys[] = {
	{{PD_KEY_ENTER}, "Enter", N_("Do what the focused button says"), press_focused},
	{{' '}, "Space", N_("Do what the focused button says"), press_button_by_space},
	{{PD_KEY_TAB, PD_KEY_RIGHT, PD_KEY_BACKTAB, PD_KEY_LEFT}, "Tab Left Right",
	 N_("Go to the other button"), focus_next_button},
	{{PD_KEY_DOWN, PD_KEY_UP, PD_KEY_PAGE_DOWN, PD_KEY_PAGE_UP}, "Up Down PgUp PgDn",
	 N_("Read on"), scroll_confirm},
	{{PD_KEY_ESCAPE, 'q', PD_CTRL('g'), PD_CTRL('c')}, "Esc q", N_("Cancel"), cancel_confirm},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

static bool
type_in_confirm(struct pd_sheet *sheet, int key)
{
	struct confirm *confirm = confirm_of_sheet(sheet);
	bool moves = key == PD_KEY_UP || key == PD_KEY_DOWN;
	return confirm->focus == TYPING && !moves && pd_edit_key(&confirm->typed, key);
}

static bool
paste_in_confirm(struct pd_sheet *sheet, struct pd_pasted pasted)
{
	struct confirm *confirm = confirm_of_sheet(sheet);
	return confirm->focus == TYPING && pd_edit_paste(&confirm->typed, pasted);
}

/* ---- drawing ------------------------------------------------------------------- */

/* The label of the field, with the word to type; free() it. */
static char *
format_typing_label(const struct confirm *confirm)
{
	return pd_format("%s (%s):", confirm->to_type->label, confirm->to_type->text);
}

/* Is there room for the field beside the label? */
static bool
is_label_beside(const char *label, int columns)
{
	return MARKER + pd_term_cells(label) + 1 <= columns - LEAST_TYPED;
}

/* The lines below the details, for typing and the buttons. */
static int
count_rows_below(const struct confirm *confirm, int columns)
{
	if (confirm->to_type == NULL)
		return 1;
	PD_AUTO(pd_drop_text) char *label = format_typing_label(confirm);
	return is_label_beside(label, columns) ? 2 : 3;
}

/* The body lines that the question takes: it may be longer than the title line, which a
 * small screen does not have. */
static int
count_question_rows(const struct confirm *confirm, const struct pd_frame *frame)
{
	int rows = pd_frame_count(confirm->question, frame->columns);
	int most = frame->rows - count_rows_below(confirm, frame->columns);
	if (frame->title >= 0)
		rows--;
	return rows < most ? rows : most > 0 ? most : 0;
}

static int
draw_confirm_details(struct confirm *confirm, int row, int rows, int columns)
{
	pd_render_details(&confirm->render, &confirm->details, columns);
	size_t count = confirm->render.count;
	confirm->page = rows;
	if (rows <= 0)
		return row;
	if (confirm->top + (size_t)rows > count)
		confirm->top = count > (size_t)rows ? count - (size_t)rows : 0;
	for (int i = 0; i < rows && confirm->top + (size_t)i < count; i++)
		pd_render_draw(
			&confirm->render, confirm->top + (size_t)i, row++, columns);
	return row;
}

/* Returns the next row. */
static int
draw_word_to_type(struct confirm *confirm, int row, int columns)
{
	PD_AUTO(pd_drop_text) char *label = format_typing_label(confirm);
	bool beside = is_label_beside(label, columns);
	int start = beside ? MARKER + pd_term_cells(label) + 1 : MARKER;
	if (!beside) {
		pd_term_blank(row, 1);
		pd_frame_put(row++, MARKER, columns - MARKER, PD_STYLE_PLAIN, label);
	}
	pd_term_put(
		row, 0, MARKER, PD_STYLE_PLAIN, confirm->focus == TYPING ? ">" : "");
	if (beside)
		pd_term_put(row, MARKER, start - MARKER, PD_STYLE_PLAIN, label);
	int cursor = pd_edit_draw(
		&confirm->typed, row, start, columns - start, PD_STYLE_PLAIN);
	if (confirm->focus == TYPING)
		pd_term_cursor(row, cursor);
	return row + 1;
}

static void
draw_confirm_buttons(const struct confirm *confirm, int row, int columns)
{
	pd_term_blank(row, 1);
	int next = pd_frame_button(row, MARKER, columns,
		confirm->focus == CANCEL ? PD_STYLE_FOCUS : PD_STYLE_PLAIN,
		_("Cancel"));
	(void)pd_frame_button(row, next, columns,
		confirm->focus == DO ? PD_STYLE_FOCUS : PD_STYLE_PLAIN,
		confirm->action);
}

static int
count_confirm_rows(struct pd_sheet *sheet, int columns)
{
	struct confirm *confirm = confirm_of_sheet(sheet);
	pd_render_details(&confirm->render, &confirm->details, columns);
	return pd_frame_count(confirm->question, columns) - 1 +
	       (int)confirm->render.count + count_rows_below(confirm, columns);
}

static void
draw_confirm(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	struct confirm *confirm = confirm_of_sheet(sheet);
	int extra = count_question_rows(confirm, frame), row = frame->body;
	int first = frame->title >= 0 ? frame->title : frame->body;
	pd_term_blank(frame->body, frame->rows);
	(void)pd_frame_text(first, frame->body + extra - first, frame->columns,
		PD_STYLE_TITLE, confirm->question);
	row = draw_confirm_details(confirm, row + extra,
		frame->rows - extra - count_rows_below(confirm, frame->columns),
		frame->columns);
	if (confirm->to_type != NULL)
		row = draw_word_to_type(confirm, row, frame->columns);
	draw_confirm_buttons(confirm, row, frame->columns);
	if (frame->summary >= 0)
		pd_term_blank(frame->summary, 1);
}

static void
hint_confirm(struct pd_sheet *sheet, struct pd_hints *out)
{
	const struct confirm *confirm = confirm_of_sheet(sheet);
	if (confirm->focus == CANCEL)
		pd_hints_add(out, _("Enter"), _("Cancel"));
	else if (confirm->focus == DO)
		pd_hints_add(out, _("Enter"), confirm->action);
	if ((long)confirm->top + confirm->page < (long)confirm->render.count)
		pd_hints_add(out, _("Down"), _("More"));
	pd_hints_add(out, _("Esc"), _("Cancel"));
	pd_hints_add(out, _("Tab"), _("Next"));
}

static void
free_confirm(struct pd_sheet *sheet)
{
	struct confirm *confirm = confirm_of_sheet(sheet);
	pd_render_free(&confirm->render);
	pd_details_free(&confirm->details);
	pd_edit_free(&confirm->typed);
	free(confirm->question);
	free(confirm->action);
	free(confirm);
}

static const struct pd_sheet_kind kind = {
	.modal = true,
	.keys = keys,
	.rows = count_confirm_rows,
	.draw = draw_confirm,
	.key = type_in_confirm,
	.paste = paste_in_confirm,
	.hints = hint_confirm,
	.free = free_confirm,
};

struct pd_sheet *
pd_confirm_new(struct pd_app *app, const struct pd_confirm_order *order,
	struct pd_details *details)
{
	struct confirm *confirm = pd_alloc(1, sizeof *confirm);
	confirm->sheet = (struct pd_sheet){.kind = &kind, .app = app};
	confirm->question = pd_copy(order->question);
	confirm->action = pd_copy(order->action);
	confirm->details = *details;
	*details = (struct pd_details){0};
	confirm->to_type = pd_details_word_to_type(&confirm->details);
	confirm->focus = confirm->to_type != NULL ? TYPING : CANCEL;
	confirm->answered = order->answered;
	confirm->argument = order->argument;
	return &confirm->sheet;
}
