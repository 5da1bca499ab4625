/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/question.h"

#include <stdlib.h>

#include "base/text.h"

struct question {
	struct pd_sheet sheet;
	char *text;
	void (*answer)(struct pd_app *app, void *argument, bool yes);
	void *argument;
};

static bool
answer(struct question *question, bool yes)
{
	pd_app_close(question->sheet.app, &question->sheet);
	question->answer(question->sheet.app, question->argument, yes);
	return true;
}

static bool
key_yes(void *self, int key)
{
	(void)key;
	return answer(self, true);
}

static bool
key_no(void *self, int key)
{
	(void)key;
	return answer(self, false);
}

/* clang-format off */
static const struct pd_binding keys[] = {
	{{'y', 'Y'}, "y", N_("Yes"), key_yes},
	{{'n', 'N', 'q', PD_KEY_ESCAPE, PD_KEY_ENTER, PD_CTRL('g'), PD_CTRL('c')}, "n Esc Enter", N_("No"), key_no},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

static void
draw(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	(void)sheet;
	pd_term_cursor(frame->message, 0);
}

static const char *
line(struct pd_sheet *sheet)
{
	return ((struct question *)sheet)->text;
}

static void
hints(struct pd_sheet *sheet, struct pd_hints *out)
{
	(void)sheet;
	pd_hint(out, "y", _("Yes"));
	pd_hint(out, "n", _("No"));
}

static void
free_sheet(struct pd_sheet *sheet)
{
	struct question *question = (struct question *)sheet;
	free(question->text);
	free(question);
}

static const struct pd_sheet_kind kind = {
	.modal = true,
	.keys = keys,
	.draw = draw,
	.line = line,
	.hints = hints,
	.free = free_sheet,
};

void
pd_question_ask(struct pd_app *app, const char *text,
	void (*then)(struct pd_app *app, void *argument, bool yes), void *argument)
{
	struct question *question = pd_alloc(1, sizeof *question);
	question->sheet = (struct pd_sheet){.kind = &kind, .app = app};
	question->text = pd_format(_("%s y/n"), text);
	question->answer = then;
	question->argument = argument;
	pd_app_push(app, &question->sheet);
}
