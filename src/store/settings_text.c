/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings_text.h"

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

/* The value of name among the settings that begin at text and end with it, or with the
 * bracket that closes their group: value.begin is NULL if it has none. Returns where they
 * end: behind the last of them, before what is said after it. */
static const char *
find_value_text(const char *text, const char *name, struct span *value)
{
	const char *last = text;
	*value = (struct span){0};
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
		if (strlen(name) == (size_t)(word.end - word.begin) &&
			strncmp(word.begin, name, strlen(name)) == 0)
			*value = found;
	}
	return last;
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
