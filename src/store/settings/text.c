/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- tokens -------------------------------------------------------------------- */

/* A part of the text. */
struct span {
	const char *begin, *end;
};

static const char *
behind_line(const char *at)
{
	return at + strcspn(at, "\n");
}

static const char *
behind_block_comment(const char *at)
{
	const char *end = strstr(at + 2, "*/");
	return end ? end + 2 : at + strlen(at);
}

/* Blanks and comments: "#", "//" and between slashes and stars. */
static const char *
skip_gap(const char *at)
{
	for (;;) {
		at += strspn(at, " \t\r\n\f\v");
		if (*at == '#' || strncmp(at, "//", 2) == 0)
			at = behind_line(at);
		else if (strncmp(at, "/*", 2) == 0)
			at = behind_block_comment(at);
		else
			return at;
	}
}

static const char *
behind_quoted(const char *at)
{
	for (at++; *at != '\0' && *at != '"'; at++)
		if (*at == '\\' && at[1] != '\0')
			at++;
	return *at == '"' ? at + 1 : at;
}

static const char *
behind_word(const char *at)
{
	size_t size = strcspn(at, " \t\r\n\f\v\"#/=:;,(){}[]");
	return at + (size > 0 ? size : *at != '\0');
}

/* A list, array or group. */
static const char *
behind_brackets(const char *at)
{
	size_t depth = 0;
	do {
		if (*at == '"') {
			at = skip_gap(behind_quoted(at));
			continue;
		}
		depth += strchr("({[", *at) != NULL;
		depth -= strchr(")}]", *at) != NULL;
		at++;
		if (depth > 0)
			at = skip_gap(at);
	} while (*at != '\0' && depth > 0);
	return at;
}

/* Texts that follow each other are one. */
static const char *
behind_value(const char *at)
{
	if (*at != '\0' && strchr("({[", *at) != NULL)
		return behind_brackets(at);
	if (*at != '"')
		return behind_word(at);
	const char *end = at;
	for (; *at == '"'; at = skip_gap(end))
		end = behind_quoted(at);
	return end;
}

/* ---- settings ------------------------------------------------------------------ */

/* The setting called name, from its name on, and its value, among the settings that begin
 * at text and end with it, or with the bracket that closes their group: begin is NULL if
 * there is none. Returns where they end: behind the last of them, before what is said after
 * it. */
static const char *
find_setting_text(
	const char *text, const char *name, struct span *setting, struct span *value)
{
	const char *last = text;
	*value = *setting = (struct span){0};
	for (const char *at = skip_gap(text); *at != '\0' && *at != '}';
		at = skip_gap(at)) {
		struct span word = {at, behind_word(at)};
		at = skip_gap(word.end);
		if (*at != '=' && *at != ':')
			continue;
		at = skip_gap(at + 1);
		struct span found = {at, behind_value(at)};
		at = skip_gap(found.end);
		bool is_ended = *at == ';' || *at == ',';
		last = is_ended ? ++at : found.end;
		if (strlen(name) != (size_t)(word.end - word.begin) ||
			strncmp(word.begin, name, strlen(name)) != 0)
			continue;
		*value = found;
		*setting = (struct span){word.begin, last};
	}
	return last;
}

static const char *
find_value_text(const char *text, const char *name, struct span *value)
{
	struct span setting;
	return find_setting_text(text, name, &setting, value);
}

static void
add_span(struct pd_buffer *out, const char *begin, const char *end)
{
	pd_buffer_add(out, begin, (size_t)(end - begin));
}

static void
replace_value(const char *text, const struct span *old, const char *value,
	struct pd_buffer *out)
{
	add_span(out, text, old->begin);
	pd_buffer_add_text(out, value);
	pd_buffer_add_text(out, old->end);
}

static void
add_closed(struct pd_buffer *out, const char *begin, const char *last, const char *end)
{
	bool is_open = last > begin && strchr(";,{", last[-1]) == NULL;
	add_span(out, begin, last);
	pd_buffer_add_text(out, is_open ? ";" : "");
	add_span(out, last, end);
}

/* At the end of the file, on a line of its own. last: behind the last setting. */
static void
append_setting(
	const char *text, const char *last, const char *setting, struct pd_buffer *out)
{
	add_closed(out, text, last, text + strlen(text));
	if (out->size > 0 && out->data[out->size - 1] != '\n')
		pd_buffer_add_text(out, "\n");
	pd_buffer_add_text(out, setting);
	pd_buffer_add_text(out, "\n");
}

/* Before the bracket that closes the group, so that a comment behind the last member
 * stays with that. */
static void
append_member(
	const char *text, const char *last, const char *setting, struct pd_buffer *out)
{
	const char *bracket = skip_gap(last), *line = bracket;
	while (line > last && (line[-1] == ' ' || line[-1] == '\t'))
		line--;
	bool has_line = line > last && line[-1] == '\n';
	add_closed(out, text, last, line);
	add_span(out, line, has_line ? bracket : line);
	pd_buffer_add_text(out, has_line ? "  " : " ");
	pd_buffer_add_text(out, setting);
	pd_buffer_add_text(out, has_line ? "\n" : " ");
	pd_buffer_add_text(out, has_line ? line : bracket);
}

void
pd_settings_text_set(const char *text, const char *group, const char *name,
	const char *value, struct pd_buffer *out)
{
	struct span old;
	PD_AUTO(pd_drop_text) char *setting = pd_format("%s = %s;", name, value);
	const char *last = find_value_text(text, group ? group : name, &old);
	if (group != NULL && (old.begin == NULL || *old.begin != '{')) {
		PD_AUTO(pd_drop_text)
		char *whole = pd_format("%s = {\n  %s\n};", group, setting);
		append_setting(text, last, whole, out);
		return;
	}
	if (group != NULL)
		last = find_value_text(old.begin + 1, name, &old);
	if (old.begin != NULL)
		replace_value(text, &old, value, out);
	else if (group != NULL)
		append_member(text, last, setting, out);
	else
		append_setting(text, last, setting, out);
}

/* ---- taking out ---------------------------------------------------------------- */

/* With the line that it stood on, if nothing else is there. */
static void
cut_span(const char *text, struct span gone, struct pd_buffer *out)
{
	const char *line = gone.begin, *rest = gone.end + strspn(gone.end, " \t\r");
	while (line > text && (line[-1] == ' ' || line[-1] == '\t'))
		line--;
	bool has_line =
		(line == text || line[-1] == '\n') && (*rest == '\n' || *rest == '\0');
	add_span(out, text, has_line ? line : gone.begin);
	pd_buffer_add_text(out, !has_line ? gone.end : *rest == '\n' ? rest + 1 : rest);
}

void
pd_settings_text_remove(
	const char *text, const char *group, const char *name, struct pd_buffer *out)
{
	struct span setting, value;
	(void)find_setting_text(text, group ? group : name, &setting, &value);
	if (group != NULL && value.begin != NULL && *value.begin == '{')
		(void)find_setting_text(value.begin + 1, name, &setting, &value);
	else if (group != NULL)
		setting = (struct span){0};
	if (setting.begin != NULL)
		cut_span(text, setting, out);
	else
		pd_buffer_add_text(out, text);
}

/* ---- lists of groups ------------------------------------------------------------- */

/* The group of that index in the list that begins at list, and the last before it; begin is
 * NULL where there is none. */
static void
find_group_text(const char *list, size_t index, struct span *group, struct span *before)
{
	*group = *before = (struct span){0};
	const char *at = skip_gap(list + 1);
	for (size_t i = 0; *at != '\0' && *at != ')'; i++) {
		*before = *group;
		*group = (struct span){at, behind_value(at)};
		if (i == index)
			return;
		at = skip_gap(group->end);
		at = *at == ',' ? skip_gap(at + 1) : at;
	}
	*before = *group;
	*group = (struct span){0};
}

static void
add_new_group(const struct pd_settings_member *members, struct pd_buffer *out)
{
	size_t count = 0;
	pd_buffer_add_text(out, "{ ");
	for (; members->name != NULL; members++)
		if (members->value != NULL)
			pd_buffer_add_format(out, "%s%s = %s;",
				count++ > 0 ? "\n    " : "", members->name,
				members->value);
	pd_buffer_add_text(out, " }");
}

/* Behind the last of the list, or as its first. */
static void
append_group(const char *text, const struct span *list, const struct span *last,
	const char *group, struct pd_buffer *out)
{
	const char *end = last->begin ? last->end : list->begin + 1;
	const char *rest = skip_gap(end);
	bool is_closed = last->begin && *rest == ',';
	end = is_closed ? rest + 1 : end;
	add_span(out, text, end);
	pd_buffer_add_format(
		out, "%s\n  %s", last->begin && !is_closed ? "," : "", group);
	if (*skip_gap(end) == ')' && strcspn(end, "\n") > strcspn(end, ")"))
		pd_buffer_add_text(out, "\n");
	pd_buffer_add_text(out, end);
}

/* Changes one member of the group that begins there. */
static void
change_member(const char *text, const char *group,
	const struct pd_settings_member *member, struct pd_buffer *out)
{
	struct span setting, value;
	const char *last = find_setting_text(group + 1, member->name, &setting, &value);
	PD_AUTO(pd_drop_text)
	char *line = pd_format("%s = %s;", member->name, member->value);
	if (member->value == NULL && setting.begin != NULL)
		cut_span(text, setting, out);
	else if (member->value == NULL)
		pd_buffer_add_text(out, text);
	else if (value.begin != NULL)
		replace_value(text, &value, member->value, out);
	else
		append_member(text, last, line, out);
}

void
pd_settings_text_set_group(const char *text, const char *list, size_t index,
	const struct pd_settings_member *members, struct pd_buffer *out)
{
	struct span value, group, before;
	PD_AUTO(pd_buffer_free) struct pd_buffer new = {0};
	const char *last = find_value_text(text, list, &value);
	if (value.begin == NULL) {
		pd_buffer_add_format(&new, "%s = (\n  ", list);
		add_new_group(members, &new);
		pd_buffer_add_text(&new, "\n);");
		append_setting(text, last, pd_buffer_text(&new), out);
		return;
	}
	if (*value.begin != '(') {
		pd_buffer_add_text(
			out, text); /* no list: whoever reads it back says so */
		return;
	}
	find_group_text(value.begin, index, &group, &before);
	if (group.begin == NULL) {
		add_new_group(members, &new);
		append_group(text, &value, &before, pd_buffer_text(&new), out);
		return;
	}
	PD_AUTO(pd_drop_text) char *now = pd_copy(text);
	for (; members->name != NULL; members++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer next = {0};
		(void)find_value_text(now, list, &value);
		find_group_text(value.begin, index, &group, &before);
		change_member(now, group.begin, members, &next);
		free(now);
		now = pd_buffer_steal_text(&next);
	}
	pd_buffer_add_text(out, now);
}

void
pd_settings_text_remove_group(
	const char *text, const char *list, size_t index, struct pd_buffer *out)
{
	struct span value, group, before;
	(void)find_value_text(text, list, &value);
	group = before = (struct span){0};
	if (value.begin != NULL && *value.begin == '(')
		find_group_text(value.begin, index, &group, &before);
	if (group.begin == NULL) {
		pd_buffer_add_text(out, text);
		return;
	}
	const char *comma = skip_gap(group.end);
	if (*comma == ',')
		group.end = comma + 1;
	else if (before.begin != NULL)
		group.begin = before.end;
	cut_span(text, group, out);
}
