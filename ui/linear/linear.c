/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/linear/linear_findings.h"
#include "ui/linear/linear_page.h"
#include "ui/linear/linear_words.h"

enum { LAST_PATIENCE = 1000 }; /* milliseconds */

static void
greet_operator(struct pd_linear *linear)
{
	char host[256] = "";
	(void)gethostname(host, sizeof host - 1);
	pd_teletype_say(
		_("pemdeck %s on %s, for %s"), VERSION, host, linear->context->account);
	pd_teletype_say("%s", _("Answer with a number or a word; ? is help, back goes "
				"back, quit leaves."));
	pd_linear_say_tabs(linear);
}

static const struct pd_tab *
find_tab_of_number(const char *text)
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

/* Names of tabs are words that work everywhere, so only numbers arrive here. */
static bool
choose_tab(struct pd_linear *linear)
{
	static const struct pd_linear_keyword words[] = {
		{"tabs", 0, N_("List the tabs again")}, {0}};
	const struct pd_prompt prompt = {_("Tab:"), NULL, words};
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	const char *word;
	if (!pd_linear_ask_command(linear, &prompt, &word, &line))
		return linear->go_to != NULL;
	const char *text = pd_secret_text(&line);
	if (word != NULL || *text == '\0')
		pd_linear_say_tabs(linear);
	else if ((linear->go_to = find_tab_of_number(text)) == NULL)
		pd_teletype_say(_("No tab %s; tabs lists them"), text);
	return true;
}

static void
run_dialogue(struct pd_linear *linear)
{
	pd_teletype_set_page((size_t)linear->context->settings.page_lines);
	greet_operator(linear);
	while (!linear->ended && choose_tab(linear))
		while (linear->go_to != NULL && !linear->ended)
			pd_linear_show_page(linear, pd_steal(linear->go_to), NULL);
}

static void
free_dialogue(struct pd_linear *linear)
{
	pd_cancelled_free(&linear->cancelled);
	pd_messages_free(&linear->messages);
	free(linear->comment);
	pd_wake_close(linear->wake);
}

int
pd_linear_run(struct pd_context *context, struct pd_error *error)
{
	struct pd_linear linear = {
		.context = context,
		.offset = context->now - time(NULL),
		.show_rows = pd_linear_show_page,
	};
	if (!pd_wake_open(linear.wake, error) || !pd_teletype_start(error))
		return 1;
	run_dialogue(&linear);
	pd_teletype_stop();
	/* Work that cannot be stopped ends with the process; the store stays
	 * consistent. */
	if (!pd_cancelled_wait(&linear.cancelled, LAST_PATIENCE))
		_exit(0);
	free_dialogue(&linear);
	return pd_teletype_check(error) ? 0 : 1;
}
