/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/outcome.h"

#include "base/text.h"
#include "ui/ask/available.h"
#include "ui/screen/app_state.h"
#include "ui/screen/page.h"
#include "ui/screen/pager.h"

/* The newest message is the first of them. */
void
pd_outcome_warn(struct pd_app *app, const struct pd_result *result)
{
	for (size_t i = result->warning_count; i-- > 0;)
		pd_app_say(app, "%s", result->warnings[i]);
}

void
pd_outcome_warned(struct pd_app *app, const struct pd_result *result)
{
	if (result->warning_count > 0)
		pd_app_hint(app, "%s\n%s", app->message, result->warnings[0]);
}

/* All of it goes to the list of messages; on the line stands what was done, and the
 * first thing to look at. */
static void
say_result(struct pd_app *app, const struct pd_result *result)
{
	pd_outcome_warn(app, result);
	if (result->sentence == NULL)
		return;
	pd_app_say(app, "%s", result->sentence);
	pd_outcome_warned(app, result);
}

static void
show_output(struct pd_app *app, const char *title, struct pd_result *result)
{
	struct pd_secret *output = &result->output;
	PD_AUTO(pd_drop_text) char *no_text = pd_output_no_text(output);
	if (no_text != NULL) {
		pd_app_say(app, "%s", no_text);
		return;
	}
	pd_app_push(app,
		(result->output_is_secret ? pd_pager_of_secret : pd_pager_of_text)(app,
			title, output,
			_("Only shown: w writes it to a file, y sends it to "
			  "your terminal's clipboard")));
}

static bool
says_nothing(const struct pd_result *result)
{
	return !result->has_details && !result->has_rows && !result->has_output &&
	       result->sentence == NULL && result->warning_count == 0;
}

void
pd_outcome_show(struct pd_app *app, const struct pd_operation *operation,
	struct pd_target target, struct pd_result *result)
{
	const char *label = _(operation->label);
	PD_AUTO(pd_drop_text)
	char *title =
		target.name ? pd_format("%s: %s", label, target.name) : pd_copy(label);
	if (says_nothing(result))
		pd_app_say(app, _("Done: %s"), title);
	if (result->has_details)
		pd_app_push(app, pd_pager_of_result(app, title, &result->details,
					 operation, target));
	if (result->has_rows)
		pd_app_push(app, &pd_page_of_rows(app, pd_tab_find(operation->tab),
					 &result->rows)
					  ->sheet);
	if (result->has_output)
		show_output(app, title, result);
	say_result(app, result);
}
