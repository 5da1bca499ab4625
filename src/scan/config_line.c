/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/config_line.h"

#include <string.h>

#include "base/ascii.h"

bool
pd_config_is_within(const struct pd_config *config, size_t block, size_t other)
{
	while (block != other && block != 0)
		block = config->parents[block];
	return block == other;
}

/* The index of the word in the line, from 1 on; 0: it has none. */
static size_t
find_word_in(const struct pd_config_line *line, const char *word, size_t size)
{
	for (size_t i = 1; i < line->count; i++)
		if (strlen(line->words[i]) == size &&
			pd_ascii_compare_begin(line->words[i], word, size) == 0)
			return i;
	return 0;
}

static bool
is_line_of(const struct pd_config_line *line, const char *directive, size_t size)
{
	return line->count > 0 && strlen(line->words[0]) == size &&
	       pd_ascii_compare_begin(line->words[0], directive, size) == 0;
}

size_t
pd_config_value(const struct pd_config_line *line, const struct pd_names *directives)
{
	for (size_t i = 0; i < directives->count; i++) {
		const char *words = directives->items[i];
		size_t size = strcspn(words, " "), at = 1;
		if (!is_line_of(line, words, size))
			continue;
		if (words[size] == ' ') {
			const char *second = words + size + 1;
			at = find_word_in(line, second, strlen(second)) + 1;
		}
		if (at < line->count && (words[size] != ' ' || at > 1))
			return at;
	}
	return 0;
}

size_t
pd_config_value_with(
	const struct pd_config_line *line, const struct pd_names *directives)
{
	for (size_t i = 0; i < directives->count; i++) {
		const char *words = directives->items[i];
		size_t size = strcspn(words, " ");
		const char *second = words[size] == ' ' ? words + size + 1 : NULL;
		if (is_line_of(line, words, size) && line->count > 1 &&
			(second == NULL ||
				find_word_in(line, second, strlen(second)) > 0))
			return 1;
	}
	return 0;
}
