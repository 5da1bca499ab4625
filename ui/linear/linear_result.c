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
	if (pd_line_is_list(line))
		print_detail_list(line);
	else if (line->kind != PD_LONG_VALUE)
		pd_teletype_say("%s: %s", line->label, text);
	else {
		pd_teletype_say("%s:", line->label);
		pd_teletype_print(text, strlen(text));
	}
}

/* A fingerprint, a serial number or a key's: one long word of digits. */
static bool
is_long_number(const char *text)
{
	enum { LEAST = 20 };
	static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz:+/";
	size_t size = strspn(text, signs);
	return size >= LEAST && text[size + strspn(text + size, "=")] == '\0' &&
	       strpbrk(text, "0123456789") != NULL;
}

/* What nobody listens to. A private key is shown only where somebody asked for it. */
static bool
is_for_eyes(const struct pd_line *line)
{
	if (line->kind == PD_LONG_VALUE)
		return !pd_line_is_private_key(line);
	return line->kind == PD_TEXT_VALUE && line->text != NULL &&
	       is_long_number(line->text);
}

static bool
is_said_at_all(const struct pd_line *line)
{
	return line->label != NULL && line->kind != PD_TYPED_VALUE;
}

/* Returns how many lines were left out. */
static size_t
print_some_details(const struct pd_details *details, bool all)
{
	size_t left_out = 0;
	for (size_t s = 0; s < details->section_count; s++) {
		const struct pd_section *section = &details->sections[s];
		if (section->title != NULL && *section->title != '\0')
			pd_teletype_say("%s", section->title);
		for (size_t i = 0; i < section->line_count; i++) {
			const struct pd_line *line = &section->lines[i];
			if (!is_said_at_all(line))
				continue;
			if (all || !is_for_eyes(line))
				print_detail(line);
			else
				left_out++;
		}
	}
	return left_out;
}

void
pd_linear_print_details(const struct pd_details *details)
{
	(void)print_some_details(details, true);
}

static void
print_result_details(struct pd_linear *linear, const struct pd_result *result)
{
	size_t left_out = print_some_details(
		&result->details, linear->says_all || result->is_value);
	if (left_out > 0)
		pd_teletype_say(ngettext("Left out: %zu number or PEM text; full says "
					 "it from now on",
					"Left out: %zu numbers and PEM texts; full "
					"says them from now on",
					left_out),
			left_out);
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
		pd_linear_tell(linear,
			result->warnings[i].is_note ? _("Note: %s") : _("Warning: %s"),
			result->warnings[i].text);
}

void
pd_linear_show_result(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_result *result)
{
	pd_linear_warn(linear, result);
	if (result->sentence != NULL)
		pd_linear_tell(linear, "%s", result->sentence);
	else if (!result->has_details && !result->has_output && !result->has_rows)
		pd_linear_tell(linear, _("Done: %s"), _(operation->label));
	if (result->has_details)
		print_result_details(linear, result);
	if (result->has_output)
		print_output_text(&result->output);
	if (result->has_rows)
		linear->show_rows(
			linear, pd_tab_find(pd_tabs, operation->tab), &result->rows);
}
