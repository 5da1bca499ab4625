/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/details.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

void
pd_details_section(struct pd_details *details, const char *name, const char *title)
{
	size_t count = details->section_count + 1;
	details->sections =
		pd_grow(details->sections, count, sizeof *details->sections);
	details->sections[count - 1] = (struct pd_section){
		.name = name,
		.title = title ? pd_text_safe_string(title) : NULL,
	};
	details->section_count = count;
}

/* Lines before any section belong to the object itself. */
static struct pd_line *
add_section_line(struct pd_details *details, const char *name, const char *label,
	enum pd_value_kind kind)
{
	if (details->section_count == 0)
		pd_details_section(details, NULL, NULL);
	struct pd_section *section = &details->sections[details->section_count - 1];
	size_t count = section->line_count + 1;
	section->lines = pd_grow(section->lines, count, sizeof *section->lines);
	struct pd_line *line = &section->lines[count - 1];
	*line = (struct pd_line){.name = name, .label = label, .kind = kind};
	section->line_count = count;
	return line;
}

void
pd_details_text(struct pd_details *details, const char *name, const char *label,
	const char *text)
{
	add_section_line(details, name, label, PD_TEXT_VALUE)->text =
		pd_text_safe_string(text);
}

void
pd_details_word(struct pd_details *details, const char *name, const char *label,
	const char *word, const char *shown)
{
	struct pd_line *line = add_section_line(details, name, label, PD_TEXT_VALUE);
	line->text = pd_text_safe_string(shown);
	line->word = pd_text_safe_string(word);
}

/* Lines of a private key are safe, and copied to no place that is not wiped. */
static void
add_safe(struct pd_secret *out, const char *text, size_t size)
{
	if (pd_text_is_safe(text, size)) {
		pd_secret_add(out, text, size);
		return;
	}
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe(text, size);
	pd_secret_add_text(out, safe);
	pd_wipe(safe, strlen(safe));
}

/* Each of many lines is made safe, the line feeds between them stay. */
static void
add_safe_text(struct pd_secret *out, const char *text)
{
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		add_safe(out, text, size);
		if (text[size] == '\n')
			pd_secret_add(out, "\n", 1);
		text += size + (text[size] == '\n');
	}
}

void
pd_details_long(struct pd_details *details, const char *name, const char *label,
	const char *text)
{
	struct pd_line *line = add_section_line(details, name, label, PD_LONG_VALUE);
	add_safe_text(&line->long_text, text ? text : "");
	pd_secret_add(&line->long_text, NULL, 0); /* "" has memory of its own too */
	line->text = (char *)line->long_text.data;
}

void
pd_details_number(
	struct pd_details *details, const char *name, const char *label, int64_t number)
{
	struct pd_line *line = add_section_line(details, name, label, PD_NUMBER_VALUE);
	line->number = number;
	line->text = pd_format("%jd", (intmax_t)number);
}

void
pd_details_flag(struct pd_details *details, const char *name, const char *label,
	bool flag, const char *shown)
{
	struct pd_line *line = add_section_line(details, name, label, PD_FLAG_VALUE);
	line->number = flag;
	line->text = pd_text_safe_string(shown);
}

void
pd_details_key(
	struct pd_details *details, const char *label, bool is_here, const char *shown)
{
	struct pd_line *line =
		add_section_line(details, "has_private_key", label, PD_KEY_VALUE);
	line->number = is_here;
	line->text = pd_text_safe_string(shown);
}

void
pd_details_typed(struct pd_details *details, const char *label, const char *text)
{
	add_section_line(details, "type_to_confirm", label, PD_TYPED_VALUE)->text =
		pd_text_safe_string(text);
}

void
pd_details_action(struct pd_details *details, const char *text)
{
	free(details->action);
	details->action = pd_text_safe_string(text);
}

void
pd_details_question(struct pd_details *details, const char *text)
{
	free(details->question);
	details->question = pd_text_safe_string(text);
}

void
pd_details_time(
	struct pd_details *details, const char *name, const char *label, int64_t time)
{
	struct pd_line *line = add_section_line(details, name, label, PD_TIME_VALUE);
	line->number = time;
	line->text = pd_text_moment(time);
	line->word = pd_text_time(time);
}

void
pd_details_list(struct pd_details *details, const char *name, const char *label)
{
	(void)add_section_line(details, name, label, PD_LIST_VALUE);
}

void
pd_details_tree(struct pd_details *details, const char *label)
{
	(void)add_section_line(details, NULL, label, PD_TREE_VALUE);
}

void
pd_details_life(
	struct pd_details *details, const char *label, const char *text, int64_t over)
{
	struct pd_line *line = add_section_line(details, NULL, label, PD_LIFE_VALUE);
	line->text = pd_text_safe_string(text);
	line->number = over;
}

void
pd_details_item(struct pd_details *details, const char *text)
{
	struct pd_section *section = &details->sections[details->section_count - 1];
	struct pd_line *line = &section->lines[section->line_count - 1];
	line->items = pd_grow(line->items, line->item_count + 1, sizeof *line->items);
	line->items[line->item_count++] = pd_text_safe_string(text);
}

bool
pd_line_is_list(const struct pd_line *line)
{
	return line->kind == PD_LIST_VALUE || line->kind == PD_TREE_VALUE;
}

static void
free_line(struct pd_line *line)
{
	if (line->kind != PD_LONG_VALUE)
		free(line->text);
	pd_secret_wipe(&line->long_text);
	free(line->word);
	for (size_t i = 0; i < line->item_count; i++)
		free(line->items[i]);
	free(line->items);
}

void
pd_details_free(struct pd_details *details)
{
	for (size_t i = 0; i < details->section_count; i++) {
		struct pd_section *section = &details->sections[i];
		for (size_t k = 0; k < section->line_count; k++)
			free_line(&section->lines[k]);
		free(section->lines);
		free(section->title);
	}
	free(details->sections);
	free(details->question);
	free(details->action);
	*details = (struct pd_details){0};
}
