/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/config_variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "scan/grammar.h"

enum { LONGEST_VALUE = 4096, MOST_VARIABLES = 64 };

static bool
is_name_byte(char c)
{
	return pd_ascii_is_alphanumeric(c) || c == '_';
}

/* The newest line that says what name is, NAME = VALUE or DEFINE NAME VALUE. */
static const char *
find_variable(const struct pd_config *config, const char *name)
{
	for (size_t i = config->line_count; i-- > 0;) {
		const struct pd_config_line *line = &config->lines[i];
		if (line->count >= 2 && strcmp(line->words[0], name) == 0)
			return line->words[1];
		size_t at = pd_config_value(line, &config->service->define);
		if (at == 0 || at + 1 >= line->count)
			continue;
		const char *defined = line->words[at] + (line->words[at][0] == '$');
		if (strcmp(defined, name) == 0)
			return line->words[at + 1];
	}
	return NULL;
}

const char *
pd_config_find_macro(const struct pd_config *config, const char *name)
{
	return find_variable(config, name);
}

/* The name that begins at text, $NAME or ${NAME}; 0: none does. */
static size_t
read_variable_name(const char *text, char **name)
{
	size_t begin = text[1] == '{' || text[1] == '(' ? 2 : 1, size = 0;
	while (is_name_byte(text[begin + size]))
		size++;
	size_t whole = begin + size;
	if (begin == 2) {
		if (text[whole] != '}' && text[whole] != ')')
			return 0;
		whole++;
	}
	if (size == 0)
		return 0;
	*name = pd_copy_bytes(text + begin, size);
	return whole;
}

static size_t
read_macro(const char *text, char **name)
{
	size_t size = 0;
	while (is_name_byte(text[size]))
		size++;
	if (size == 0 || text[0] < 'A' || text[0] > 'Z')
		return 0;
	*name = pd_copy_bytes(text, size);
	return size;
}

static char *
put_in(const struct pd_config *config, const char *word, bool macros)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	size_t budget = MOST_VARIABLES;
	char before = '\0';
	while (*word != '\0' && out.size < LONGEST_VALUE) {
		PD_AUTO(pd_drop_text) char *name = NULL;
		size_t size = *word == '$' ? read_variable_name(word, &name)
			      : macros && !is_name_byte(before)
				      ? read_macro(word, &name)
				      : 0;
		const char *value =
			name && budget > 0 ? find_variable(config, name) : NULL;
		budget -= value != NULL;
		if (value != NULL)
			pd_buffer_add_text(&out, value);
		else
			pd_buffer_add(&out, word, size > 0 ? size : 1);
		word += size > 0 ? size : 1;
		before = word[-1];
	}
	return pd_buffer_steal_text(&out);
}

/* What is defined itself stays a name. */
static bool
is_defined_here(
	const struct pd_config *config, const struct pd_config_line *line, size_t index)
{
	return index == 0 || pd_config_value(line, &config->service->define) == index;
}

void
pd_config_put_variables(
	const struct pd_config *config, struct pd_config_line *line, bool macros)
{
	for (size_t i = 0; i < line->count; i++) {
		char *word = line->words[i];
		if (is_defined_here(config, line, i) ||
			(strchr(word, '$') == NULL && !macros))
			continue;
		/* The line itself says nothing yet. */
		struct pd_config before = *config;
		before.line_count--;
		line->words[i] = put_in(&before, word, macros);
		pd_drop_word(word);
	}
}
