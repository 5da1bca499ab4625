/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/save.h"

#include <string.h>

#include "base/text.h"
#include "tabs/shared/output.h"
#include "ui/screen/task.h"

static pd_run save_shown_text;

/* An operation of the screen alone, so that it gets the usual form and questions. */
/* clang-format off */
static const struct pd_field fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_OUTPUT, .flags = PD_REQUIRED | PD_OVERWRITE,
	 .help = N_("The file to write; only you can read it")},
	{.name = "text", .label = N_("Text"), .kind = PD_FIELD_PEM, .flags = PD_COMMAND | PD_ANY_TEXT,
	 .help = N_("What is written")},
	{0}
};

static const struct pd_operation operation = {
	.tab = "", .name = "save", .label = N_("Write to a file"),
	.help = N_("Write what is shown to a file"),
	.on = PD_ON_TAB, .hazard = PD_ADDS, .role = PD_OBSERVER, .fields = fields,
	.run = save_shown_text,
};
/* clang-format on */

static bool
save_shown_text(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	if (strcmp(path, "-") == 0)
		return pd_fail(error, PD_EUSAGE, "file",
			_("is on the screen already; name a file"));
	if (!pd_output_write(path, pd_secret_bytes(pd_value_secret(values, "text")),
		    0600, context->may_replace ? PD_REPLACE : PD_KEEP, result, error))
		return false;
	pd_result_say(result, _("Written to %s"), path);
	return true;
}

void
pd_save_start(struct pd_app *app, const char *title, struct pd_secret *text)
{
	struct pd_values *presets = pd_values_new();
	pd_values_set_secret(presets, "text", text);
	pd_secret_wipe(text);
	const struct pd_row_ref shown = {.name = title};
	pd_task_start(app, &operation, &shown, 1, presets, PD_TASK_SHOW);
}
