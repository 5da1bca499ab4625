/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/record_plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Records as nearly all of ours are: lines of NAME = VALUE; with a text, a number, a flag,
 * or the texts of a chain. libconfig looks at each character of them by itself, which is
 * most of the time that ten thousand take; whatever looks different in any way is left to
 * it, with all that it allows and all that it complains of. Both write the same bytes. */

/* ---- reading ------------------------------------------------------------------- */

/* Steps over a word that has to come next. */
static bool
skip_plain_word(char **at, const char *word)
{
	size_t size = strlen(word);
	bool is_next = strncmp(*at, word, size) == 0;
	*at += is_next ? size : 0;
	return is_next;
}

/* A text without escapes, behind its first quote. */
static bool
read_plain_text(config_setting_t *root, const char *name, char **at)
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

/* A number that libconfig would read as octal is not plain. */
static bool
read_plain_number(config_setting_t *root, const char *name, char **at)
{
	const char *digits = *at + (**at == '-');
	bool is_plain =
		(*digits >= '1' && *digits <= '9') || strncmp(digits, "0L", 2) == 0;
	errno = 0;
	long long number = strtoll(*at, at, 10);
	config_setting_t *setting = config_setting_add(root, name, CONFIG_TYPE_INT64);
	return is_plain && errno == 0 && skip_plain_word(at, "L") && setting != NULL &&
	       config_setting_set_int64(setting, number);
}

static bool
read_flag(config_setting_t *root, const char *name, char **at)
{
	bool is_set = skip_plain_word(at, "true");
	config_setting_t *setting = config_setting_add(root, name, CONFIG_TYPE_BOOL);
	return (is_set || skip_plain_word(at, "false")) && setting != NULL &&
	       config_setting_set_bool(setting, is_set);
}

static bool
read_value(config_setting_t *root, const char *name, char **at)
{
	if (skip_plain_word(at, "\""))
		return read_plain_text(root, name, at);
	return **at == 't' || **at == 'f' ? read_flag(root, name, at)
					  : read_plain_number(root, name, at);
}

/* libconfig refuses names that are none, and those that it has. */
static bool
read_line(config_setting_t *root, char **at)
{
	char *name = *at, *end = name + strcspn(name, " \n");
	*at = end;
	if (!skip_plain_word(at, " = "))
		return false;
	*end = '\0';
	bool good = read_value(root, name, at);
	*end = ' ';
	return good && skip_plain_word(at, ";\n");
}

bool
pd_record_read_plain(config_setting_t *root, char *text)
{
	while (*text != '\0')
		if (!skip_plain_word(&text, "\n") && !read_line(root, &text))
			return false;
	return true;
}

/* ---- writing ------------------------------------------------------------------- */

/* So much of the text stands in the file as it is. */
static size_t
count_plain_text(const char *text)
{
	size_t size = 0;
	for (unsigned char c; (c = (unsigned char)text[size]) >= ' '; size++)
		if (c == '"' || c == '\\')
			break;
	return size;
}

/* A text of lines, as PEM is. */
static bool
write_plain_text(struct pd_buffer *out, const char *text)
{
	pd_buffer_add_text(out, "\"");
	for (;; text++) {
		size_t plain = count_plain_text(text);
		pd_buffer_add(out, text, plain);
		text += plain;
		if (*text != '\n')
			break;
		pd_buffer_add_text(out, "\\n");
	}
	pd_buffer_add_text(out, "\"");
	return *text == '\0';
}

static bool
write_list(struct pd_buffer *out, const config_setting_t *list)
{
	int count = config_setting_length(list);
	bool good = count > 0;
	for (int i = 0; good && i < count; i++) {
		const char *text = config_setting_get_string_elem(list, i);
		pd_buffer_add_text(out, i > 0 ? ", " : "( ");
		good = text != NULL && write_plain_text(out, text);
	}
	pd_buffer_add_text(out, " )");
	return good;
}

static bool
write_plain_value(struct pd_buffer *out, const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_STRING:
		return write_plain_text(out, config_setting_get_string(setting));
	case CONFIG_TYPE_LIST:
		return write_list(out, setting);
	case CONFIG_TYPE_BOOL:
		pd_buffer_add_text(
			out, config_setting_get_bool(setting) ? "true" : "false");
		return true;
	case CONFIG_TYPE_INT64:
		pd_buffer_add_format(out, "%lldL", config_setting_get_int64(setting));
		return config_setting_get_format(setting) == CONFIG_FORMAT_DEFAULT;
	default:
		return false;
	}
}

bool
pd_record_write_plain(const config_setting_t *root, struct pd_buffer *out)
{
	int count = config_setting_length(root);
	bool good = true;
	for (int i = 0; good && i < count; i++) {
		const config_setting_t *setting =
			config_setting_get_elem(root, (unsigned)i);
		pd_buffer_add_text(out, config_setting_name(setting));
		pd_buffer_add_text(out, " = ");
		good = write_plain_value(out, setting);
		pd_buffer_add_text(out, ";\n");
	}
	return good;
}
