/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_tell.h"

#include <stdlib.h>
#include <time.h>

#include "base/text.h"

struct pd_context *
pd_linear_context(struct pd_linear *linear)
{
	linear->context->now = time(NULL) + linear->offset;
	return linear->context;
}

void
pd_linear_tell(struct pd_linear *linear, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *text = pd_vformat(format, arguments);
	va_end(arguments);
	pd_teletype_go_on();
	pd_teletype_say("%s", text);
	pd_messages_add(&linear->messages, text);
}

void
pd_linear_tell_error(struct pd_linear *linear, const struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *words = pd_error_words(error);
	pd_linear_tell(linear, "%s", words);
}

void
pd_linear_tell_reason(struct pd_linear *linear, const char *reason)
{
	PD_AUTO(pd_drop_text) char *sentence = pd_text_sentence(reason);
	pd_linear_tell(linear, "%s", sentence);
}

void
pd_linear_tell_refusal(struct pd_linear *linear, const struct pd_error *error)
{
	if (error->code == PD_ESTORE)
		pd_linear_tell_error(linear, error);
	else
		pd_linear_tell_reason(linear, error->message);
}

static bool
note_answer(struct pd_linear *linear, enum pd_heard heard)
{
	linear->ended = linear->ended || heard == PD_HEARD_END;
	return heard == PD_HEARD_LINE;
}

/* Work that was cancelled too late and finished is reported before the next question. */
static void
tell_late_results(struct pd_linear *linear)
{
	for (char *told; (told = pd_cancelled_poll(&linear->cancelled)) != NULL;) {
		pd_linear_tell(linear, "%s", told);
		free(told);
	}
}

bool
pd_linear_ask(struct pd_linear *linear, const char *question, struct pd_secret *line)
{
	tell_late_results(linear);
	return note_answer(linear, pd_teletype_ask(question, line));
}

bool
pd_linear_ask_hidden(
	struct pd_linear *linear, const char *question, struct pd_secret *line)
{
	return note_answer(linear, pd_teletype_ask_hidden(question, line));
}

bool
pd_linear_agrees(struct pd_linear *linear, const char *question)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	PD_AUTO(pd_drop_text) char *text = pd_format(_("%s yes or no [no]:"), question);
	pd_teletype_forget();
	return pd_linear_ask(linear, text, &line) &&
	       rpmatch(pd_secret_text(&line)) == 1;
}
