/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "tabs/tab.h"
#include "ui/ask/words.h"
#include "ui/linear/linear_state.h"

enum { LAST_PATIENCE = 1000, FINDINGS = 10 };

/* ---- for all files of the dialogue --------------------------------------------- */

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
	PD_AUTO(pd_drop_text) char *input = pd_text_safe_string(error->input);
	if (*input != '\0')
		pd_linear_tell(linear, "%s: %s", input, error->message);
	else
		pd_linear_tell_reason(linear, error->message);
}

void
pd_linear_tell_reason(struct pd_linear *linear, const char *reason)
{
	PD_AUTO(pd_drop_text) char *sentence = pd_text_sentence(reason);
	pd_linear_tell(linear, "%s", sentence);
}

static bool
heard(struct pd_linear *linear, enum pd_heard heard)
{
	linear->ended = linear->ended || heard == PD_HEARD_END;
	return heard == PD_HEARD_LINE;
}

/* What was cancelled before and done none the less is told before the next question. */
static void
tell_cancelled(struct pd_linear *linear)
{
	for (char *told; (told = pd_cancelled_poll(&linear->cancelled)) != NULL;) {
		pd_linear_tell(linear, "%s", told);
		free(told);
	}
}

bool
pd_linear_ask(struct pd_linear *linear, const char *question, struct pd_secret *line)
{
	tell_cancelled(linear);
	return heard(linear, pd_teletype_ask(question, line));
}

bool
pd_linear_ask_hidden(
	struct pd_linear *linear, const char *question, struct pd_secret *line)
{
	return heard(linear, pd_teletype_ask_hidden(question, line));
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

/* ---- the top ------------------------------------------------------------------- */

static const char *
name_of(const struct pd_tab *tab)
{
	return tab->label ? _(tab->label) : tab->name;
}

/* A tab in one line: its number, its name, and how much there is. */
static void
say_tab(size_t number, const struct pd_tab *tab, const struct pd_view *view)
{
	const char *count = view->section_count > 0 ? view->sections[0].count : NULL;
	if (tab->label != NULL && count != NULL && *count != '\0')
		pd_teletype_say("%zu %s: %s", number, name_of(tab), count);
	else
		pd_teletype_say("%zu %s: %s", number, name_of(tab), _(tab->help));
}

static void
note_findings(
	const struct pd_tab *tab, const struct pd_view *view, struct pd_words *findings)
{
	for (size_t i = 0; i < view->finding_count; i++)
		pd_words_add(findings,
			pd_format("%s: %s", name_of(tab), view->findings[i].text));
}

static void
say_findings(const struct pd_words *findings, size_t most)
{
	if (findings->count == 0) {
		pd_teletype_say("%s", _("Nothing needs doing"));
		return;
	}
	pd_teletype_say("%s", _("What needs doing:"));
	size_t shown = findings->count < most ? findings->count : most;
	for (size_t i = 0; i < shown; i++)
		pd_teletype_say("- %s", findings->items[i]);
	size_t more = findings->count - shown;
	if (more > 0)
		pd_teletype_say(ngettext("%zu more; findings lists all",
					"%zu more; findings lists all", more),
			more);
}

static void
look(struct pd_linear *linear, bool tabs, size_t most)
{
	PD_AUTO(pd_words_free) struct pd_words findings = {0};
	size_t number = 0;
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		PD_AUTO(pd_view_free) struct pd_view view = {0};
		struct pd_error error = {0};
		bool good = tab->view == NULL ||
			    tab->view(pd_linear_context(linear), &view, &error);
		if (tabs)
			say_tab(++number, tab, &view);
		if (good)
			note_findings(tab, &view, &findings);
		else
			pd_linear_tell_error(linear, &error);
	}
	say_findings(&findings, most);
}

void
pd_linear_findings(struct pd_linear *linear)
{
	look(linear, false, SIZE_MAX);
}

static void
greet(struct pd_linear *linear)
{
	char host[256] = "";
	(void)gethostname(host, sizeof host - 1);
	pd_teletype_say(
		_("pemdeck %s on %s, for %s"), VERSION, host, linear->context->account);
	pd_teletype_say("%s", _("Answer with a number or a word; ? is help, back goes "
				"back, quit leaves."));
	look(linear, true, FINDINGS);
}

static const struct pd_tab *
tab_of_number(const char *text)
{
	char *end;
	unsigned long number = strtoul(text, &end, 10);
	const struct pd_tab *tab = pd_tabs;
	while (tab->name != NULL && number > 1) {
		tab++;
		number--;
	}
	return *end == '\0' && number == 1 && tab->name != NULL ? tab : NULL;
}

/* The names of tabs are known everywhere: only numbers are left for here. */
static bool
choose(struct pd_linear *linear)
{
	static const struct pd_linear_word words[] = {
		{"tabs", 0, N_("List the tabs again")}, {0}};
	const struct pd_prompt prompt = {_("Tab:"), NULL, words};
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	const char *word;
	if (!pd_linear_command(linear, &prompt, &word, &line))
		return linear->go_to != NULL;
	const char *text = pd_secret_text(&line);
	if (word != NULL || *text == '\0')
		look(linear, true, FINDINGS);
	else if ((linear->go_to = tab_of_number(text)) == NULL)
		pd_teletype_say(_("There is no tab %s; tabs lists them"), text);
	return true;
}

static void
run(struct pd_linear *linear)
{
	greet(linear);
	while (!linear->ended && choose(linear))
		while (linear->go_to != NULL && !linear->ended)
			pd_linear_page(linear, pd_steal(linear->go_to), NULL);
}

static bool
open_wake(struct pd_linear *linear, struct pd_error *error)
{
	return pipe2(linear->wake, O_CLOEXEC | O_NONBLOCK) == 0 ||
	       pd_fail_errno(error, PD_EIO, "",
		       _("no pipe can be made; close other programs"));
}

static void
drop(struct pd_linear *linear)
{
	pd_cancelled_free(&linear->cancelled);
	pd_messages_free(&linear->messages);
	free(linear->comment);
	(void)close(linear->wake[0]);
	(void)close(linear->wake[1]);
}

int
pd_linear_run(struct pd_context *context, struct pd_error *error)
{
	struct pd_linear linear = {
		.context = context, .offset = context->now - time(NULL)};
	context->on_screen = true;
	if (!open_wake(&linear, error) || !pd_teletype_start(error))
		return 1;
	run(&linear);
	pd_teletype_stop();
	/* Work that does not stop ends with the process: the store is always whole. */
	if (!pd_cancelled_wait(&linear.cancelled, LAST_PATIENCE))
		_exit(0);
	drop(&linear);
	return 0;
}
