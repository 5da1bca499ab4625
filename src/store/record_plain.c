/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Records as libconfig writes ours: lines of NAME = VALUE; with a text, a number or a
 * flag. A list of ten thousand of them takes half as long without libconfig's scanner;
 * whatever looks different in any way is left to that, with all that it allows and all
 * that it complains of. */

/* Steps over a word that has to come next. */
static bool
skip(char **at, const char *word)
{
	size_t size = strlen(word);
	bool is_next = strncmp(*at, word, size) == 0;
	*at += is_next ? size : 0;
	return is_next;
}

/* A text without escapes, behind its first quote. */
static bool
read_text(config_setting_t *root, const char *name, char **at)
{
	char *text = *at, *end = text + strcspn(text, "\"\\\n");
	config_setting_t *setting = config_setting_add(root, name, CONFIG_TYPE_STRING);
	if (setting == NULL || *end != '"')
		return false;
	*end = '\0';
	bool good = config_setting_set_string(setting, text);
	*end = '"';
	*at = end + 1;
	return good;
}

/* What libconfig takes for octal is not plain. */
static bool
read_number(config_setting_t *root, const char *name, char **at)
{
	const char *digits = *at + (**at == '-');
	bool is_plain =
		(*digits >= '1' && *digits <= '9') || strncmp(digits, "0L", 2) == 0;
	errno = 0;
	long long number = strtoll(*at, at, 10);
	config_setting_t *setting = config_setting_add(root, name, CONFIG_TYPE_INT64);
	return is_plain && errno == 0 && skip(at, "L") && setting != NULL &&
	       config_setting_set_int64(setting, number);
}

static bool
read_flag(config_setting_t *root, const char *name, char **at)
{
	bool is_set = skip(at, "true");
	config_setting_t *setting = config_setting_add(root, name, CONFIG_TYPE_BOOL);
	return (is_set || skip(at, "false")) && setting != NULL &&
	       config_setting_set_bool(setting, is_set);
}

static bool
read_value(config_setting_t *root, const char *name, char **at)
{
	if (skip(at, "\""))
		return read_text(root, name, at);
	return **at == 't' || **at == 'f' ? read_flag(root, name, at)
					  : read_number(root, name, at);
}

/* libconfig refuses names that are none, and those that it has. */
static bool
read_line(config_setting_t *root, char **at)
{
	char *name = *at, *end = name + strcspn(name, " \n");
	*at = end;
	if (!skip(at, " = "))
		return false;
	*end = '\0';
	bool good = read_value(root, name, at);
	*end = ' ';
	return good && skip(at, ";\n");
}

bool
pd_record_read_plain(struct pd_record *record, char *text)
{
	config_setting_t *root = config_root_setting(pd_record_config(record));
	while (*text != '\0')
		if (!skip(&text, "\n") && !read_line(root, &text))
			return false;
	return true;
}
