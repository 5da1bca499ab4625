/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/record_plain.h"

struct pd_record {
	config_t config;
	bool spoilt; /* a value is missing, so it must not be written */
};

/* An include would read any file of the system; from a directory that does not exist
 * each one fails instead of being followed. */
static const char nowhere[] = "/nonexistent";

struct pd_record *
pd_record_new(void)
{
	struct pd_record *record = pd_alloc(1, sizeof *record);
	config_init(&record->config);
	config_set_include_dir(&record->config, nowhere);
	return record;
}

void
pd_record_free(struct pd_record *record)
{
	if (record == NULL)
		return;
	config_destroy(&record->config);
	free(record);
}

struct config_t *
pd_record_config(struct pd_record *record)
{
	return &record->config;
}

char *
pd_line_of(const char *shown, const config_setting_t *value)
{
	return pd_format("%s:%u", shown, config_setting_source_line(value));
}

/* ---- reading ------------------------------------------------------------------- */

static bool
fail_at(struct pd_error *error, const char *shown, long line, const char *sentence)
{
	PD_AUTO(pd_drop_text) char *place = pd_format("%s:%ld", shown, line);
	return pd_fail(error, PD_ESTORE, place, "%s", sentence);
}

static bool
is_include(const char *line)
{
	static const char word[] = "@include";
	return strncmp(line + strspn(line, " \t\r\f\v"), word, sizeof word - 1) == 0;
}

/* libconfig ends a text at its first NUL and follows includes: neither is ever in a
 * record, so both are damage, or somebody's attempt. */
static bool
check_record_text(
	const char *text, size_t size, const char *shown, struct pd_error *error)
{
	long number = 1;
	for (const char *line = text;; number++) {
		if (is_include(line))
			return fail_at(error, shown, number,
				_("@include is not allowed here; remove the "
				  "line"));
		const char *end = line + strcspn(line, "\n");
		if (*end == '\n') {
			line = end + 1;
			continue;
		}
		if (end == text + size)
			return true;
		return fail_at(error, shown, number,
			_("the file is damaged: there is a NUL byte in it; restore it "
			  "from a backup"));
	}
}

/* libconfig takes no comment that the end of the file ends, as an editor may leave it. */
static struct pd_record *
parse_open_end(const char *text)
{
	size_t size = strlen(text);
	if (size == 0 || text[size - 1] == '\n')
		return NULL;
	PD_AUTO(pd_drop_text) char *whole = pd_format("%s\n", text);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	return config_read_string(&record->config, whole) ? pd_steal(record) : NULL;
}

static struct pd_record *
parse_record(const char *text, const char *shown, struct pd_error *error)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	if (config_read_string(&record->config, text))
		return pd_steal(record);
	PD_AUTO(pd_drop_record) struct pd_record *whole = parse_open_end(text);
	if (whole != NULL)
		return pd_steal(whole);
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("the file is damaged (%s); restore it from a backup, "
			    "or correct its lines, which are like "
			    "name = \"value\""),
			config_error_text(&record->config));
	(void)fail_at(error, shown, config_error_line(&record->config), sentence);
	return NULL;
}

bool
pd_record_check_filled(struct pd_bytes text, const char *shown, struct pd_error *error)
{
	return text.size > 0 ||
	       pd_fail(error, PD_ESTORE, shown,
		       _("the file is empty; restore it from a backup"));
}

struct pd_record *
pd_record_parse(struct pd_bytes text, const char *shown, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *copy = pd_copy_bytes(text.data, text.size);
	if (!check_record_text(copy, text.size, shown, error))
		return NULL;
	return parse_record(copy, shown, error);
}

/* Where a list of strings ends that is written as libconfig writes a chain; NULL if it
 * is written in any other way. text is behind the parenthesis. */
static char *
end_of_chain(char *text)
{
	for (; *text == '"'; text += 2) {
		char *end = strchr(text + 1, '"');
		if (end == NULL || end[-1] == '\\')
			return NULL;
		text = end + 1;
		if (strncmp(text, " );\n", 4) == 0)
			return text + 3;
		if (strncmp(text, ", ", 2) != 0)
			return NULL;
	}
	return NULL;
}

/* Its line stays as an empty one, so that errors name the right lines. */
static void
cut_chain(char *text)
{
	static const char begin[] = "\nchain = ( ";
	char *chain = strstr(text, begin);
	char *end = chain != NULL ? end_of_chain(chain + sizeof begin - 1) : NULL;
	if (end != NULL)
		memmove(chain + 1, end, strlen(end) + 1);
}

/* libconfig looks at a chain character by character, which takes longer than all else
 * that a list needs of a record. */
struct pd_record *
pd_record_parse_values(struct pd_bytes text, const char *shown, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *copy = pd_copy_bytes(text.data, text.size);
	if (!check_record_text(copy, text.size, shown, error))
		return NULL;
	cut_chain(copy);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	if (pd_record_read_plain(config_root_setting(&record->config), copy))
		return pd_steal(record);
	return parse_record(copy, shown, error);
}

/* ---- writing ------------------------------------------------------------------- */

static bool
same_members(const config_setting_t *one, const config_setting_t *other)
{
	int count = config_setting_length(one);
	if (count != config_setting_length(other))
		return false;
	for (int i = 0; i < count; i++)
		if (!pd_record_same_value(config_setting_get_elem(one, (unsigned)i),
			    config_setting_get_elem(other, (unsigned)i)))
			return false;
	return true;
}

static bool
same_text(const char *one, const char *other)
{
	return strcmp(one ? one : "", other ? other : "") == 0;
}

/* A number of 64 bits is one all the same. */
static int
kind_of_value(const config_setting_t *value)
{
	int type = config_setting_type(value);
	return type == CONFIG_TYPE_INT64 ? CONFIG_TYPE_INT : type;
}

bool
pd_record_same_value(const config_setting_t *one, const config_setting_t *other)
{
	if (one == NULL || other == NULL)
		return one == other;
	if (kind_of_value(one) != kind_of_value(other) ||
		!same_text(config_setting_name(one), config_setting_name(other)))
		return false;
	switch (config_setting_type(one)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return config_setting_get_int64(one) == config_setting_get_int64(other);
	case CONFIG_TYPE_BOOL:
		return config_setting_get_bool(one) == config_setting_get_bool(other);
	case CONFIG_TYPE_STRING:
		return same_text(config_setting_get_string(one),
			config_setting_get_string(other));
	case CONFIG_TYPE_FLOAT: /* written rounded, and none of ours */
		return true;
	default:
		return same_members(one, other);
	}
}

/* config_write reports nothing, so the stream and the outcome are asked. */
static bool
write_by_libconfig(const struct pd_record *record, struct pd_buffer *out)
{
	PD_AUTO(pd_drop_text) char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);
	if (stream == NULL)
		return false;
	config_write(&record->config, stream);
	bool good = !ferror(stream);
	good = fclose(stream) == 0 && good;
	if (good)
		pd_buffer_add(out, text, size);
	return good;
}

static bool
write_record_text(const struct pd_record *record, struct pd_buffer *out)
{
	if (pd_record_write_plain(config_root_setting(&record->config), out))
		return true;
	pd_buffer_cut(out, 0);
	return write_by_libconfig(record, out);
}

bool
pd_record_write(
	const struct pd_record *record, struct pd_buffer *out, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	if (record->spoilt)
		return pd_fail(error, PD_ESTORE, "",
			_("the record has a value whose name is not made of letters, "
			  "digits, '-' and '_', so it is not stored"));
	if (!write_record_text(record, &text))
		return pd_fail_errno(
			error, PD_EIO, "", _("the record cannot be written"));
	PD_AUTO(pd_drop_record)
	struct pd_record *back =
		pd_record_parse(pd_buffer_bytes(&text), _("a new record"), error);
	if (back == NULL)
		return false;
	if (!pd_record_same_value(config_root_setting(&record->config),
		    config_root_setting(&back->config)))
		return pd_fail(error, PD_ESTORE, "",
			_("the record reads back differently from what was written, "
			  "so it is not stored"));
	pd_buffer_add(out, text.data, text.size);
	return true;
}

/* ---- values -------------------------------------------------------------------- */

/* A value that stays of its type keeps its place, so that a record written with the
 * same values has the same bytes. NULL: libconfig refuses the name. */
static config_setting_t *
get_member(struct pd_record *record, const char *name, int type)
{
	config_setting_t *root = config_root_setting(&record->config);
	config_setting_t *setting = config_setting_get_member(root, name);
	if (setting != NULL && config_setting_type(setting) == type)
		return setting;
	if (setting != NULL)
		(void)config_setting_remove(root, name);
	setting = config_setting_add(root, name, type);
	record->spoilt = record->spoilt || setting == NULL;
	return setting;
}

static void
remove_value(struct pd_record *record, const char *name)
{
	config_setting_t *root = config_root_setting(&record->config);
	if (config_setting_get_member(root, name) != NULL)
		(void)config_setting_remove(root, name);
}

void
pd_record_set_text(struct pd_record *record, const char *name, const char *text)
{
	if (text == NULL) {
		remove_value(record, name);
		return;
	}
	config_setting_t *setting = get_member(record, name, CONFIG_TYPE_STRING);
	if (setting != NULL)
		(void)config_setting_set_string(setting, text);
}

void
pd_record_set_safe(struct pd_record *record, const char *name, const char *text)
{
	PD_AUTO(pd_drop_text) char *safe = text ? pd_text_safe_string(text) : NULL;
	pd_record_set_text(record, name, safe);
}

void
pd_record_set_number(struct pd_record *record, const char *name, int64_t number)
{
	config_setting_t *setting = get_member(record, name, CONFIG_TYPE_INT64);
	if (setting != NULL)
		(void)config_setting_set_int64(setting, number);
}

void
pd_record_set_flag(struct pd_record *record, const char *name, bool flag)
{
	config_setting_t *setting = get_member(record, name, CONFIG_TYPE_BOOL);
	if (setting != NULL)
		(void)config_setting_set_bool(setting, flag);
}

void
pd_record_set_chain(
	struct pd_record *record, const char *name, const struct pd_certificates *chain)
{
	config_setting_t *list = get_member(record, name, CONFIG_TYPE_LIST);
	if (list == NULL)
		return;
	while (config_setting_length(list) > 0)
		(void)config_setting_remove_elem(list, 0);
	for (size_t i = 0; i < chain->count; i++) {
		PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(chain->items[i]);
		(void)config_setting_set_string_elem(list, -1, pem);
	}
}

/* Not config_setting_get_member, which looks for the ends of paths in every name. */
static const config_setting_t *
find_value(const struct pd_record *record, const char *name)
{
	const config_setting_t *root = config_root_setting(&record->config);
	int count = config_setting_length(root);
	for (int i = 0; i < count; i++) {
		const config_setting_t *setting =
			config_setting_get_elem(root, (unsigned)i);
		if (strcmp(config_setting_name(setting), name) == 0)
			return setting;
	}
	return NULL;
}

const char *
pd_record_text(const struct pd_record *record, const char *name)
{
	const config_setting_t *setting = find_value(record, name);
	return setting ? config_setting_get_string(setting) : NULL;
}

int64_t
pd_record_number(const struct pd_record *record, const char *name, int64_t fallback)
{
	const config_setting_t *setting = find_value(record, name);
	int type = setting ? config_setting_type(setting) : CONFIG_TYPE_NONE;
	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return fallback;
	return config_setting_get_int64(setting);
}

bool
pd_record_flag(const struct pd_record *record, const char *name, bool fallback)
{
	const config_setting_t *setting = find_value(record, name);
	if (setting == NULL || config_setting_type(setting) != CONFIG_TYPE_BOOL)
		return fallback;
	return config_setting_get_bool(setting) != 0;
}

static bool
read_certificates(const config_setting_t *list, const char *name, const char *shown,
	struct pd_certificates *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, list);
	for (int i = 0; i < config_setting_length(list); i++) {
		const char *pem = config_setting_get_string_elem(list, i);
		if (pem == NULL)
			return pd_fail(error, PD_ESTORE, place,
				_("the record is damaged: %s must be a list of "
				  "certificates in PEM"),
				name);
		struct pd_bytes bytes = {(const unsigned char *)pem, strlen(pem)};
		struct pd_certificate *certificate =
			pd_certificate_from_pem(bytes, place, error);
		if (certificate == NULL)
			return false;
		pd_certificates_add(out, certificate);
	}
	return true;
}

bool
pd_record_chain(const struct pd_record *record, const char *name, const char *shown,
	struct pd_certificates *out, struct pd_error *error)
{
	const config_setting_t *list = find_value(record, name);
	if (list == NULL || config_setting_type(list) != CONFIG_TYPE_LIST ||
		config_setting_length(list) == 0)
		return pd_fail(error, PD_ESTORE, shown,
			_("the record is damaged: %s, a list of certificates in PEM, "
			  "is missing"),
			name);
	PD_AUTO(pd_certificates_free) struct pd_certificates read = {0};
	if (!read_certificates(list, name, shown, &read, error))
		return false;
	*out = read;
	read = (struct pd_certificates){0};
	return true;
}

/* ---- groups -------------------------------------------------------------------- */

static void
copy_value(struct pd_record *to, const config_setting_t *from)
{
	const char *name = config_setting_name(from);
	switch (config_setting_type(from)) {
	case CONFIG_TYPE_STRING:
		pd_record_set_text(to, name, config_setting_get_string(from));
		break;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		pd_record_set_number(to, name, config_setting_get_int64(from));
		break;
	case CONFIG_TYPE_BOOL:
		pd_record_set_flag(to, name, config_setting_get_bool(from) != 0);
		break;
	default:
		break;
	}
}

struct pd_record *
pd_record_group(const struct pd_record *record, const char *list, size_t index)
{
	const config_setting_t *groups = find_value(record, list);
	if (groups == NULL || !config_setting_is_list(groups) ||
		index >= (size_t)config_setting_length(groups))
		return NULL;
	const config_setting_t *group =
		config_setting_get_elem(groups, (unsigned)index);
	struct pd_record *out = pd_record_new();
	int count = config_setting_is_group(group) ? config_setting_length(group) : 0;
	for (int i = 0; i < count; i++)
		copy_value(out, config_setting_get_elem(group, (unsigned)i));
	return out;
}
