/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/ask/comment.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/ask/question_rules.h"
#include "ui/screen/app_state.h"
#include "ui/screen/ask/prompt.h"

static const char *
current_comment(const struct pd_app *app)
{
	const char *comment = app->context->comment;
	return comment != NULL && *comment != '\0' ? comment : NULL;
}

static void
take_comment(void *argument, const struct pd_secret *text)
{
	struct pd_app *app = argument;
	struct pd_error error = {0};
	if (text == NULL)
		return;
	if (!pd_comment_check(pd_secret_text(text), _("Comment"), &error)) {
		pd_app_say_error(app, &error);
		return;
	}
	free(app->comment);
	app->comment = pd_text_safe_string(pd_secret_text(text));
	app->context->comment = app->comment;
	if (current_comment(app) == NULL)
		pd_app_hint(app, _("History gets no comment"));
	else if (app->task == NULL)
		pd_app_hint(app,
			_("History gets the comment with what is done next: %s"),
			app->comment);
}

static const char sheet_name[] = "comment";

void
pd_comment_ask(struct pd_app *app)
{
	const char *open = pd_app_top(app)->name;
	if (open != NULL && strcmp(open, sheet_name) == 0)
		return;
	const struct pd_prompt_order order = {.name = sheet_name,
		.title = _("Why it is done; history keeps it with the change"),
		.label = _("Comment"),
		.enter = N_("Take the comment"),
		.text = app->context->comment,
		.answered = take_comment,
		.argument = app};
	pd_app_push(app, pd_prompt_new(app, &order));
}

void
pd_comment_forget(struct pd_app *app)
{
	if (app->comment == NULL)
		return;
	free(pd_steal(app->comment));
	app->context->comment = app->first_comment;
}

char *
pd_comment_line(const struct pd_app *app)
{
	const char *comment = current_comment(app);
	return app->task != NULL && comment != NULL
		       ? pd_format(_("Comment: %s"), comment)
		       : NULL;
}
