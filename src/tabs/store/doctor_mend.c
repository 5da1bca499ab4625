/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/doctor_mend.h"

#include <string.h>

#include "base/text.h"
#include "store/history.h"
#include "store/mend.h"

/* clang-format off */
const struct pd_field pd_doctor_mend_fields[] = {
	{.name = "path", .label = N_("Problems"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_MANY | PD_ROW,
	 .help = N_("The path of each problem, as doctor names it")},
	{0}
};
/* clang-format on */

static bool
mend_named(struct pd_context *context, const struct pd_store_faults *faults,
	const char *path, struct pd_error *error)
{
	for (size_t i = 0; i < faults->count; i++)
		if (strcmp(faults->items[i].path, path) == 0)
			return pd_store_mend(context->store, &faults->items[i], error);
	return pd_fail(error, PD_EUSAGE, path,
		_("not a problem of a file that pemdeck can mend; pemdeck doctor lists "
		  "what is wrong, and how to mend it"));
}

bool
pd_doctor_mend(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_store_faults_free) struct pd_store_faults faults = {0};
	size_t count = pd_value_count(values, "path");
	if (!pd_store_check_files(pd_store_path(context->store), &faults, error))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!mend_named(
			    context, &faults, pd_value_item(values, "path", i), error))
			return false;
	PD_AUTO(pd_drop_text)
	char *sentence = count == 1 ? pd_format(_("Mended: %s"),
					      pd_value_item(values, "path", 0))
				    : pd_format(ngettext("%zu problem mended",
							"%zu problems mended", count),
					      count);
	const struct pd_author author = pd_context_author(context);
	if (!pd_history_note(
		    context->store, &author, context->operation, sentence, error))
		return false;
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	return true;
}
