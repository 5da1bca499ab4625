/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_result.h"

#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/ask/available.h"
#include "ui/linear/linear_tell.h"

static void
print_detail_list(const struct pd_line *line)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer items = {0};
	for (size_t i = 0; i < line->item_count; i++)
		pd_buffer_add_format(&items, "%s%s", i > 0 ? "; " : "", line->items[i]);
	if (line->item_count > 0)
		pd_teletype_say("%s: %s", line->label, pd_buffer_text(&items));
}

static void
print_detail(const struct pd_line *line)
{
	const char *text = line->text ? line->text : "";
	if (line->label == NULL || line->kind == PD_TYPED_VALUE)
		return;
	if (pd_line_is_list(line))
		print_detail_list(line);
	else if (line->kind != PD_LONG_VALUE)
		pd_teletype_say("%s: %s", line->label, text);
	else {
		pd_teletype_say("%s:", line->label);
		pd_teletype_print(text, strlen(text));
	}
}

void
pd_linear_print_details(const struct pd_details *details)
{
	for (size_t s = 0; s < details->section_count; s++) {
		const struct pd_section *section = &details->sections[s];
		if (section->title != NULL && *section->title != '\0')
			pd_teletype_say("%s", section->title);
		for (size_t i = 0; i < section->line_count; i++)
			print_detail(&section->lines[i]);
	}
}

static void
print_output_text(const struct pd_secret *output)
{
	PD_AUTO(pd_drop_text) char *no_text = pd_output_no_text(output);
	if (no_text != NULL)
		pd_teletype_say("%s", no_text);
	else
		pd_teletype_print(pd_secret_text(output), output->size);
}

void
pd_linear_warn(struct pd_linear *linear, const struct pd_result *result)
{
	for (size_t i = 0; i < result->warning_count; i++)
		pd_linear_tell(linear, _("Warning: %s"), result->warnings[i]);
}

void
pd_linear_show_result(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_result *result)
{
	if (result->has_details)
		pd_linear_print_details(&result->details);
	if (result->has_output)
		print_output_text(&result->output);
	pd_linear_warn(linear, result);
	if (result->sentence != NULL)
		pd_linear_tell(linear, "%s", result->sentence);
	else if (!result->has_details && !result->has_output && !result->has_rows)
		pd_linear_tell(linear, _("Done: %s"), _(operation->label));
	if (result->has_rows)
		linear->show_rows(
			linear, pd_tab_find(pd_tabs, operation->tab), &result->rows);
}
