/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/ask/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/screen/edit.h"
#include "ui/screen/sheet.h"

enum { MARKER = 2 };

struct prompt {
	struct pd_sheet sheet;
	char *title, *label;
	const char *enter;
	struct pd_edit edit;
	pd_prompted *answered;
	void *argument;
};

static struct prompt *
prompt_of_sheet(void *sheet)
{
	return sheet;
}

static bool
answer_prompt(struct prompt *prompt, const struct pd_secret *text)
{
	pd_prompted *answered = prompt->answered;
	void *argument = prompt->argument;
	pd_app_close(prompt->sheet.app, &prompt->sheet);
	answered(argument, text);
	return true;
}

static bool
give_prompt_up(void *self, int key)
{
	(void)key;
	return answer_prompt(self, NULL);
}

/* It is copied, for closing wipes it. */
static bool
finish_prompt(void *self, int key)
{
	struct prompt *prompt = self;
	(void)key;
	if (prompt->edit.masked && prompt->edit.text.size == 0)
		return true;
	PD_AUTO(pd_secret_wipe)
	struct pd_secret text = pd_secret_steal(&prompt->edit.text);
	return answer_prompt(prompt, &text);
}

/* clang-format off */
static const struct pd_binding keys[] = {
	{{PD_KEY_ENTER}, "Enter", N_("Take it as it is"), finish_prompt},
	{{PD_KEY_ESCAPE, PD_CTRL('g'), PD_CTRL('c')}, "Esc", N_("Cancel"), give_prompt_up},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

static bool
type_in_prompt(struct pd_sheet *sheet, int key)
{
	return pd_edit_key(&prompt_of_sheet(sheet)->edit, key);
}

static bool
types_always(struct pd_sheet *sheet)
{
	(void)sheet;
	return true;
}

static bool
paste_in_prompt(struct pd_sheet *sheet, struct pd_pasted pasted)
{
	return pd_edit_paste(&prompt_of_sheet(sheet)->edit, pasted);
}

static int
count_prompt_rows(struct pd_sheet *sheet, int columns)
{
	return pd_frame_count(prompt_of_sheet(sheet)->title, columns);
}

/* The title goes on below its line where it is long. */
static void
draw_prompt(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	struct prompt *prompt = prompt_of_sheet(sheet);
	int first = frame->title >= 0 ? frame->title : frame->body;
	int last = frame->body + frame->rows - 1;
	int row = first + pd_frame_count(prompt->title, frame->columns);
	int start = MARKER + pd_term_cells(prompt->label) + 2;
	row = row < last ? row : last;
	pd_term_blank(frame->body, frame->rows);
	if (row > first)
		(void)pd_frame_text(first, row - first, frame->columns, PD_STYLE_TITLE,
			prompt->title);
	pd_term_put(row, 0, MARKER, PD_STYLE_PLAIN, ">");
	PD_AUTO(pd_drop_text) char *shown = pd_format("%s:", prompt->label);
	pd_frame_put(row, MARKER, frame->columns - MARKER, PD_STYLE_PLAIN, shown);
	if (start >= frame->columns)
		start = MARKER;
	pd_term_cursor(row, pd_edit_draw(&prompt->edit, row, start,
				    frame->columns - start, PD_STYLE_PLAIN));
	if (frame->summary >= 0)
		pd_term_blank(frame->summary, 1);
}

static void
hint_prompt(struct pd_sheet *sheet, struct pd_hints *out)
{
	const struct prompt *prompt = prompt_of_sheet(sheet);
	pd_hints_add(out, _("Enter"), _(prompt->enter));
	pd_hints_add(out, _("Esc"), _("Cancel"));
}

static void
free_prompt(struct pd_sheet *sheet)
{
	struct prompt *prompt = prompt_of_sheet(sheet);
	pd_edit_free(&prompt->edit);
	free(prompt->title);
	free(prompt->label);
	free(prompt);
}

static const struct pd_sheet_kind kind = {
	.modal = true,
	.keys = keys,
	.rows = count_prompt_rows,
	.draw = draw_prompt,
	.key = type_in_prompt,
	.types = types_always,
	.paste = paste_in_prompt,
	.hints = hint_prompt,
	.free = free_prompt,
};

struct pd_sheet *
pd_prompt_new(struct pd_app *app, const struct pd_prompt_order *order)
{
	struct prompt *prompt = pd_alloc(1, sizeof *prompt);
	prompt->sheet =
		(struct pd_sheet){.kind = &kind, .name = order->name, .app = app};
	prompt->title = pd_text_sentence(order->title);
	prompt->label = pd_copy(order->label);
	prompt->enter = order->enter;
	prompt->edit.masked = order->masked;
	pd_edit_set(&prompt->edit, order->text ? order->text : "");
	prompt->answered = order->answered;
	prompt->argument = order->argument;
	return &prompt->sheet;
}
