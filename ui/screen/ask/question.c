/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/ask/question.h"

#include <stdlib.h>

#include "base/text.h"

struct question {
	struct pd_sheet sheet;
	char *text;
	pd_answered *answered;
	void *argument;
};

static bool
answer_question(struct question *question, enum pd_answer answer)
{
	pd_app_close(question->sheet.app, &question->sheet);
	question->answered(question->argument, answer);
	return true;
}

static bool
key_yes(void *self, int key)
{
	(void)key;
	return answer_question(self, PD_YES);
}

static bool
key_no(void *self, int key)
{
	(void)key;
	return answer_question(self, PD_NO);
}

/* clang-format off */
static const struct pd_binding keys[] = {
	{{'y', 'Y'}, "y", N_("Yes"), key_yes},
	{{'n', 'N', 'q', PD_KEY_ESCAPE, PD_KEY_ENTER, PD_CTRL('g'), PD_CTRL('c')},
	 "n Esc Enter", N_("No"), key_no},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

static void
put_cursor_on_message(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	(void)sheet;
	pd_term_cursor(frame->message, 0);
}

static const char *
question_line(struct pd_sheet *sheet)
{
	return ((struct question *)sheet)->text;
}

static void
hint_answers(struct pd_sheet *sheet, struct pd_hints *out)
{
	(void)sheet;
	pd_hints_add(out, "y", _("Yes"));
	pd_hints_add(out, "n", _("No"));
}

static void
free_question(struct pd_sheet *sheet)
{
	struct question *question = (struct question *)sheet;
	free(question->text);
	free(question);
}

static const struct pd_sheet_kind kind = {
	.modal = true,
	.keys = keys,
	.draw = put_cursor_on_message,
	.line = question_line,
	.hints = hint_answers,
	.free = free_question,
};

void
pd_question_ask(
	struct pd_app *app, const char *text, pd_answered *answered, void *argument)
{
	struct question *question = pd_alloc(1, sizeof *question);
	question->sheet = (struct pd_sheet){.kind = &kind, .app = app};
	question->text = pd_format(_("%s y/n"), text);
	question->answered = answered;
	question->argument = argument;
	pd_app_push(app, &question->sheet);
}
